"""What a person has sent that has not left yet."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from torg.delivery.models import Act
from torg.delivery.states import ActState
from torg.people.models import User

# By what asked for the act: where it is taken back, and what is said meanwhile.
WAYS: dict[str, tuple[str, Promise]] = {
    "inbox.reply": ("inbox:undo_reply", _("Svaret är på väg.")),
    "moderation.case": ("moderation:undo", _("Beslutet är sparat och på väg till nätverket.")),
    "planning.variant": ("planning:undo_send", _("Inlägget skickas igen.")),
}


@dataclass(frozen=True, slots=True)
class Regret:
    """One thing that can be taken back. until: when it leaves."""

    text: Promise
    url: str
    until: datetime


def regrettable(user: User, now: datetime) -> list[Regret]:
    """What the person can take back now, each deed once, the first to leave first."""
    waiting = (
        Act.objects.filter(
            created_by=user,
            state=ActState.DUE,
            not_before__gt=now,
            tries=0,
            origin_kind__in=list(WAYS),
        )
        .order_by("not_before", "id")
        .values_list("origin_kind", "origin_id", "not_before")
    )
    found: dict[tuple[str, str], Regret] = {}
    for kind, pk, until in waiting:
        name, text = WAYS[kind]
        found.setdefault((kind, pk), Regret(text, reverse(name, args=[pk]), until))
    return list(found.values())

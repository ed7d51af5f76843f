"""What a person has sent that has not left yet."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from torg.delivery.models import Act
from torg.delivery.states import ActState
from torg.people.models import User
from torg.planning.models import Variant

Row = tuple[str, str, datetime]
VARIANT, POST = "planning.variant", "planning.post"
# By what asked for the act: where it is taken back, and what is said meanwhile.
WAYS: dict[str, tuple[str, Promise]] = {
    "inbox.reply": ("inbox:undo_reply", _("Svaret är på väg.")),
    "moderation.case": ("moderation:undo", _("Beslutet är sparat och på väg till nätverket.")),
    "inbox.repost": ("inbox:undo_repost", _("Delningen är på väg.")),
    VARIANT: ("planning:undo_send", _("Inlägget skickas igen.")),
    POST: ("planning:undo_publish", _("Inlägget är på väg ut.")),
}


@dataclass(frozen=True, slots=True)
class Regret:
    """One thing that can be taken back. until: when it leaves."""

    text: Promise
    url: str
    until: datetime


def still_here(user: User, now: datetime) -> QuerySet[Act]:
    """The person's acts that wait for their moment and have not been tried."""
    return Act.objects.filter(
        created_by=user,
        state=ActState.DUE,
        not_before__gt=now,
        tries=0,
        origin_kind__in=list(WAYS),
    )


def regrettable(user: User, now: datetime) -> list[Regret]:
    """What the person can take back now, each deed once, the first to leave first."""
    waiting = (
        still_here(user, now)
        .order_by("not_before", "id")
        .values_list("origin_kind", "origin_id", "not_before")
    )
    found: dict[tuple[str, str], Regret] = {}
    for kind, pk, until in _by_deed(list(waiting)):
        name, text = WAYS[kind]
        found.setdefault((kind, pk), Regret(text, reverse(name, args=[pk]), until))
    return list(found.values())


def _by_deed(rows: list[Row]) -> list[Row]:
    """A post that was published now is one deed on all its channels."""
    variants = [pk for kind, pk, _until in rows if kind == VARIANT]
    if not variants:
        return rows
    published = Variant.objects.filter(
        pk__in=variants, post__brought_forward_from__isnull=False
    ).values_list("pk", "post_id")
    posts = {str(pk): str(post) for pk, post in published}
    return [
        (POST, posts[pk], until) if pk in posts else (kind, pk, until) for kind, pk, until in rows
    ]

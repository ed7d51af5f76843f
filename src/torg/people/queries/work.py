"""What a person has open, has typed and has saved: presence, drafts, filters."""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from torg.kernel.refs import Ref
from torg.people.models import (
    DefaultFilter,
    Draft,
    Place,
    Presence,
    SavedFilter,
    User,
)
from torg.people.queries.organisation import own_departments

# Two missed signs of life, and a person is no longer there (the page gives one every 15 s).
PRESENT_FOR = timedelta(seconds=35)


@dataclass(frozen=True, slots=True)
class Kept:
    """A form's place for what is typed into it.

    token: of this opening of the form. settled: the opening that was sent or thrown away last.
    saved_at, fields: of the draft that waits to be taken up, if any. writer: the person's id.
    """

    form: str
    about_id: str
    token: str
    settled: str = ""
    saved_at: datetime | None = None
    fields: dict[str, list[str]] = field(default_factory=dict)
    writer: str = ""

    @property
    def waits(self) -> bool:
        """Whether there is something to take up."""
        return bool(self.fields)

    def initial(self, names: Iterable[str], multiple: Collection[str] = ()) -> dict[str, Any]:
        """The draft as a form's initial values; nothing when nothing waits."""
        if not self.waits:
            return {}
        found: dict[str, Any] = {}
        for name in names:
            values = self.fields.get(name, [])
            found[name] = values if name in multiple else next(iter(values), "")
        return found


def others_at(about: Ref, user: User, now: datetime) -> list[Presence]:
    """Who else has it open now, those who write first."""
    return list(
        Presence.objects.filter(
            about_kind=about.kind,
            about_id=about.id,
            seen_at__gt=now - PRESENT_FOR,
            user__is_active=True,
        )
        .exclude(user=user)
        .select_related("user")
        .order_by("-mode", "user__given_name", "pk")
    )


def kept_for(user: User, form: str, about_id: object) -> Kept:
    """A place for what the person types, with what was typed before."""
    found = Draft.objects.filter(user=user, form=form, about_id=str(about_id)).first()
    token = secrets.token_urlsafe(12)
    if found is None:
        return Kept(form, str(about_id), token, writer=str(user.pk))
    return Kept(
        form,
        str(about_id),
        token,
        found.settled_token,
        found.saved_at,
        found.fields,
        writer=str(user.pk),
    )


def filters_for(user: User, place: Place) -> QuerySet[SavedFilter]:
    """The person's own and those shared with the person's departments; `is_default`: opens the
    person's list."""
    mine = DefaultFilter.objects.filter(user=user, saved=OuterRef("pk"))
    return (
        SavedFilter.objects.filter(place=place)
        .filter(Q(owner=user) | Q(department_id__in=own_departments(user)))
        .select_related("owner", "department")
        .annotate(is_default=Exists(mine))
        .order_by("name", "pk")
    )


def default_filter(user: User, place: Place) -> SavedFilter | None:
    """What the person's list opens with, if anything."""
    return filters_for(user, place).filter(defaults__user=user).first()

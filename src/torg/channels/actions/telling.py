"""Who is told by letter of what befalls a channel; in the transaction of what befell it."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from torg.channels.models import Channel
from torg.notices.actions import notify
from torg.notices.states import Event
from torg.people.models import Department, User
from torg.people.permissions import Permission
from torg.people.queries import people_with, roles_held_at


def tell_people(
    event: Event,
    channel: Channel,
    *,
    key: str,
    now: datetime,
    what: str = "",
    path: str = "",
    people: Iterable[User] = (),
    by: User | None = None,
) -> None:
    """One event of one channel. what: its name where nothing else is said; path: its page."""
    notify(
        event=event,
        key=key,
        municipality=channel.municipality,
        path=path or reverse("channels:show_channel", args=[channel.pk]),
        what=what or str(channel),
        department=channel.department,
        people=people,
        by=by,
        now=now,
    )


def tell_deciders(
    what: str,
    department: Department,
    *,
    roles: Iterable[str],
    key: str,
    path: str,
    by: User | None,
    now: datetime,
) -> None:
    """Something waits for the holders of the roles; of none, for who manages the channels there.

    roles: codes, as the rules name them.
    """
    municipality, wanted = department.municipality, set(roles)
    if wanted:
        held = roles_held_at(municipality, department)
        people = User.objects.filter(pk__in=[one for one, has in held.items() if wanted & has])
    else:
        people = people_with(Permission.MANAGE_CHANNELS, municipality, department=department)
    notify(
        event=Event.DECISION_WAITS,
        key=key,
        municipality=municipality,
        path=path,
        what=what,
        department=department,
        people=people,
        by=by,
        now=now,
    )


def tell_asker(
    what: str,
    department: Department,
    *,
    asker: User | None,
    key: str,
    path: str,
    by: User,
    now: datetime,
) -> None:
    """Whoever asked for it is told that there is an answer; its words are on the page."""
    notify(
        event=Event.DECISION_GIVEN,
        key=key,
        municipality=department.municipality,
        path=path,
        what=what,
        department=department,
        people=[asker] if asker else [],
        by=by,
        now=now,
    )

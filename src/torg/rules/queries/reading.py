"""Who has read and confirmed the rules in force, and who is asked to (V-02)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from torg.people.models import Municipality, User
from torg.people.permissions import ROLES, Permission, departments_in_reach
from torg.policy.comparing import changes
from torg.rules.models import ASKS, Acknowledgement, PackAdoption, Reminder
from torg.rules.queries.in_force import pack_readable

P = Permission
# Whoever holds one of these works with the municipality's channels.
CHANNEL_WORK = frozenset(
    {P.WRITE_POSTS, P.REPLY, P.FORWARD, P.WATCH, P.HIDE, P.REMOVE, P.MANAGE_CHANNELS}
)
CHANNEL_ROLES = [code for code, role in ROLES.items() if role.permissions & CHANNEL_WORK]

NEWEST = ("-in_force_from", "-number")


@dataclass(frozen=True, slots=True)
class Reader:
    """One who works with the channels. at: when the version was confirmed; None: not yet."""

    user: User
    at: datetime | None
    reminder: Reminder | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person is asked to confirm. confirmed: the version they confirmed last, if any.

    told: what has changed since then, in words. reminder: the latest, if somebody sent one.
    """

    adoption: PackAdoption
    confirmed: PackAdoption | None
    told: tuple[str, ...]
    reminder: Reminder | None


def works_with_channels(user: User) -> bool:
    """Whether the person holds a channel role."""
    return any(held.role in CHANNEL_ROLES for held in user.roles_held())


def to_confirm(municipality: Municipality, now: datetime) -> PackAdoption | None:
    """The version in force that is read and confirmed; a registration of the same is not."""
    asked = PackAdoption.objects.filter(municipality=municipality, kind__in=ASKS)
    return asked.filter(in_force_from__lte=now).defer("content").order_by(*NEWEST).first()


def waits_for(user: User, now: datetime) -> PackAdoption | None:
    """The version that this person still has to confirm, with one question to the database."""
    found: Any = asked_of(user, now).defer("content").first()
    return None if found is None or found.done else found


def asked_of(user: User, now: datetime) -> QuerySet[Any]:
    """What is to be confirmed by whoever works with channels, the newest first; `done`: it is."""
    done = Acknowledgement.objects.filter(adoption=OuterRef("pk"), user=user)
    adopted = PackAdoption.objects.filter(
        municipality=user.municipality_id, kind__in=ASKS, in_force_from__lte=now
    )
    mine = adopted if works_with_channels(user) else adopted.none()
    return mine.annotate(done=Exists(done)).order_by(*NEWEST)


def asked(user: User, now: datetime) -> Asked | None:
    """What the person is asked, with what is new in it; None when nothing waits."""
    adoption = waits_for(user, now)
    if adoption is None:
        return None
    last = Acknowledgement.objects.filter(user=user).select_related("adoption")
    before = last.order_by("-adoption__number").first()
    told: list[str] = []
    if before:
        old, new = pack_readable(before.adoption.digest), pack_readable(adoption.digest)
        told = changes(old, new) if old and new else []
    reminder = Reminder.objects.filter(user=user, adoption=adoption).select_related("by").first()
    return Asked(adoption, before.adoption if before else None, tuple(told), reminder)


def readers(user: User, adoption: PackAdoption) -> list[Reader]:
    """Everybody with a channel role in the person's reach, those who have not confirmed first."""
    people = User.objects.filter(
        municipality=adoption.municipality_id, is_active=True, grants__role__in=CHANNEL_ROLES
    ).select_related("department")
    reach = departments_in_reach(user, Permission.MANAGE_CHANNELS)
    if reach is not None:
        people = people.filter(department_id__in=reach)
    done = dict(adoption.read_by.values_list("user_id", "at"))
    reminded = {
        one.user_id: one for one in Reminder.objects.filter(adoption=adoption).select_related("by")
    }
    found = [Reader(one, done.get(one.pk), reminded.get(one.pk)) for one in people.distinct()]
    return sorted(found, key=lambda one: (one.at is not None, one.user.full_name))

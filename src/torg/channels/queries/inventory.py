"""Inventory rounds: who is asked about which channels, who has answered, what came of it."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet

from torg.channels.models import Channel, InventoryPart, InventoryRound, InventoryRow, RowAnswer
from torg.channels.states import ChannelState, InventoryState, PartState
from torg.people.models import Department, User
from torg.people.permissions import Permission, can, can_everywhere, departments_in_reach
from torg.rules.queries import CheckFacts, NextCheck, NoPack, channel_rules


@dataclass(frozen=True, slots=True)
class Waiting:
    """Inventories that ask something of a person.

    parts: departments whose channels the person goes through. disowned: channels that their
    department does not know, for whoever keeps the register. due: when the next round is to be
    held, when that day has come.
    """

    parts: list[InventoryPart]
    disowned: list[InventoryRow]
    due: NextCheck | None = None

    @property
    def count(self) -> int:
        """How many things that is."""
        return len(self.parts) + len(self.disowned) + bool(self.due)


def rounds_visible_to(user: User) -> QuerySet[InventoryRound]:
    """The municipality's rounds, the newest first: open to every employee as the register is."""
    if not can(user, Permission.VIEW_DESK):
        return InventoryRound.objects.none()
    rows = InventoryRound.objects.filter(municipality_id=user.municipality_id)
    answered = Count("parts", filter=Q(parts__state=PartState.ANSWERED))
    return rows.annotate(asked=Count("parts"), answered=answered).select_related("started_by")


def parts_visible_to(user: User) -> QuerySet[InventoryPart]:
    """Each department's part of every round."""
    if not can(user, Permission.VIEW_DESK):
        return InventoryPart.objects.none()
    rows = InventoryPart.objects.filter(municipality_id=user.municipality_id)
    return rows.select_related("round", "department", "answered_by")


def parts_to_answer(user: User) -> QuerySet[InventoryPart]:
    """Those that wait for the person: of the departments whose channels they manage."""
    rows = parts_visible_to(user).filter(state=PartState.ASKED, round__state=InventoryState.OPEN)
    reach = departments_in_reach(user, Permission.MANAGE_CHANNELS)
    if reach is not None:
        return rows.filter(department__in=reach)
    # Whoever manages everybody's is asked for their own; the rest is on the round's page.
    return rows.filter(department=user.department_id)


def asked_departments(user: User) -> QuerySet[Department]:
    """The departments that own a channel which is not closed."""
    owned = Channel.objects.filter(municipality_id=user.municipality_id)
    owned = owned.exclude(state=ChannelState.CLOSED)
    return Department.objects.filter(pk__in=owned.order_by().values("department"))


def channels_of(part: InventoryPart) -> list[Channel]:
    """The department's own channels that are not closed."""
    rows = Channel.objects.filter(department_id=part.department_id)
    rows = rows.exclude(state=ChannelState.CLOSED)
    return list(rows.select_related("municipality", "department").order_by("name", "pk"))


def rows_of(part: InventoryPart) -> list[InventoryRow]:
    """What was answered, channel by channel."""
    return list(part.rows.select_related("channel"))


def disowned(user: User) -> list[InventoryRow]:
    """Channels that a department called another's and that still stand as its own."""
    rows = InventoryRow.objects.filter(
        municipality_id=user.municipality_id,
        answer=RowAnswer.NOT_OURS,
        channel__department=F("part__department"),
    )
    rows = rows.exclude(channel__state=ChannelState.CLOSED)
    latest = {row.channel_id: row for row in rows.select_related("channel", "part__department")}
    said = InventoryRow.objects.filter(channel__in=list(latest)).order_by("part__answered_at")
    newest = {row.channel_id: row.pk for row in said}
    return [row for row in latest.values() if newest[row.channel_id] == row.pk]


def next_inventory(user: User, now: datetime) -> NextCheck | None:
    """When the next round is to be held; None where no rule says how often."""
    closed = InventoryRound.objects.filter(
        municipality_id=user.municipality_id, closed_at__isnull=False
    )
    last: date | None = closed.order_by("-last_day").values_list("last_day", flat=True).first()
    with suppress(NoPack):
        facts = CheckFacts(what="inventory", last_done=last)
        return channel_rules(user.municipality, now).next_check(facts)
    return None


def waiting(user: User, now: datetime) -> Waiting:
    """What inventories ask of the person."""
    parts = list(parts_to_answer(user))
    if not can_everywhere(user, Permission.KEEP_REGISTER):
        return Waiting(parts, [])
    held = rounds_visible_to(user).filter(state=InventoryState.OPEN).exists()
    due = None if held else next_inventory(user, now)
    return Waiting(parts, disowned(user), due if due and due.state else None)

"""What a person who leaves leaves behind at the channels, and who sees to it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from torg.channels.models import (
    REGISTER_LABELS,
    Channel,
    ChannelAccess,
    Departure,
    DepartureTask,
    TaskKind,
)
from torg.channels.queries import visible_to
from torg.channels.queries.access import rules_or_none, stays
from torg.channels.states import GETS_IN, ChannelState, TaskState
from torg.people.models import User
from torg.people.permissions import Permission, can_everywhere, departments_in_reach
from torg.rules.queries import RegisterFacts

# No guideline says how soon: keys the next day, a successor within two weeks.
KEYS_WITHIN = timedelta(days=1)
HANDOVER_WITHIN = timedelta(days=14)
# Parts of the register that name a person, and what the rules call them.
NAMED = {
    "accountable_manager": "accountable_manager",
    "responsible": "responsible",
    "page_responsible": "page_responsible",
    "contact_person": "contact",
    "rest_watcher": "",
}
SEES = (Permission.KEEP_ACCESS, Permission.MANAGE_CHANNELS)


@dataclass(frozen=True, slots=True)
class Left:
    """A task that will be. cited: the rule that asks for it, else ""."""

    channel: Channel
    kind: TaskKind
    due_on: date
    access: ChannelAccess | None = None
    part: str = ""
    cited: str = ""

    @property
    def words(self) -> str:
        """What is to be done."""
        return task_words(self.kind, self.part)


def task_words(kind: str, part: str) -> str:
    """What a task asks for, in words."""
    words = str(TaskKind(kind).label)
    label = REGISTER_LABELS.get(part)
    return f"{words}: {label}" if label else words


def left_behind(person: User, now: datetime) -> list[Left]:
    """The tasks that arise when the person leaves, keys first."""
    today = timezone.localdate(now)
    return [*_keys(person, today), *_handovers(person, now)]


def _keys(person: User, today: date) -> list[Left]:
    found: list[Left] = []
    due = today + KEYS_WITHIN
    for one in accesses_of(person):
        kinds = [TaskKind.ACCESS]
        kinds += [TaskKind.PASSWORD] if one.shared_login else []
        kinds += [TaskKind.CODES] if one.keeps_codes else []
        found += [Left(one.channel, kind, due, access=one) for kind in kinds]
    return found


def _handovers(person: User, now: datetime) -> list[Left]:
    named = Q()
    for part in NAMED:
        named |= Q(**{part: person})
    rows = Channel.objects.filter(named).exclude(state=ChannelState.CLOSED)
    rules = rules_or_none(person, now)
    due = timezone.localdate(now) + HANDOVER_WITHIN
    found = []
    for channel in rows.select_related("department", "municipality").order_by("name"):
        place = RegisterFacts(
            network=channel.network,
            channel_class=channel.channel_class,
            channel=str(channel.pk),
            moment="launch",
        )
        wanted = {key: clause for key, _w, clause in (rules.required(place) if rules else ())}
        for part, key in NAMED.items():
            if getattr(channel, f"{part}_id") == person.pk:
                cited = str(wanted.get(key, ""))
                found.append(Left(channel, TaskKind.HANDOVER, due, part=part, cited=cited))
    return found


def accesses_of(person: User) -> QuerySet[ChannelAccess]:
    """The accounts that the person gets into."""
    rows = ChannelAccess.objects.filter(user=person, state__in=GETS_IN)
    return rows.select_related("channel__department", "channel__municipality", "user")


def only_held_by(person: User) -> list[Channel]:
    """Channels whose account nobody else gets into."""
    mine = {one.channel_id: one.channel for one in accesses_of(person)}
    others = ChannelAccess.objects.filter(channel__in=mine, state__in=GETS_IN)
    held = {
        one.channel_id for one in others.exclude(user=person).select_related("user") if stays(one)
    }
    return [channel for pk, channel in mine.items() if pk not in held]


def tasks_visible_to(user: User) -> QuerySet[DepartureTask]:
    """All for who manages people; else those of the channels whose access one keeps."""
    rows = DepartureTask.objects.filter(channel__in=visible_to(user).order_by())
    reach = [departments_in_reach(user, permission) for permission in SEES]
    if not can_everywhere(user, Permission.MANAGE_PEOPLE) and None not in reach:
        units = frozenset[UUID]().union(*(one for one in reach if one))
        rows = rows.filter(channel__department__in=units)
    return rows.select_related(
        "departure__user", "channel__department", "channel__municipality", "access", "done_by"
    )


def departures_visible_to(user: User) -> QuerySet[Departure]:
    """Those with a task that the person sees, and all for who manages people."""
    rows = Departure.objects.select_related("user", "begun_by", "colleague")
    if can_everywhere(user, Permission.MANAGE_PEOPLE):
        return rows
    return rows.filter(pk__in=tasks_visible_to(user).order_by().values("departure_id"))


def open_departure_of(person: User) -> Departure | None:
    """The leaving that is not all confirmed yet, if any."""
    return Departure.objects.filter(user=person, state=TaskState.OPEN).first()


def tasks_waiting(user: User) -> QuerySet[DepartureTask]:
    """What the person who keeps the channels' access has still to do, the first due first."""
    reach = departments_in_reach(user, Permission.KEEP_ACCESS)
    rows = tasks_visible_to(user).filter(state=TaskState.OPEN)
    return rows if reach is None else rows.filter(channel__department__in=reach)

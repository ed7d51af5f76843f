"""Which cases a person sees, and which of them ask something of the person now."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from torg.channels.models import Channel
from torg.channels.queries import visible_to as channels_visible_to
from torg.inbox.models import Direction, Message
from torg.inbox.queries import visible_to as threads_visible_to
from torg.moderation.models import Case
from torg.moderation.states import OPEN, CaseState
from torg.people.models import User
from torg.people.permissions import ROLES, Permission

SHOWN = (
    "message__channel__department__parent",
    "message__channel__connection",
    "message__channel__municipality",
    "message__thread__channel",
    "message__thread__publication__act",
    "message__person",
    "message__municipality",
    "evidence__sealed_by",
    "evidence__message__channel",
    "reported_by",
    "accepted_by",
    "decided_by",
    "closed_by",
    "handed_to",
)
STILL_UP = (CaseState.SEALED, CaseState.DECIDED)


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the list; all empty is everything. channel: an id; mine: taken by me;
    late: past the deadline or the alarm."""

    channel: str = ""
    mine: bool = False
    late: bool = False

    def narrow(self, cases: QuerySet[Case], user: User, now: datetime) -> QuerySet[Case]:
        """The cases that fit."""
        if self.channel:
            cases = cases.filter(message__channel_id=self.channel)
        if self.mine:
            cases = cases.filter(accepted_by=user)
        if self.late:
            up = Q(state__in=sorted(STILL_UP))
            cases = cases.filter(up, Q(alert_at__lte=now) | Q(deadline__lt=now))
        return cases


def channels_with_cases(user: User) -> QuerySet[Channel]:
    """The channels to filter by."""
    return channels_visible_to(user).order_by("name")


def visible_to(user: User) -> QuerySet[Case]:
    """Cases whose evidence the person may see there, in threads that they may read."""
    return (
        Case.objects.filter(message__thread__in=threads_visible_to(user))
        .filter(_held(user, Permission.SEE_EVIDENCE))
        .select_related(*SHOWN)
    )


def open_cases(user: User) -> QuerySet[Case]:
    """Cases with something left to do, the nearest deadline first, then the oldest (V-64)."""
    return visible_to(user).filter(state__in=sorted(OPEN)).order_by("order_at", "id")


def closed_cases(user: User) -> QuerySet[Case]:
    """Closed and dismissed cases, the newest first."""
    return visible_to(user).exclude(state__in=sorted(OPEN)).order_by("-order_at", "-id")


def to_accept(user: User) -> QuerySet[Case]:
    """Sealed cases that wait for somebody with the right to remove, and nobody has (V-99)."""
    return (
        open_cases(user)
        .filter(state=CaseState.SEALED, accepted_by__isnull=True)
        .filter(_held(user, Permission.REMOVE))
    )


def overdue_cases(user: User, now: datetime) -> QuerySet[Case]:
    """Sealed but still up, past the alarm or the deadline (V-106, G-33): for who can act."""
    return (
        open_cases(user)
        .filter(state__in=sorted(STILL_UP))
        .filter(Q(alert_at__lte=now) | Q(deadline__lt=now))
        .filter(_held(user, Permission.REMOVE) | _held(user, Permission.HIDE))
    )


def to_register(user: User) -> QuerySet[Case]:
    """Cases that wait for their number in the case system (V-101)."""
    return (
        open_cases(user)
        .filter(needs_registration=True, registration_reference="")
        .filter(_held(user, Permission.REGISTER_RECORDS))
    )


def reportable(user: User) -> QuerySet[Message]:
    """Messages from residents that the person may report."""
    return (
        Message.objects.filter(
            thread__in=threads_visible_to(user), direction=Direction.IN, is_current=True
        )
        .filter(
            _held(user, Permission.REPORT_CONTENT, "channel__department_id")
            | _held(user, Permission.REPORT_CONTENT, "thread__department_id")
        )
        .select_related(
            "channel__department__parent",
            "channel__municipality",
            "thread__publication__act",
            "thread__channel",
            "thread__department",
            "person",
            "raw",
            "municipality",
        )
    )


def open_case_of(message: Message) -> Case | None:
    """The case that is already open about the message, if any."""
    return Case.objects.filter(message=message, state__in=sorted(OPEN)).first()


def awaiting_network() -> QuerySet[Case]:
    """Decided cases in scope whose act may have come to an end."""
    return Case.objects.filter(state=CaseState.DECIDED).select_related(
        "message__municipality", "message__channel", "evidence", "decided_by"
    )


def page(cases: QuerySet[Case], after: str, size: int) -> tuple[list[Case], str]:
    """One page of ordered cases, and the mark that the next one starts after ("" at the end)."""
    newest_first = cases.query.order_by[0] == "-order_at"
    if found := page_mark(after):
        at, pk = found
        if newest_first:
            behind = Q(order_at__lt=at) | Q(order_at=at, id__lt=pk)
            cases = cases.filter(behind, order_at__lte=at)
        else:
            behind = Q(order_at__gt=at) | Q(order_at=at, id__gt=pk)
            cases = cases.filter(behind, order_at__gte=at)
    rows = list(cases[: size + 1])
    return rows[:size], _mark(rows[size - 1]) if len(rows) > size else ""


def _held(user: User, permission: Permission, path: str = "message__channel__department_id") -> Q:
    """Rows whose channel's department lies in the reach of the permission."""
    reach: set[UUID] = set()
    for held in user.roles_held() if user.is_active else ():
        if held.role in ROLES and permission in ROLES[held.role].permissions:
            if held.departments is None:
                return ~Q(pk__in=[])
            reach |= held.departments
    found = Q(**{f"{path}__in": reach})
    teams = user.teams().channels_with(permission) if user.is_active else []
    if teams and path.endswith("channel__department_id"):
        found |= Q(**{f"{path.removesuffix('__department_id')}_id__in": teams})
    return found


def _mark(case: Case) -> str:
    return urlsafe_b64encode(f"{case.order_at.isoformat()} {case.pk}".encode()).decode()


def page_mark(mark: str) -> tuple[datetime, UUID] | None:
    """The place that a mark names; None for none and for one that somebody made up."""
    try:
        at, pk = urlsafe_b64decode(mark).decode().split(" ")
        found = datetime.fromisoformat(at)
        return (found.astimezone(UTC), UUID(pk)) if found.tzinfo else None
    except (ValueError, OverflowError):  # a time at either end of the calendar has no UTC
        return None

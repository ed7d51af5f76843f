"""The teams of channels, and whose week it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from torg.channels.models import Channel, RotaWeek, TeamMember, TeamRight, column_of
from torg.channels.permissions import GIVES, OF_ALL
from torg.kernel.swedish_calendar import swedish_holidays
from torg.people.models import User
from torg.people.models.prepared import ask
from torg.ports.teams import Teams

WEEK = timedelta(days=7)
SHOWN_WEEKS = 12
RIGHTS = [(right, column_of(right)) for right in TeamRight]


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the rota. user: None while it is nobody's. red: the names of its holidays."""

    monday: date
    user: User | None
    red: tuple[str, ...]
    is_now: bool

    @property
    def number(self) -> int:
        """The week's ISO number."""
        return self.monday.isocalendar().week


def monday_of(day: date) -> date:
    """The first day of the day's ISO week."""
    return day - timedelta(days=day.weekday())


def members_of(channel: Channel) -> QuerySet[TeamMember]:
    """The team, by name, those whose days have passed as well."""
    return TeamMember.objects.filter(channel=channel).select_related("user__department", "channel")


def members_on(channel: Channel, day: date) -> QuerySet[TeamMember]:
    """Who is in the team on the day."""
    return members_of(channel).filter(_on(day), user__is_active=True)


def weeks_of(channel: Channel, day: date) -> list[Week]:
    """The rota from the day's week on, each week with its holidays."""
    first = monday_of(day)
    mondays = [first + number * WEEK for number in range(SHOWN_WEEKS)]
    rows = RotaWeek.objects.filter(channel=channel, monday__in=mondays).select_related("user")
    held = {row.monday: row.user for row in rows}
    return [Week(one, held.get(one), holidays_in(one), one == first) for one in mondays]


def coming_weeks(channel: Channel, day: date) -> QuerySet[RotaWeek]:
    """The weeks that somebody has, from the day's on."""
    rows = RotaWeek.objects.filter(channel=channel, monday__gte=monday_of(day))
    return rows.select_related("user", "channel")


def holidays_in(monday: date) -> tuple[str, ...]:
    """The Swedish holidays of a week, in order."""
    days = [monday + timedelta(days=number) for number in range(7)]
    return tuple(name for one in days if (name := swedish_holidays(one.year).get(one)))


def on_duty(channels: Iterable[Channel], day: date) -> Mapping[UUID, User]:
    """Whose week it is, by channel."""
    rows = RotaWeek.objects.filter(channel__in=channels, monday=monday_of(day))
    return {row.channel_id: row.user for row in rows.select_related("user")}


def own_weeks(user: User) -> QuerySet[Channel]:
    """The channels whose week is the person's."""
    return Channel.objects.filter(pk__in=user.teams().on_duty).order_by("name")


def read_teams(user: UUID, day: date) -> Teams:
    """What `ports.teams` asks for."""

    def membership(user: UUID) -> QuerySet[TeamMember, tuple[object, ...]]:
        rows = TeamMember.objects.filter(_on(day), user_id=user).order_by()
        return rows.values_list("channel_id", *(column for _right, column in RIGHTS))

    def duty() -> QuerySet[RotaWeek, tuple[object, ...]]:
        rows = RotaWeek.objects.filter(monday=monday_of(day), user__is_active=True).order_by()
        return rows.values_list("channel_id", "user_id")

    weeks = ask(("rota", day), duty)
    return Teams(
        {channel: _given(held) for channel, *held in ask(("teams", day), membership, user)},
        frozenset(channel for channel, holder in weeks if holder == user),
        frozenset(channel for channel, holder in weeks if holder != user),
    )


def _given(held: Iterable[object]) -> frozenset[str]:
    rights = [right for (right, _column), has in zip(RIGHTS, held, strict=True) if has]
    return OF_ALL.union(*(GIVES[right] for right in rights))


def _on(day: date) -> Q:
    return (Q(starts_on__isnull=True) | Q(starts_on__lte=day)) & (
        Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    )

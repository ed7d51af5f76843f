"""Who covers what in a week: each channel and day, with the gaps."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from torg.channels.models import Channel, RotaWeek, TeamMember
from torg.channels.queries import visible_to
from torg.channels.queries.public import network_of
from torg.channels.queries.teams import WEEK
from torg.channels.states import HEARD
from torg.kernel.swedish_calendar import swedish_holidays
from torg.people.models import Department, User
from torg.people.permissions import Permission
from torg.people.queries import counted_with

DUTY, TEAM, ROLE, READS, GAP = "duty", "team", "role", "reads", "gap"


@dataclass(frozen=True, slots=True)
class Cell:
    """A channel on a day. kind: DUTY, TEAM, ROLE, READS or GAP; words: what stands there."""

    kind: str
    words: str

    @property
    def is_gap(self) -> bool:
        """Whether nobody answers."""
        return self.kind in (GAP, READS)


@dataclass(frozen=True, slots=True)
class Line:
    """A channel's week."""

    channel: Channel
    cells: tuple[Cell, ...]

    @property
    def gaps(self) -> list[int]:
        """The days without anybody who answers, Monday 0."""
        return [at for at, cell in enumerate(self.cells) if cell.is_gap]


@dataclass(frozen=True, slots=True)
class Coverage:
    """A week. holidays: the day's name where it is red, by weekday."""

    monday: date
    lines: tuple[Line, ...]

    @property
    def days(self) -> list[date]:
        """Monday to Sunday."""
        return [self.monday + timedelta(days=at) for at in range(7)]

    @property
    def holidays(self) -> list[str]:
        """What each day is called where it is a holiday."""
        return [swedish_holidays(day.year).get(day) or "" for day in self.days]

    @property
    def with_gaps(self) -> list[Line]:
        """The channels that nobody answers on some day."""
        return [line for line in self.lines if line.gaps]

    def networks(self) -> list[str]:
        """Those that there are channels on."""
        return sorted({network_of(line.channel) for line in self.lines})

    def by_department(self) -> dict[Department, dict[str, tuple[int, int]]]:
        """Department -> network -> (channels, of which with a gap)."""
        found: dict[Department, dict[str, tuple[int, int]]] = {}
        for line in self.lines:
            row = found.setdefault(line.channel.department, {})
            many, empty = row.get(network_of(line.channel), (0, 0))
            row[network_of(line.channel)] = many + 1, empty + bool(line.gaps)
        return found


def coverage(user: User, monday: date) -> Coverage:
    """The week from the Monday on, for the channels that are heard, by department and name."""
    channels = list(
        visible_to(user).filter(state__in=HEARD).order_by("department__name", "name", "pk")
    )
    teams: dict[UUID, list[TeamMember]] = {}
    for member in _members(channels):
        teams.setdefault(member.channel_id, []).append(member)
    weeks = RotaWeek.objects.filter(channel__in=channels, monday=monday, user__is_active=True)
    duty = {week.channel_id: week.user for week in weeks.select_related("user")}
    roles = _by_role([one for one in channels if one.pk not in teams], user)
    lines = [
        Line(one, _week(teams.get(one.pk, []), duty.get(one.pk), roles, one, monday))
        for one in channels
    ]
    return Coverage(monday, tuple(lines))


def _members(channels: list[Channel]) -> QuerySet[TeamMember]:
    return TeamMember.objects.filter(channel__in=channels, user__is_active=True)


def _by_role(channels: list[Channel], user: User) -> Mapping[UUID, int]:
    """How many may answer for a department by their role, where no team is told."""
    units = {channel.department_id for channel in channels}
    return counted_with(Permission.REPLY, user.municipality, units) if units else {}


def _week(
    team: list[TeamMember],
    holder: User | None,
    roles: Mapping[UUID, int],
    channel: Channel,
    monday: date,
) -> tuple[Cell, ...]:
    days = [monday + timedelta(days=at) for at in range(WEEK.days)]
    by_role = roles.get(channel.department_id, 0)
    return tuple(_cell([one for one in team if _is_in(one, day)], holder, by_role) for day in days)


def _is_in(member: TeamMember, day: date) -> bool:
    return (member.starts_on is None or member.starts_on <= day) and (
        member.ends_on is None or member.ends_on >= day
    )


def _cell(there: list[TeamMember], holder: User | None, by_role: int) -> Cell:
    answering = [one for one in there if one.reply]
    if holder is not None and any(one.user_id == holder.pk for one in there):
        return Cell(DUTY, holder.full_name)
    if answering:
        return Cell(TEAM, _("%(num)d svarar") % {"num": len(answering)})
    if there:
        return Cell(READS, _("Läses, ingen svarar"))
    if by_role:
        return Cell(ROLE, _("%(num)d\u00a0genom\u00a0roll") % {"num": by_role})
    return Cell(GAP, _("Ingen"))

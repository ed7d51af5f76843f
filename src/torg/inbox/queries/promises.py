"""Promised answers by the hour in which their time runs out, for those who are to be told."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from torg.channels.models import Channel
from torg.inbox.models import Thread, ThreadKind
from torg.inbox.states import OPEN
from torg.people.models import Department, Municipality, User

HOUR = timedelta(hours=1)
# What broke longer ago than this has been told, or is shown on Min dag and nowhere else.
LOOKED_BACK = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Ending:
    """Open threads of one channel and department whose promises end in the same hour.

    private: direct messages. holders: who has taken some of them; free: some nobody has taken.
    """

    channel: Channel
    department: Department
    private: bool
    hour: datetime
    threads: tuple[Thread, ...]

    @property
    def key(self) -> str:
        """Of this hour's promises alone."""
        kind = "private" if self.private else "public"
        return f"{self.channel.pk}:{self.department.pk}:{kind}:{self.hour:%Y%m%d%H}"

    @property
    def holders(self) -> tuple[User, ...]:
        """Each once."""
        return tuple({one.assigned_to for one in self.threads if one.assigned_to})

    @property
    def free(self) -> bool:
        """Whether some have no holder."""
        return any(one.assigned_to_id is None for one in self.threads)


def ending_soon(municipality: Municipality, now: datetime) -> list[Ending]:
    """Promises that end in this hour or the next one: told once for the hour."""
    return _ending(municipality, now, _hour_of(now) + 2 * HOUR)


def just_broken(municipality: Municipality, now: datetime) -> list[Ending]:
    """Promises that ended in an hour that is over, of the last day."""
    hour = _hour_of(now)
    return _ending(municipality, hour - LOOKED_BACK, hour)


def _ending(municipality: Municipality, since: datetime, until: datetime) -> list[Ending]:
    rows = Thread.objects.filter(
        municipality=municipality, state__in=sorted(OPEN), due_at__gte=since, due_at__lt=until
    ).select_related("channel__municipality", "department", "assigned_to")
    found: dict[tuple[Channel, Department, bool, datetime], list[Thread]] = defaultdict(list)
    for one in rows.order_by("due_at", "id"):
        if one.due_at is not None:
            private = one.kind == ThreadKind.MESSAGE
            found[one.channel, one.department, private, _hour_of(one.due_at)].append(one)
    return [Ending(*group, tuple(threads)) for group, threads in found.items()]


def _hour_of(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)

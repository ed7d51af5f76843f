"""The door by which `people` asks what a person may do through the teams of channels.

`people` lies under `channels` and may not import it; the wiring names the reader here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Teams:
    """rights: by channel, the permissions that the person's team gives there.

    on_duty: the channels whose week is the person's. off_duty: those whose week is a
    colleague's.
    """

    rights: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    on_duty: frozenset[UUID] = frozenset()
    off_duty: frozenset[UUID] = frozenset()

    @property
    def shape(self) -> tuple[object, ...]:
        """All of it that a prepared question depends on."""
        return tuple(sorted(self.rights.items())), self.on_duty, self.off_duty

    def channels_with(self, permission: str) -> list[UUID]:
        """Where a team gives the permission."""
        return sorted(one for one, given in self.rights.items() if permission in given)


Reader = Callable[[UUID, date], Teams]


@dataclass(slots=True)
class _Wiring:
    reader: Reader | None = None


_wiring = _Wiring()


def use_teams(reader: Reader) -> None:
    """Name who reads the teams; called once by the wiring."""
    _wiring.reader = reader


def teams_of(user: UUID, day: date) -> Teams:
    """The person's teams on a Swedish day; none where nothing is wired. Asked in a scope."""
    return Teams() if _wiring.reader is None else _wiring.reader(user, day)

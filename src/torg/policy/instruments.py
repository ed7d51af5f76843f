"""What the rules need of the world, handed in by the `rules` room: a clock and an eye for text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


class OfficeClock(Protocol):
    """A municipality's working time. Instants are aware UTC, dates are local."""

    def local(self, at: datetime) -> datetime:
        """The wall time of an instant."""
        ...

    def is_open(self, at: datetime) -> bool:
        """Whether the office is open."""
        ...

    def is_working_day(self, day: date) -> bool:
        """Whether the office opens at all that day."""
        ...

    def holiday_name(self, day: date) -> str:
        """The name of the holiday, "" when it is none."""
        ...

    def add_office_minutes(self, at: datetime, minutes: int) -> datetime:
        """The instant after so many minutes of open office."""
        ...

    def add_working_day_minutes(self, at: datetime, minutes: int) -> datetime:
        """The instant after so many minutes of working days, counted around the clock."""
        ...

    def next_opening(self, at: datetime) -> datetime:
        """The instant itself when open, else the next opening."""
        ...

    def end_of_office_day(self, day: date) -> datetime:
        """The last closing of a working day."""
        ...

    def next_working_day(self, day: date) -> date:
        """The first working day after the day."""
        ...

    def open_intervals(self, day: date) -> Sequence[tuple[datetime, datetime]]:
        """The open intervals of a day, half-open."""
        ...

    def instants_of(self, wall: datetime) -> Sequence[datetime]:
        """The instants a naive wall time stands for: none, one or two."""
        ...


class TextReader(Protocol):
    """What is found in a text."""

    def links(self, text: str) -> Sequence[str]:
        """Web addresses."""
        ...

    def hashtags(self, text: str) -> Sequence[str]:
        """Hashtags, with their sign."""
        ...

    def lix(self, text: str) -> int:
        """The readability index LIX; 0 where there are no words."""
        ...

    def personal_numbers(self, text: str) -> Sequence[str]:
        """Swedish personal identity and coordination numbers."""
        ...


@dataclass(frozen=True, slots=True)
class Instruments:
    """Both together."""

    clock: OfficeClock
    text: TextReader

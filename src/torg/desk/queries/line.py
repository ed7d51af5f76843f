"""One line of the status page."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Tone(StrEnum):
    """How a line stands; the values are the badges' tones."""

    GOOD = "success"
    PLAIN = "neutral"
    LOOK = "warning"
    WRONG = "danger"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is watched. text: how it is; remedy: who mends it, when it needs that.

    since: words before `when`.
    """

    name: str
    tone: Tone
    text: str
    remedy: str = ""
    when: datetime | None = None
    since: str = ""

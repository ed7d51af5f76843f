"""Days, times and names in plain Swedish, for explanations."""

from collections.abc import Sequence
from datetime import date, datetime

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)

CLASSES = {"main": "huvudkonton", "ordinary": "vanliga kanaler", "seasonal": "säsongskanaler"}


def day_words(day: date) -> str:
    """lördag 12 september"""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def instant_words(local: datetime) -> str:
    """lördag 12 september 20.00"""
    return f"{day_words(local.date())} {local:%H.%M}"


def listed(words: Sequence[str], last: str = "och") -> str:
    """a, b och c"""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def counted(number: int, one: str, many: str) -> str:
    """1 gång, 3 gånger"""
    return f"{number} {one if number == 1 else many}"

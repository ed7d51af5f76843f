"""How moments are written for people: Swedish, on Stockholm's wall clock.

Every datetime that comes in must be aware; a naive one raises ValueError,
because a guessed zone would show a resident's deadline an hour wrong.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
SHORT_MONTHS = (
    "jan.", "feb.", "mars", "april", "maj", "juni",
    "juli", "aug.", "sep.", "okt.", "nov.", "dec.",
)  # fmt: skip
NO_BREAK = "\N{NO-BREAK SPACE}"


def wall(moment: datetime) -> datetime:
    """The same instant on Stockholm's clock. Raises ValueError for a naive datetime."""
    return _aware(moment).astimezone(STOCKHOLM)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be shown")
    return moment


def _utc(moment: datetime) -> datetime:
    return _aware(moment).astimezone(UTC)


def _day(value: date) -> date:
    return wall(value).date() if isinstance(value, datetime) else value


def long_date(value: date) -> str:
    """12 mars 2026"""
    day = _day(value)
    return f"{day.day}{NO_BREAK}{MONTHS[day.month - 1]} {day.year}"


def short_date(value: date) -> str:
    """12 mars; 3 nov."""
    day = _day(value)
    return f"{day.day}{NO_BREAK}{SHORT_MONTHS[day.month - 1]}"


def weekday(value: date) -> str:
    """torsdag"""
    return WEEKDAYS[_day(value).weekday()]


def weekday_date(value: date) -> str:
    """torsdag 12 mars"""
    day = _day(value)
    return f"{WEEKDAYS[day.weekday()]} {day.day}{NO_BREAK}{MONTHS[day.month - 1]}"


def month_year(value: date) -> str:
    """mars 2026"""
    day = _day(value)
    return f"{MONTHS[day.month - 1]} {day.year}"


def clock(moment: datetime) -> str:
    """14:05"""
    at = wall(moment)
    return f"{at.hour:02}:{at.minute:02}"


def long_moment(moment: datetime) -> str:
    """12 mars 2026 kl. 14:05"""
    at = wall(moment)
    return f"{long_date(at)} kl.{NO_BREAK}{clock(at)}"


def short_moment(moment: datetime) -> str:
    """12 mars 14:05"""
    at = wall(moment)
    return f"{short_date(at)} {clock(at)}"


def iso(value: date) -> str:
    """For <time datetime>: an instant in UTC (2026-03-12T13:05:00Z), or a plain date."""
    if isinstance(value, datetime):
        return f"{_utc(value).replace(tzinfo=None).isoformat(timespec='seconds')}Z"
    return value.isoformat()


def span(length: timedelta) -> str:
    """The length in its two leading steps at most, rounded down: 45 min, 3 h, 2 d 4 h."""
    minutes = int(abs(length).total_seconds()) // 60
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    if days >= 7:
        return f"{days}{NO_BREAK}d"
    if days:
        return f"{days}{NO_BREAK}d {hours}{NO_BREAK}h" if hours else f"{days}{NO_BREAK}d"
    if hours:
        short = hours < 2 and left
        return f"{hours}{NO_BREAK}h {left}{NO_BREAK}min" if short else f"{hours}{NO_BREAK}h"
    return f"{left}{NO_BREAK}min" if left else f"under 1{NO_BREAK}min"


def relative(moment: datetime, now: datetime) -> str:
    """Near moments as a distance, far ones as a date: nyss, för 5 min sedan, om 3 h, 12 mars."""
    away = _utc(moment) - _utc(now)
    if abs(away) < timedelta(minutes=1):
        return "nyss" if away <= timedelta() else "strax"
    if abs(away) >= timedelta(days=7):
        same_year = wall(moment).year == wall(now).year
        return short_date(moment) if same_year else long_date(moment)
    return f"om {span(away)}" if away > timedelta() else f"för {span(away)} sedan"

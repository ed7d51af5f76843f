"""Office-hour deadlines as a peer counts them; run by the Python of the peer's own environment.

Knows nothing of Torg and imports nothing of it. Standard input, JSON: peer; opens and closes
("08:00"); free, ISO dates; hours, how many are promised; arrived, microseconds since 1970.
Standard output, JSON: seconds of processor time for all of them, due in microseconds.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from datetime import time as Clock  # noqa: N812 - a time of day, beside the module of that name
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PLACE = "Europe/Stockholm"
Due = Callable[[datetime], datetime]


def businesstimedelta(given: Mapping[str, Any]) -> Due:
    """Rules for the day's hours and the free days, and a delta in them."""
    library, zone = import_module("businesstimedelta"), import_module("pytz").timezone(PLACE)
    hours = library.WorkDayRule(
        start_time=Clock.fromisoformat(given["opens"]),
        end_time=Clock.fromisoformat(given["closes"]),
        working_days=[0, 1, 2, 3, 4],
        tz=zone,
    )
    free = library.HolidayRule({date.fromisoformat(day) for day in given["free"]}, tz=zone)
    promise = library.BusinessTimeDelta(library.Rules([hours, free]), hours=given["hours"])
    return lambda at: at + promise


def pandas(given: Mapping[str, Any]) -> Due:
    """An offset of business hours, on the wall clock."""
    library, zone = import_module("pandas"), ZoneInfo(PLACE)
    promise = library.offsets.CustomBusinessHour(
        n=given["hours"], start=given["opens"], end=given["closes"], holidays=given["free"]
    )

    def due(at: datetime) -> datetime:
        wall = library.Timestamp(at.astimezone(zone).replace(tzinfo=None)) + promise
        return wall.to_pydatetime().replace(tzinfo=zone)  # type: ignore[no-any-return]

    return due


PEERS = {made.__name__: made for made in (businesstimedelta, pandas)}


def main() -> None:
    """Answer what standard input asks."""
    given = json.load(sys.stdin)
    due = PEERS[given["peer"]](given)
    arrived = [EPOCH + timedelta(microseconds=at) for at in given["arrived"]]
    due(arrived[0])
    began = time.process_time()
    answers = [due(at) for at in arrived]
    seconds = time.process_time() - began
    micros = [(at.astimezone(UTC) - EPOCH) // timedelta(microseconds=1) for at in answers]
    json.dump({"seconds": seconds, "due": micros}, sys.stdout)


if __name__ == "__main__":
    main()

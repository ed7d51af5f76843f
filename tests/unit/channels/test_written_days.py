"""Days as they stand in people's lists."""

from datetime import date

import pytest

from torg.channels.queries.written_days import day_of


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-03-12", date(2021, 3, 12)),
        ("2021-03-12T08:00", date(2021, 3, 12)),
        ("12/3 2021", date(2021, 3, 12)),
        ("12.3.2021", date(2021, 3, 12)),
        ("12/3-21", date(2021, 3, 12)),
        ("210312", date(2021, 3, 12)),
        ("20210312", date(2021, 3, 12)),
        ("12 mars 2021", date(2021, 3, 12)),
        ("12 mars -21", date(2021, 3, 12)),
        ("Den 12:e mars 2021", date(2021, 3, 12)),
        ("sept. 2021", date(2021, 9, 1)),
        ("mars ’21", date(2021, 3, 1)),
        ("2021-03", date(2021, 3, 1)),
        ("2021", date(2021, 1, 1)),
        ("44267", date(2021, 3, 12)),
        ("44267.0", date(2021, 3, 12)),
        ("", None),
    ],
)
def test_a_day_is_read(text: str, day: date | None) -> None:
    assert day_of(text) == day


@pytest.mark.parametrize(
    "text", ["våren 2015", "2021-13-01", "31/2 2021", "ju 2021", "12", "sedan länge", "999999"]
)
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        day_of(text)

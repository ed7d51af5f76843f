from datetime import UTC, date, datetime, timedelta

import pytest

from torg.ui import moments, numbers
from torg.ui.deadlines import deadline_look
from torg.ui.looks import avatar_tone, booking_look, initials, network_name, verdict_look

NOW = datetime(2026, 3, 12, 13, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_moments_are_written_on_stockholms_clock() -> None:
    assert plain(moments.long_moment(NOW)) == "12 mars 2026 kl. 14:05"
    summer = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert plain(moments.long_date(summer)) == "2 juli 2026"
    assert moments.clock(summer) == "00:30"
    assert moments.iso(summer) == "2026-07-01T22:30:00Z"


def test_dates_are_written_in_swedish() -> None:
    day = date(2026, 11, 3)
    assert plain(moments.weekday_date(day)) == "tisdag 3 november"
    assert plain(moments.short_date(day)) == "3 nov."
    assert moments.month_year(day) == "november 2026"
    assert moments.iso(day) == "2026-11-03"


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        moments.clock(datetime(2026, 3, 12, 13, 5))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=20), "under 1 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(minutes=95), "1 h 35 min"),
        (timedelta(hours=3, minutes=50), "3 h"),
        (timedelta(hours=24), "1 d"),
        (timedelta(days=2, hours=4), "2 d 4 h"),
        (timedelta(days=-2, hours=-4), "2 d 4 h"),
        (timedelta(days=9, hours=4), "9 d"),
    ],
)
def test_spans(length: timedelta, said: str) -> None:
    assert plain(moments.span(length)) == said


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (timedelta(seconds=-5), "nyss"),
        (timedelta(seconds=5), "strax"),
        (-5 * HOUR, "för 5 h sedan"),
        (3 * HOUR, "om 3 h"),
        (timedelta(days=-20), "20 feb."),
        (timedelta(days=-100), "2 december 2025"),
    ],
)
def test_relative(away: timedelta, said: str) -> None:
    assert plain(moments.relative(NOW + away, NOW)) == said


@pytest.mark.parametrize(
    ("moment", "now", "clocks", "passed"),
    [
        ("2026-03-29T00:30+01:00", "2026-03-29T04:30+02:00", ("00:30", "04:30"), 3),
        ("2026-10-25T01:30+02:00", "2026-10-25T03:30+01:00", ("01:30", "03:30"), 3),
        ("2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00", ("02:30", "02:30"), 1),
    ],
)
def test_relative_counts_the_hours_that_passed_not_those_of_the_clock(
    moment: str, now: str, clocks: tuple[str, str], passed: int
) -> None:
    """Over a change of summer time the clock shows an hour more or fewer than have passed."""
    was, is_now = datetime.fromisoformat(moment), datetime.fromisoformat(now)
    assert (moments.clock(was), moments.clock(is_now)) == clocks
    for one in (was, moments.wall(was)):
        for other in (is_now, moments.wall(is_now)):
            assert plain(moments.relative(one, other)) == f"för {passed} h sedan"
            assert plain(moments.relative(other, one)) == f"om {passed} h"


@pytest.mark.parametrize(
    ("due", "limit", "done", "tone", "said"),
    [
        (3 * HOUR, None, None, "neutral", "3 h kvar"),
        (2 * HOUR, None, None, "neutral", "2 h kvar"),
        (2 * HOUR - timedelta(seconds=1), None, None, "warning", "1 h 59 min kvar"),
        (timedelta(), None, None, "danger", "Försenat under 1 min"),
        (-2 * HOUR, 4 * HOUR, None, "danger", "Försenat 2 h"),
        (-26 * HOUR, -5 * HOUR, None, "danger", "Över gränsen 5 h"),
        (1 * HOUR, None, -1 * HOUR, "neutral", "Klart i tid"),
        (-4 * HOUR, None, -1 * HOUR, "neutral", "Klart, 3 h sent"),
    ],
)
def test_deadlines_say_how_long_in_words(
    due: timedelta, limit: timedelta | None, done: timedelta | None, tone: str, said: str
) -> None:
    look = deadline_look(
        NOW + due,
        NOW,
        limit=NOW + limit if limit is not None else None,
        done=NOW + done if done is not None else None,
    )
    assert (look.tone, plain(look.text)) == (tone, said)
    assert look.icon
    assert plain(look.title).startswith("Svar senast ")


def test_no_deadline_says_so() -> None:
    assert deadline_look(None, NOW).text == "Ingen tidsgräns"


def test_figures_are_written_in_swedish() -> None:
    assert plain(numbers.number(-1234567.25, 1)) == "\N{MINUS SIGN}1 234 567,2"
    assert [plain(numbers.counted(n)) for n in (0, 500, 501)] == ["0", "500", "500+"]
    assert plain(numbers.percent(0.987, 1)) == "98,7 %"
    assert plain(numbers.megabytes(1_830_000)) == "1,8 MB"
    assert plain(numbers.megabytes(1)) == "1 kB"
    assert plain(numbers.megabytes(0)) == "0 kB"


def test_initials_and_tones_hold_for_any_name() -> None:
    assert initials("Ebba von Ahn") == "EA"
    assert initials("bo") == "B"
    assert initials("") == "?"
    assert initials("<script> ✨") == "?"
    assert avatar_tone("Bo Ek") == avatar_tone("BO EK")
    assert {avatar_tone(f"namn {number}") for number in range(60)} == {1, 2, 3, 4, 5, 6}


def test_unknown_values_get_a_careful_look() -> None:
    assert verdict_look("stop").text == "Stopp"
    assert verdict_look("?").text == "Varning"
    assert booking_look("locked").icon == "lock"
    assert network_name("bluesky") == "Bluesky"
    assert network_name("nytt") == "nytt"

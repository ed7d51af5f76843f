"""The month and its twin, the list: the same posts, weeks and days as the wall calendar has."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.delivery import make_channel
from tests.factories.inbox import Desk
from tests.factories.planning import content

from torg.channels.models import Channel
from torg.people.models import User
from torg.planning import actions
from torg.planning.models import Post

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Client]
DAY = re.compile(r'<td class="t-day([^"]*)">(.*?)</td>', re.DOTALL)


def write(desk: Desk, channel: Channel, wall: str, title: str, **more: object) -> Post:
    return actions.write_post(
        department=desk.department,
        content=content(channel, title=title, planned_wall=wall, **more),
        by=desk.writer,
        now=datetime.fromisoformat("2026-08-31T08:00:00+00:00"),
    )


def month(client: Client, name: str = "show_calendar", **query: str) -> str:
    answer = client.get(reverse(f"planning:{name}"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def days(text: str) -> dict[str, tuple[str, str]]:
    """ISO day -> (classes, what stands in the cell)."""
    found = {}
    for classes, cell in DAY.findall(text):
        day = re.search(r'datetime="(\d{4}-\d\d-\d\d)"', cell)
        assert day
        found[day[1]] = (classes, cell)
    return found


def test_month_and_list_show_the_same_posts(desk: Desk, main_page: Channel, browse: Browse) -> None:
    for number, day in enumerate(("01", "15", "30"), 1):
        write(desk, main_page, f"2026-09-{day}T09:00", f"Inlägg nummer {number}")
    write(desk, main_page, "2026-10-14T09:00", "En annan månad")
    client = browse(desk.colleague)
    for name in ("show_calendar", "list_posts"):
        text = month(client, name, manad="2026-09")
        assert [number for number in (1, 2, 3) if f"Inlägg nummer {number}" in text] == [1, 2, 3]
        assert "En annan månad" not in text


@pytest.mark.req("M1-30")
def test_three_booked_days_show_owner_and_title_and_the_rest_of_the_month_is_free(
    desk: Desk, main_page: Channel, browse: Browse
) -> None:
    booked = {"2026-09-10", "2026-09-17", "2026-09-24"}
    for day in booked:
        write(desk, main_page, f"{day}T09:00", f"Bokat {day}")
    for reader in (desk.colleague, desk.lead, desk.centre):
        cells = days(month(browse(reader), manad="2026-09"))
        for day, (classes, cell) in cells.items():
            if day in booked:
                assert desk.writer.full_name in cell
                assert f"Bokat {day}" in cell
                assert "t-day--free" not in classes
            else:
                assert ("t-day--free" in classes) == (day >= "2026-09-08"), day


@pytest.mark.req("G-08")
def test_the_plan_opens_as_a_calendar_with_undated_drafts_beside_it(
    desk: Desk, main_page: Channel, browse: Browse
) -> None:
    write(desk, main_page, "2026-09-10T09:00", "Har en dag")
    write(desk, main_page, "", "Saknar dag")
    text = month(browse(desk.writer))
    calendar, beside = text.split("Utan dag")
    assert '<table class="t-month">' in calendar
    assert "Har en dag" in days(text)["2026-09-10"][1]
    assert "Saknar dag" not in calendar
    assert "Saknar dag" in beside


def test_a_day_over_the_turn_of_the_month_stands_in_both_months(
    desk: Desk, main_page: Channel, browse: Browse
) -> None:
    write(desk, main_page, "2026-10-01T09:00", "Första oktober")
    client = browse(desk.writer)
    assert "t-day--outside" in days(month(client, manad="2026-09"))["2026-10-01"][0]
    assert "Första oktober" in days(month(client, manad="2026-09"))["2026-10-01"][1]
    assert "Första oktober" in days(month(client, manad="2026-10"))["2026-10-01"][1]
    assert "Första oktober" not in month(client, "list_posts", manad="2026-09")


def test_week_53_and_week_1_are_named(desk: Desk, browse: Browse) -> None:
    weeks = re.findall(
        r'p-week"><span[^>]*>Vecka </span>(\d+)<', month(browse(desk.writer), manad="2027-01")
    )
    assert weeks == ["53", "1", "2", "3", "4"]


def test_a_minute_before_midnight_is_still_that_day(
    desk: Desk, main_page: Channel, browse: Browse
) -> None:
    write(desk, main_page, "2026-09-30T23:59", "Sent på kvällen")
    assert "Sent på kvällen" in days(month(browse(desk.writer), manad="2026-09"))["2026-09-30"][1]


def test_the_night_the_clock_goes_back_keeps_its_day_and_wall_time(
    desk: Desk, main_page: Channel, browse: Browse
) -> None:
    write(desk, main_page, "2026-10-25T02:30", "Vintertid", fold="second")
    cell = days(month(browse(desk.writer), manad="2026-10"))["2026-10-25"][1]
    assert "Vintertid" in cell
    assert "<time>02:30</time>" in cell


def test_filters_stand_in_the_address_and_follow_to_the_next_month(
    desk: Desk, main_page: Channel, browse: Browse
) -> None:
    other = make_channel(department=desk.department, network="x")
    write(desk, main_page, "2026-09-10T09:00", "På huvudsidan")
    write(desk, other, "2026-09-11T09:00", "På X")
    text = month(browse(desk.writer), manad="2026-09", kanal=str(other.pk), mina="1")
    assert "På X" in text
    assert "På huvudsidan" not in text
    assert f"manad=2026-10&amp;kanal={other.pk}&amp;mina=1" in text
    assert f"lista/?manad=2026-09&amp;kanal={other.pk}&amp;mina=1" in text
    assert "På X" not in month(browse(desk.lead), manad="2026-09", mina="1")


@pytest.mark.parametrize(
    "asked", ["", "2026-13", "x", "9999-12", "0001-01", "2026-09-30", "２０２６-09", "2026-W1"]
)
def test_an_address_that_names_no_month_shows_this_one(
    desk: Desk, browse: Browse, asked: str
) -> None:
    for name in ("show_calendar", "list_posts"):
        assert "September 2026" in month(browse(desk.writer), name, manad=asked, kanal="x")


def test_a_free_day_leads_to_a_draft_with_its_day_and_channel(
    desk: Desk, main_page: Channel, browse: Browse
) -> None:
    client = browse(desk.writer)
    cell = days(month(client, manad="2026-09", kanal=str(main_page.pk)))["2026-09-15"][1]
    link = re.search(r'class="t-day__add" href="([^"]+)"', cell)
    assert link
    text = client.get(link[1].replace("&amp;", "&")).content.decode()
    assert 'value="2026-09-15T09:00"' in text
    assert re.search(rf'value="{main_page.pk}" id="[^"]+" checked', text)


def test_a_past_day_and_a_reader_without_the_right_get_no_way_in(
    desk: Desk, main_page: Channel, browse: Browse
) -> None:
    assert "t-day__add" not in days(month(browse(desk.writer), manad="2026-09"))["2026-09-07"][1]
    assert "t-day__add" not in month(browse(desk.centre), manad="2026-09")


def test_more_than_three_posts_a_day_lead_to_the_list(desk: Desk, browse: Browse) -> None:
    for number in range(5):
        channel = make_channel(department=desk.department, network="x")
        write(desk, channel, f"2026-09-10T1{number}:00", f"Nummer {number}")
    client = browse(desk.writer)
    cell = days(month(client, manad="2026-09"))["2026-09-10"][1]
    assert cell.count("t-post__title") == 3
    assert "+2 till" in cell
    assert "#dag-2026-09-10" in cell
    text = month(client, "list_posts", manad="2026-09")
    assert 'id="dag-2026-09-10"' in text
    assert "Nummer 4" in text


def test_the_month_asks_a_fixed_number_of_questions(
    desk: Desk,
    main_page: Channel,
    browse: Browse,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for number in range(8):
        channel = make_channel(department=desk.department, network="x")
        write(desk, channel, f"2026-09-{10 + number}T10:00", f"Nummer {number}")
    client = browse(desk.writer)
    with django_assert_max_num_queries(24):  # type: ignore[attr-defined]
        month(client, manad="2026-09")


def test_a_full_month_is_listed_some_whole_days_at_a_time(
    desk: Desk, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("torg.planning.views.calendar.MOST_ROWS", 3)
    for day in (10, 11, 12, 13):
        for number in range(2):
            channel = make_channel(department=desk.department, network="x")
            write(desk, channel, f"2026-09-{day}T1{number}:00", f"Nummer {day}-{number}")
    client = browse(desk.writer)
    first = month(client, "list_posts", manad="2026-09")
    assert re.findall(r"Nummer \d+-\d", first) == [
        "Nummer 10-0", "Nummer 10-1", "Nummer 11-0", "Nummer 11-1"
    ]  # fmt: skip
    assert "dag=2026-09-12" in first
    assert "Från månadens början" not in first
    rest = month(client, "list_posts", manad="2026-09", dag="2026-09-12")
    assert "Nummer 12-0" in rest
    assert "Nummer 13-1" in rest
    assert "Nummer 11" not in rest
    assert "Från månadens början" in rest
    for odd in ("2026-09-30", "2027-01-01", "inte en dag"):
        assert "Nummer" in month(client, "list_posts", manad="2026-09", dag=odd)


def test_a_month_reads_no_more_than_it_shows(
    desk: Desk, main_page: Channel, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for number in range(6):
        channel = make_channel(department=desk.department, network="x")
        write(desk, channel, f"2026-09-10T1{number}:00", f"Nummer {number}")
    whole = Post.from_db.__func__  # type: ignore[attr-defined]

    def counting(cls: type[Post], *given: object) -> Post:
        made.append(cls)
        found: Post = whole(cls, *given)
        return found

    monkeypatch.setattr(Post, "from_db", classmethod(counting))
    text = month(browse(desk.writer), manad="2026-09")
    assert "+3 till" in text
    assert len(made) == 3

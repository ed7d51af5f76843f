"""What the municipality's rules say of a post, on the pages where it is written and left."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.architecture.house import ROOT
from tests.factories.delivery import make_channel
from tests.factories.inbox import Desk, make_desk
from tests.factories.people import make_department, make_user
from tests.factories.planning import content, make_image

from torg.channels.models import Channel, ChannelClass
from torg.kernel.scope import scope
from torg.ledger.models import Entry
from torg.people.models import User
from torg.planning import actions
from torg.planning.models import DayBooking, Post
from torg.rules.actions import adopt_pack

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Client]


def submitted(client: Client, post: Post) -> tuple[int, str]:
    answer = client.post(reverse("planning:submit", args=[post.pk]), follow=True)
    post.refresh_from_db()
    return answer.status_code, answer.content.decode()


def tips(client: Client, channel: Channel, text: str) -> str:
    given = {"channels": [str(channel.pk)], "text": text, "planned_wall": "2026-09-10T09:00"}
    return client.post("/planering/granska-orden/", given).content.decode()


@pytest.mark.req("M1-02")
def test_a_main_account_takes_what_concerns_the_residents(
    desk: Desk, main_page: Channel, browse: Browse, now: datetime
) -> None:
    post = actions.write_post(
        department=desk.department,
        content=content(main_page, relevance=""),
        by=desk.writer,
        now=now,
    )
    writer, lead = browse(desk.writer), browse(desk.lead)
    status, text = submitted(writer, post)
    assert (status, post.state) == (409, "draft")
    assert "Skriv varför inlägget angår Malmöborna." in text
    assert "M1-02" in text
    told = "Alla som badar berörs."
    post = actions.write_post(
        department=desk.department,
        content=content(main_page, relevance=told, planned_wall="2026-09-11T09:00"),
        by=desk.writer,
        now=now,
    )
    assert submitted(writer, post)[0] == 200
    address = reverse("planning:show_post", args=[post.pk])
    assert told in lead.get(address).content.decode()
    lead.post(
        reverse("planning:return_post", args=[post.pk]), {"reason": "Angår bara ett kvarter."}
    )
    assert "Angår bara ett kvarter." in writer.get(address).content.decode()


@pytest.mark.req("M1-37")
def test_what_is_arranged_together_may_be_shared_and_says_with_whom(
    desk: Desk, main_page: Channel, browse: Browse, now: datetime
) -> None:
    shared = content(
        main_page,
        shared_from="https://exempel.example/1",
        co_arranged_with="Simklubben Delfinen",
        sender=desk.department,
    )
    post = actions.write_post(department=desk.department, content=shared, by=desk.writer, now=now)
    status, text = submitted(browse(desk.writer), post)
    assert (status, post.state) == (200, "submitted")
    assert "Simklubben Delfinen" in text
    assert "https://exempel.example/1" in text
    assert Entry.objects.filter(verb="post.submitted").exists()


@pytest.mark.req("M2-23")
def test_words_alone_get_a_tip_and_no_more(desk: Desk, browse: Browse) -> None:
    page = make_channel(department=desk.department, network="instagram", name="Badets sida")
    text = tips(browse(desk.writer), page, "Badhuset öppnar på lördag.")
    assert "en bild eller en film gör det lättare" in text
    assert "M2-23" in text
    assert "Stoppar" not in text


def elsewhere(slug: str) -> tuple[Desk, Channel]:
    other = make_desk(slug)
    return other, make_channel(department=other.department, name="Sidan")


@pytest.mark.req("S-21")
def test_a_long_draft_gets_a_hint_and_no_more(db: None, browse: Browse) -> None:
    desk, page = elsewhere("stockholm")
    text = tips(browse(desk.writer), page, "Nu bygger vi om torget. " * 30)
    assert "S-21" in text
    assert "Ett kort och enkelt budskap når fler." in text
    assert "S-21" not in tips(browse(desk.writer), page, "Nu bygger vi om torget.")


@pytest.mark.req("G-53")
def test_a_partner_is_explained_with_an_offered_line(
    db: None, browse: Browse, now: datetime
) -> None:
    desk, page = elsewhere("goteborg")
    with scope(desk.municipality.pk):
        image = make_image(desk.department, desk.writer, now)
        post = actions.write_post(
            department=desk.department,
            content=content(page, co_arranged_with="Föreningen Exempel", images=(image,)),
            by=desk.writer,
            now=now,
        )
    status, text = submitted(browse(desk.writer), post)
    assert (status, post.state) == (409, "draft")
    assert "G-53" in text
    assert "Vi gör det här tillsammans med Föreningen Exempel." in text


@pytest.mark.req("M1-27")
def test_every_department_may_ask_for_a_free_day_on_the_main_page(
    desk: Desk, main_page: Channel, browse: Browse
) -> None:
    for number in (15, 16):
        unit = make_department(municipality=desk.municipality)
        client = browse(make_user(role="communicator", department=unit))
        query = {"manad": "2026-09", "kanal": str(main_page.pk)}
        text = client.get(reverse("planning:show_calendar"), query).content.decode()
        assert f"dag=2026-09-{number}" in text
        given = {
            "title": "Vår nyhet", "department": str(unit.pk), "channels": [str(main_page.pk)],
            "text": "Något nytt.", "planned_wall": f"2026-09-{number}T09:00",
            "relevance": "Berör alla.",
        }  # fmt: skip
        assert client.post("/planering/nytt/", given).status_code == 302
    booked = DayBooking.objects.order_by("day").values_list("day", "post__department")
    assert [day.day for day, _unit in booked] == [15, 16]
    assert len({unit for _day, unit in booked}) == 2


@pytest.mark.req("M1-16")
def test_news_for_the_main_x_account_are_taken_from_every_department(
    desk: Desk, browse: Browse, now: datetime
) -> None:
    account = make_channel(
        department=desk.department, channel_class=ChannelClass.MAIN, network="x", name="Staden"
    )
    for _number in range(2):
        unit = make_department(municipality=desk.municipality)
        writer = make_user(role="communicator", department=unit)
        post = actions.write_post(department=unit, content=content(account), by=writer, now=now)
        assert submitted(browse(writer), post)[0] == 200
        assert post.state == "submitted"


@pytest.mark.req("G-16")
def test_a_second_reader_is_recommended_or_required_as_the_rules_say(
    db: None, browse: Browse, now: datetime, tmp_path: Path
) -> None:
    desk, page = elsewhere("goteborg")
    with scope(desk.municipality.pk):
        image = make_image(desk.department, desk.writer, now)

    def alone(**data: str) -> tuple[int, str, str]:
        with scope(desk.municipality.pk):
            written = content(page, images=(image,))
            post = actions.write_post(
                department=desk.department, content=written, by=desk.writer, now=now
            )
        address = reverse("planning:schedule_alone", args=[post.pk])
        answer = browse(desk.writer).post(address, data)
        post.refresh_from_db()
        return answer.status_code, post.state, answer.content.decode()

    status, state, text = alone()
    assert (status, state) == (409, "draft")
    assert "G-16" in text
    assert alone(confirmed="on", points="graphic_profile")[:2] == (302, "approved")
    with scope(desk.municipality.pk):
        assert Entry.objects.filter(verb="post.scheduled_alone").count() == 1
    adopt_pack(municipality=desk.municipality, by=None, now=now, folder=stricter(tmp_path))
    status, state, text = alone(confirmed="on", points="graphic_profile")
    assert (status, state) == (409, "draft")
    assert "G-16" in text


def stricter(tmp_path: Path) -> Path:
    """Göteborg's pack with a second reader required for every post."""
    made = tmp_path / "goteborg"
    made.mkdir()
    rules = (ROOT / "policies" / "goteborg" / "pack.toml").read_text(encoding="utf-8")
    one = r'(id = "goteborg\.post\.second-reader".*?)(?=\[\[rule\]\])'
    head, rule, rest = re.split(one, rules, maxsplit=1, flags=re.DOTALL)
    rule = rule.replace('"warn"', '"stop"').replace('"recommended"', '"required"')
    (made / "pack.toml").write_text(head + rule + rest, encoding="utf-8")
    return made

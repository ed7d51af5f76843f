"""Who covers what in a week: days with somebody, and gaps in words."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from tests.factories.delivery import make_channel
from tests.factories.people import make_department, make_municipality, make_user

from torg.channels.models import Channel, RotaWeek, TeamMember
from torg.channels.queries.coverage import coverage
from torg.kernel.scope import scope
from torg.people.models import Department, User

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 12, 21)


@pytest.fixture
def unit(db: None) -> Iterator[Department]:
    town = make_municipality(slug="malmo", name="Sjöstad")
    with scope(town.pk):
        yield make_department(municipality=town, name="Fritid")


@pytest.fixture
def user(unit: Department) -> User:
    return make_user(role="official", municipality=unit.municipality)


def member(channel: Channel, *, reply: bool, ends_on: date | None = None, name: str = "A") -> User:
    person = make_user(municipality=channel.municipality, given_name=name, family_name="Provsson")
    TeamMember.objects.create(
        municipality=channel.municipality, channel=channel, user=person, reply=reply,
        ends_on=ends_on,
    )  # fmt: skip
    return person


def cells(user: User, channel: Channel) -> list[str]:
    found = {line.channel: line for line in coverage(user, MONDAY).lines}
    return [cell.words for cell in found[channel].cells]


def test_each_day_has_whoever_answers_or_says_that_nobody_does(
    unit: Department, user: User
) -> None:
    alone, read, kept, ending = (make_channel(department=unit, name=f"K{n}") for n in range(4))
    member(read, reply=False)
    holder = member(kept, reply=True, name="Tilde")
    RotaWeek.objects.create(
        municipality=unit.municipality, channel=kept, user=holder, monday=MONDAY
    )
    member(ending, reply=True, ends_on=date(2026, 12, 24))
    assert cells(user, alone) == ["Ingen"] * 7
    assert cells(user, read) == ["Läses, ingen svarar"] * 7
    assert cells(user, kept) == ["Tilde Provsson"] * 7
    assert cells(user, ending) == ["1 svarar"] * 4 + ["Ingen"] * 3
    make_user(role="communicator", municipality=unit.municipality, department=unit)
    assert cells(user, alone) == ["1\u00a0genom\u00a0roll"] * 7


def test_the_page_says_the_gaps_in_words_and_names_the_holidays(
    unit: Department, user: User
) -> None:
    ending = make_channel(department=unit, name="Badet")
    member(ending, reply=True, ends_on=date(2026, 12, 24))
    resting = make_channel(department=unit, name="Stängd")
    Channel.objects.filter(pk=resting.pk).update(state="closed", closed_on=MONDAY)
    client = Client()
    client.force_login(user)
    page = client.get("/kanalregister/tackning/?vecka=2026-12-23").content.decode()
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Badet (Facebook) : ingen svarar fre, lör, sön" in words
    assert "fre 25/12 (Juldagen)" in words
    assert "1 kanal 1 med lucka" in words
    assert "Stängd" not in words
    assert client.get("/kanalregister/tackning/").status_code == 200
    for bad in ("x", "0001-01-01", "9999-12-31"):
        assert client.get("/kanalregister/tackning/", {"vecka": bad}).status_code == 404

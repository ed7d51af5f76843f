"""The register as a table: narrowed, paged, fetched as files, and changed many at a time."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from xml.etree import ElementTree as Xml

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.factories.delivery import make_channel
from tests.factories.inbox import Desk, make_desk
from tests.factories.people import make_department, make_user

from torg.channels.actions import change_channels, name_register_owner
from torg.channels.models import Channel
from torg.channels.queries import table
from torg.kernel.refs import Ref
from torg.kernel.scope import scope
from torg.ledger.queries import timeline
from torg.notices.models import Letter
from torg.people.actions import save_filter
from torg.people.models import Place, User

pytestmark = pytest.mark.django_db
PAGE = "/kanalregister/"


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    made = make_desk("malmo")
    with scope(made.municipality.pk):
        yield made


@pytest.fixture
def keeper(desk: Desk) -> User:
    return make_user(role="communications_department", municipality=desk.municipality)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def change(channel: Channel, **fields: object) -> Channel:
    Channel.objects.filter(pk=channel.pk).update(**fields)
    return channel


def names(client: Client, **query: str) -> list[str]:
    """The names of the page, as its file has them too."""
    told = client.get(PAGE + "kanaler.csv", query).content.decode().removeprefix("\ufeff")
    rows = [row[0] for row in csv.reader(io.StringIO(told), delimiter=";")][1:]
    page = client.get(PAGE, query).content.decode()
    assert all(f">{name}</a>" in page for name in rows)
    assert page.count('name="kanal"') in (0, len(rows))
    return rows


def test_each_filter_narrows_the_page_and_the_file_alike(desk: Desk, keeper: User) -> None:
    unit = make_department(municipality=desk.municipality, name="Skolan")
    today = timezone.localdate()
    change(desk.channel, name="Torget", purpose="Nyheter", reviewed_on=today)
    school = make_channel(department=unit, name="Skolkanalen", network="instagram")
    change(school, language="en", page_responsible=keeper, purpose="Skola", reviewed_on=today)
    resting = make_channel(department=unit, name="Badet")
    change(resting, state="resting", live_since=today - timedelta(days=900))
    client = browser(keeper)
    for query, wanted in (
        ({"q": "skol kanal"}, ["Skolkanalen"]),
        ({"forvaltning": str(unit.pk)}, ["Badet", "Skolkanalen"]),
        ({"natverk": "instagram"}, ["Skolkanalen"]),
        ({"lage": "resting"}, ["Badet"]),
        ({"sprak": "en"}, ["Skolkanalen"]),
        ({"saknar": "syfte"}, ["Badet"]),
        ({"vem": "mina"}, ["Skolkanalen"]),
        ({"vem": str(keeper.pk)}, ["Skolkanalen"]),
        ({"sort": "natverk"}, ["Badet", "Torget", "Skolkanalen"]),
        ({"natverk": "okänt"}, []),
    ):
        assert names(client, **query) == wanted, query
    due = names(client, omprova="sen")
    assert "Skolkanalen" not in due


def test_what_the_rules_want_is_a_filter_too(desk: Desk, keeper: User) -> None:
    change(desk.channel, purpose="")
    assert desk.channel.name in names(browser(keeper), saknar="regel")


def test_chosen_columns_are_those_of_the_file(desk: Desk) -> None:
    client = browser(desk.writer)
    query = {"kolumn": ["sprak", "sedan", "okänd"]}
    told = client.get(PAGE + "kanaler.csv", query).content.decode()
    assert told.splitlines()[0] == "\ufeffNamn;Språk;I bruk sedan"
    page = client.get(PAGE, query).content.decode()
    assert '<th scope="col">Språk</th>' in page
    assert '<th scope="col">Anslutning</th>' not in page


def test_pages_follow_each_other_in_every_order(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "PAGE", 2)
    for number in range(4):
        made = make_channel(department=desk.department, name=f"Kanal {number}")
        change(made, reviewed_on=date(2026, 1, 2) if number % 2 else None)
    client = browser(desk.writer)
    every = sorted(Channel.objects.values_list("name", flat=True))
    for sort in table.SORTS:
        seen: list[str] = []
        address = f"?sort={sort}"
        while address:
            text = client.get(f"{PAGE}{address}").content.decode()
            seen += re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', text)
            found = re.search(r'href="(\?[^"]*efter=[^"]+)"', text)
            address = unescape(found[1]) if found else ""
        assert sorted(seen) == every, sort
        assert len(seen) == len(every)
    for bad in ("x", "bm90", "W10", "WyJhIiwgImIiLCAiYyJd"):
        assert client.get(PAGE, {"efter": bad, "sort": "andrad"}).status_code == 404


def test_a_page_asks_for_its_rows_once(desk: Desk, keeper: User) -> None:
    client = browser(keeper)
    client.get(PAGE)
    counts = []
    for _more in range(2):
        make_channel(department=desk.department)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(PAGE)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_no_cell_is_a_formula_and_the_sheet_says_what_was_written(desk: Desk) -> None:
    evil = '=HYPERLINK("http://ond.example";"Klicka")'
    change(desk.channel, name=evil, purpose="+46<b>&\x0b", live_since=date(2026, 3, 4))
    query = {"kolumn": ["syfte", "sedan"]}
    client = browser(desk.writer)
    told = client.get(PAGE + "kanaler.csv", query).content.decode()
    assert [row[0][0] for row in csv.reader(io.StringIO(told), delimiter=";")][1:] == ["'"]
    answer = client.get(PAGE + "kanaler.xlsx", query)
    assert answer["Content-Disposition"].endswith('.xlsx"')
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        for name in archive.namelist():
            Xml.fromstring(archive.read(name))
        sheet = Xml.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    cells = sheet.findall(".//{*}c")
    assert not sheet.findall(".//{*}f")
    assert ["".join(cell.itertext()) for cell in cells] == [
        "Namn", "Syfte", "I bruk sedan", evil, "+46<b>&", "46085"
    ]  # fmt: skip
    assert cells[-1].get("s") == "2"


def test_a_filter_is_kept_with_its_columns(desk: Desk, keeper: User) -> None:
    client = browser(keeper)
    query = "natverk=facebook&kolumn=sprak&kolumn=sedan"
    page = client.get(f"{PAGE}?{query}").content.decode()
    new = reverse("desk:new_filter", kwargs={"place": Place.CHANNELS})
    assert f"{new}?natverk=facebook&amp;kolumn=sprak&amp;kolumn=sedan" in page
    client.post(f"{new}?{query}", {"name": "Språken", "is_default": "on"})
    answer = client.get(PAGE)
    assert answer["Location"] == f"{PAGE}?{query}"
    text = client.get(answer["Location"]).content.decode()
    assert "Språken" in text
    assert 'aria-current="true"' in text


def test_many_are_changed_and_each_refusal_is_told(desk: Desk) -> None:
    other = make_department(municipality=desk.municipality, name="Annan")
    lead = make_user(
        role="account_lead", municipality=desk.municipality, department=desk.department
    )
    own, already = (
        desk.channel,
        change(make_channel(department=desk.department), contact="Kontaktcenter"),
    )
    foreign = make_channel(department=other, name="Andras")
    picked = [str(one.pk) for one in (own, already, foreign)]
    client = browser(lead)
    page = client.get(PAGE + "flera/", {"kanal": picked}).content.decode()
    assert "3 valda kanaler" in page
    empty = client.post(PAGE + "flera/", {"kanal": picked})
    assert empty.status_code == 409
    told = client.post(PAGE + "flera/", {"kanal": picked, "contact": "Kontaktcenter"})
    text = told.content.decode()
    assert text.count("Inte ändrad") == 1
    assert text.count("Stod redan så") == 1
    for one, kept in ((own, "Kontaktcenter"), (already, "Kontaktcenter"), (foreign, "")):
        one.refresh_from_db()
        assert one.contact == kept
    verbs = [entry.verb for entry in timeline(Ref("channels.channel", str(own.pk)))]
    assert verbs.count("channel.changed") == 1
    assert not timeline(Ref("channels.channel", str(foreign.pk)))


def test_many_changed_by_a_department_are_one_order(desk: Desk) -> None:
    name_register_owner(
        name="Kanalregistret",
        mailbox="kanaler@kommun.example",
        by=make_user(role="administrator", municipality=desk.municipality),
        now=desk.channel.created_at,
    )
    others = [make_channel(department=desk.department, name=f"Kanal {each}") for each in "abc"]
    foreign = make_channel(department=make_department(municipality=desk.municipality), name="Andra")
    rows, changes = [desk.channel, *others, foreign], {"contact": "Kontaktcenter"}
    for _again in range(2):
        outcomes = change_channels(
            channels=rows, changes=changes, by=desk.lead, now=desk.channel.created_at
        )
    assert [bool(one.refusal) for one in outcomes] == [False] * 4 + [True]
    letter = Letter.objects.get()
    assert letter.subject == "Beställning av ändring: 4 kanaler"
    assert all(f"{one}" in letter.text for one in rows[:4])
    assert "Andra" not in letter.text
    change_channels(
        channels=rows[:1],
        changes={"contact": "Växeln"},
        by=desk.lead,
        now=desk.channel.created_at + timedelta(seconds=1),
    )
    assert Letter.objects.count() == 2, "one channel alone is an order as always"


def test_nobody_changes_many_without_a_right_to_any(desk: Desk) -> None:
    client = browser(desk.writer)
    assert client.get(PAGE + "flera/", {"kanal": str(desk.channel.pk)}).status_code == 403
    assert client.get(PAGE + "flera/", {"kanal": "x"}).status_code == 404
    saved = save_filter(
        place=Place.CHANNELS, name="Mina", query="vem=mina", by=desk.writer,
        now=desk.channel.created_at,
    )  # fmt: skip
    assert "Mina" in client.get(f"{PAGE}?{saved.query}").content.decode()

"""The register in public: who sees what without signing in, and in which shapes."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from xml.etree import ElementTree as Xml

import jsonschema_rs
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.factories.people import make_department, make_municipality, make_user

from torg.channels.actions import mark_addresses
from torg.channels.models import Channel, Closing
from torg.kernel.scope import scope
from torg.people.models import Department

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
TODAY = date(2026, 3, 4)
DAY = timedelta(days=1)
HALF = 183 * DAY


@pytest.fixture
def owner() -> Department:
    town = make_municipality(slug="sjostad", name="Sjöstad", website="https://sjostad.example")
    return make_department(municipality=town, name="Fritid")


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("torg.channels.queries.public.local_today", lambda: TODAY)


def make(owner: Department, name: str, handle: str = "", **given: Any) -> Channel:
    with scope(owner.municipality_id):
        made: Channel = Channel.objects.create(
            municipality_id=owner.municipality_id, department=owner, name=name, handle=handle,
            **{"network": "facebook", "state": "live", "import_reason": "Fanns redan",
               "created_at": NOW, "changed_at": NOW,
               "live_since": TODAY} | given,
        )  # fmt: skip
        mark_addresses(channel=made, now=NOW)
    return made


WORDS = {
    "live": "Officiellt konto",
    "resting": "Kanalen vilar",
    "under_review": "Uppgifterna ses över",
    "closed": "Kanalen är avslutad",
}


def read(client: Client, path: str, **query: str) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.req("M2-12")
def test_three_live_and_one_prepared_show_as_three(client: Client, owner: Department) -> None:
    for name in ("Badet", "Biblioteket", "Kulturen"):
        make(owner, name, name.lower(), address=f"https://www.facebook.com/{name.lower()}")
    make(owner, "Hemligt än", "hemligt", state="preparing")
    for path in ("/kanaler/sjostad/", "/kanaler/"):
        page = read(client, path)
        assert "Hemligt" not in page
        for name in ("Badet", "Biblioteket", "Kulturen"):
            assert name in page
            assert f"https://www.facebook.com/{name.lower()}" in page
        assert page.count("t-pub-row__name") == 3
        assert "Facebook" in page
        assert "Fritid" in page


@pytest.mark.req("V-96")
def test_a_launched_channel_is_there_at_once_and_kept_less_than_a_minute(
    client: Client, owner: Department
) -> None:
    row = make(owner, "Badet", "badet", state="preparing")
    shapes = ("", "kanaler.json", "kanaler.csv", "kanaler.atom")
    before = {shape: client.get(f"/kanaler/sjostad/{shape}") for shape in shapes}
    with scope(owner.municipality_id):
        row.state, row.changed_at = "live", NOW + timedelta(days=1)
        row.save()
    for shape, earlier in before.items():
        after = client.get(f"/kanaler/sjostad/{shape}", headers={"If-None-Match": earlier["ETag"]})
        assert after.status_code == 200
        assert "Badet" in after.content.decode()
        assert after["Cache-Control"] == "public, max-age=30"
        assert after["Last-Modified"] == "Thu, 05 Mar 2026 10:00:00 GMT"
        again = client.get(f"/kanaler/sjostad/{shape}", headers={"If-None-Match": after["ETag"]})
        assert again.status_code == 304
    assert "Senast ändrat" in read(client, "/kanaler/sjostad/")
    assert '<time datetime="2026-03-05T10:00:00Z">' in read(client, "/kanaler/sjostad/")


def test_a_channel_page_shows_functions_and_no_person(client: Client, owner: Department) -> None:
    person = make_user(department=owner, given_name="Tilde", family_name="Provsson")
    row = make(
        owner, "Badet", "badet", contact="Ring Tilde på badet", contact_person=person,
        responsible=person, purpose="Öppettider", page_rules="Vi läser.\n\nVi svarar.",
        target_groups="Badare", reviewed_on=TODAY,
    )  # fmt: skip
    page = read(client, f"/kanaler/sjostad/{row.pk}/")
    assert "Tilde" not in page
    assert "Provsson" not in page
    for told in ("Öppettider", "Vi svarar.", "Badare", "Fritid", "4\u00a0mars 2026", "Svenska"):
        assert told in page
    everything = read(client, "/kanaler/sjostad/kanaler.json")
    assert "Tilde" not in everything
    assert str(person.pk) not in everything


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"state": "closed", "closed_on": TODAY}, "Kanalen är avslutad"),
        ({"state": "resting"}, "Kanalen vilar"),
        ({"live_since": TODAY - HALF, "changed_at": NOW - HALF}, "Uppgifterna ses över"),
        ({"live_since": None, "changed_at": NOW - HALF}, "Uppgifterna ses över"),
        ({"live_since": TODAY - HALF}, "Officiellt konto"),
        ({"live_since": None, "changed_at": NOW - HALF + DAY}, "Officiellt konto"),
        ({"confirmed_on": TODAY, "live_since": None, "changed_at": NOW - HALF}, "Officiellt konto"),
    ],
)
def test_every_status_is_said(
    given: dict[str, Any], words: str, client: Client, owner: Department
) -> None:
    row = make(owner, "Badet", "badet", **given)
    assert words in read(client, f"/kanaler/sjostad/{row.pk}/")
    told = client.get("/kanaler/sjostad/kanaler.json").json()["channels"][0]["status"]
    assert words == WORDS[told]
    for status in ("live", "resting", "under_review", "closed"):
        alone = read(client, "/kanaler/sjostad/", lage=status)
        assert alone.count("t-pub-row__name") == read(client, "/kanaler/", lage=status).count(
            "t-pub-row__name"
        )


def test_filters_are_plain_forms(client: Client, owner: Department) -> None:
    other = make_department(municipality=owner.municipality, name="Skola")
    make(owner, "Badet", "badet")
    make(other, "Skolan", "skolan", network="instagram", language="en")
    for query in ({"forvaltning": "Skola"}, {"natverk": "instagram"}, {"sprak": "en"}):
        for path in ("/kanaler/sjostad/", "/kanaler/", "/kanaler/sjostad/kanaler.json"):
            page = read(client, path, **query)
            assert "Skolan" in page
            assert "Badet" not in page
    assert "Badet" in read(client, "/kanaler/", q="sjö bad")


def test_pages_follow_each_other_without_gap_or_repeat(
    client: Client, owner: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("torg.channels.views.feeds.SIZE", 2)
    names = [f"Kanal {n}" for n in range(5)]
    for name in names:
        make(owner, name)
    path, found = "/kanaler/kanaler.json", []
    while path:
        told = client.get(path).json()
        found += [one["name"] for one in told["channels"]]
        path = (told["next"] or "").partition("/kanaler/")[2]
        path = f"/kanaler/{path}" if path else ""
    assert found == names
    assert client.get("/kanaler/", {"efter": "påhittat"}).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/kanaler/", "/kanaler/sjostad/", "/kanaler/sjostad/{pk}/", "/kanaler/akta/?konto=@badet1",
     "/kanaler/akta.json?konto=facebook.com/badet1", "/kanaler/sjostad/bifoga/", "/sitemap.xml",
     "/kanaler/kanaler.json", "/kanaler/kanaler.atom", "/kanaler/sjostad/kanaler.csv",
     "/.well-known/official-channels.json"],
)  # fmt: skip
def test_each_page_asks_the_database_once(path: str, client: Client, owner: Department) -> None:
    rows = [make(owner, f"Badet {n}", f"badet{n}") for n in range(3)]
    with CaptureQueriesContext(connection) as asked:
        read(client, path.format(pk=rows[0].pk))
    assert len(asked) == 1, [query["sql"] for query in asked]


def test_the_json_keeps_its_own_schema(client: Client, owner: Department) -> None:
    make(owner, "Badet", "badet", state="closed", closed_on=TODAY, page_rules="x")
    make(owner, "Bloggen", kind="own_site", address="https://sjostad.example/blogg")
    published = client.get("/kanaler/schema.json").json()
    jsonschema_rs.meta.validate(published)
    rules = jsonschema_rs.validator_for(published, validate_formats=True)
    for path in ("/kanaler/kanaler.json", "/kanaler/sjostad/kanaler.json"):
        told = client.get(path).json()
        assert len(told["channels"]) == 2
        assert [str(one) for one in rules.iter_errors(told)] == []
    told["channels"][0]["status"] = "borta"
    told["channels"][0]["page"] = "ingen adress"
    del told["channels"][1]["page"]
    told["mer"] = 1
    assert len(list(rules.iter_errors(told))) == 4


def test_every_field_and_column_is_told_in_words(client: Client, owner: Department) -> None:
    make(owner, "Badet", "badet")
    entry = client.get("/kanaler/kanaler.json").json()["channels"][0]
    heads = client.get("/kanaler/kanaler.csv").text.removeprefix("\ufeff").split("\r\n")[0]
    page = read(client, "/kanaler/oppna-data/")
    rows = dict(re.findall(r"<th scope=.row.><code>(\w+)</code></th>\s*<td>([^<]+)</td>", page))
    assert rows.keys() == entry.keys()
    assert all(len(words) > 5 for words in rows.values())
    assert set(heads.split(";")) <= rows.keys()


def test_own_pages_stand_in_the_register(client: Client, owner: Department) -> None:
    make(owner, "Bloggen", kind="own_site", address="https://www.sjostad.example/blogg/")
    assert client.get("/kanaler/kanaler.json").json()["channels"][0]["network"] == "web"
    told = client.get("/kanaler/akta.json", {"konto": "sjostad.example/Blogg"}).json()
    assert told["verdict"] == "official"


def test_csv_is_for_a_swedish_spreadsheet_and_no_cell_reckons(
    client: Client, owner: Department
) -> None:
    make(owner, "=SUM(A1)", "@badet", purpose="+46;åäö\r\n-x")
    body = client.get("/kanaler/sjostad/kanaler.csv").content.decode()
    assert body.startswith("\ufeffmunicipality;name;")
    rows = list(csv.DictReader(io.StringIO(body[1:]), delimiter=";"))
    assert rows[0]["name"] == "'=SUM(A1)"
    assert rows[0]["handle"] == "'@badet"
    assert rows[0]["purpose"].startswith("'+46;åäö")


def test_atom_sitemap_and_well_known_are_whole(client: Client, owner: Department) -> None:
    row = make(owner, "Badet & <b>", "badet", purpose="Ljud\x07")
    feed = Xml.fromstring(read(client, "/kanaler/sjostad/kanaler.atom"))
    atom = "{http://www.w3.org/2005/Atom}"
    assert [one.text for one in feed.findall(f"{atom}entry/{atom}title")] == [
        "Badet & <b> (Facebook)"
    ]
    pages = [
        one.text or "" for one in Xml.fromstring(read(client, "/sitemap.xml")).iter() if one.text
    ]
    assert any(page.endswith(f"/kanaler/sjostad/{row.pk}/") for page in pages)
    told = client.get("/.well-known/official-channels.json").json()
    assert told["lists"][0]["data"].endswith("/kanaler/sjostad/kanaler.json")
    graph = client.get("/kanaler/sjostad/kanaler.jsonld").json()
    assert graph["sameAs"] == ["https://www.facebook.com/badet"]


def test_only_open_data_is_open_to_other_sites(client: Client, owner: Department) -> None:
    make(owner, "Badet", "badet")
    for path in ("kanaler.json", "sjostad/kanaler.csv", "akta.json?konto=x", "schema.json"):
        assert client.get(f"/kanaler/{path}")["Access-Control-Allow-Origin"] == "*"
    for path in ("/kanaler/", "/kanaler/sjostad/", "/kanaler/akta/", "/accounts/login/"):
        assert "Access-Control-Allow-Origin" not in client.get(path)


def test_only_the_list_for_other_sites_may_be_framed(client: Client, owner: Department) -> None:
    make(owner, "Badet", "badet")
    make(owner, "Gamla", "gamla", state="closed", closed_on=TODAY)
    framed = client.get("/kanaler/sjostad/bifoga/")
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    assert "Gamla" not in framed.content.decode()
    for path in ("/kanaler/", "/kanaler/sjostad/", "/kanaler/akta/"):
        page = client.get(path)
        assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
        assert page["X-Frame-Options"] == "DENY"


def test_who_is_signed_in_sees_the_same_page(client: Client, owner: Department) -> None:
    make(owner, "Badet", "badet")
    stranger = make_user(role="communicator")
    page = read(client, "/kanaler/sjostad/")
    client.force_login(stranger)
    assert read(client, "/kanaler/sjostad/") == page


def test_a_town_without_channels_and_one_that_is_not_there(client: Client) -> None:
    make_municipality(slug="tomstad")
    assert "inte lagt upp" in read(client, "/kanaler/tomstad/")
    assert client.get("/kanaler/finns-inte/").status_code == 404


def test_the_list_is_taken_to_another_website_as_text(client: Client, owner: Department) -> None:
    page = client.get("/kanaler/sjostad/webbplats/").content.decode()
    told = unescape(page)
    assert "/kanaler/sjostad/kanaler.json" in told
    assert '/kanaler/lista.js" defer></script>' in told
    assert '/kanaler/sjostad/bifoga/" title="Sjöstad i sociala medier"' in told
    assert page.count("readonly") == 2
    assert client.get("/kanaler/finnsinte/webbplats/").status_code == 404
    script = client.get("/kanaler/lista.js")
    assert script["Content-Type"].startswith("text/javascript")
    assert script["Access-Control-Allow-Origin"] == "*"
    code = script.content.decode()
    assert "innerHTML" not in code
    assert 'credentials: "omit"' in code
    assert client.get("/kanaler/sjostad/kanaler.json")["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_a_towns_name_is_a_word_in_the_text_to_paste(client: Client, name: str) -> None:
    make_municipality(slug="ond", name=name)
    page = client.get("/kanaler/ond/webbplats/").content.decode()
    boxes = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert len(boxes) == 2
    for box in boxes:
        assert "<" not in box
        assert name not in unescape(box)
        assert name in unescape(unescape(box))


def test_a_closed_channel_leads_to_its_successor(owner: Department) -> None:
    old = make(owner, "Gamla badet", state="closed", closed_on=TODAY)
    new = make(owner, "Baden")
    page = f"/kanaler/sjostad/{old.pk}/"
    assert "i stället" not in Client().get(page).content.decode()
    with scope(owner.municipality_id):
        Closing.objects.create(
            municipality=owner.municipality,
            channel=old,
            merge_into=new,
            state="done",
            reason="other_channels",
            merge_note="Följarna flyttar.",
            closing_on=TODAY,
            decided_at=NOW,
            decisions_held=1,
            told_at=NOW,
            archive="discard",
            begun_at=NOW,
            ended_at=NOW,
        )
    shown = Client().get(page).content.decode()
    assert "i stället" in shown
    assert f"/kanaler/sjostad/{new.pk}/" in shown
    with scope(owner.municipality_id):
        Channel.objects.filter(pk=new.pk).update(state="closed", closed_on=TODAY)
    assert "i stället" not in Client().get(page).content.decode()

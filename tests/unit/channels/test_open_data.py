"""Open data holds the register's words as words, whatever they are (F15)."""

import csv
import io
from datetime import UTC, date, datetime
from xml.etree import ElementTree as Xml

import pytest
from tests.browser.range_rows import payloads

from torg.channels.models import Channel
from torg.channels.queries import open_data
from torg.people.models import Department, Municipality

TODAY = date(2026, 9, 8)
NOW = datetime(2026, 9, 8, 8, 0, tzinfo=UTC)
EVERY = [*payloads(), "=1+1", "+46", "-1", "@sum", "\t=1", "\r=1", "\ufffe \uffff \x00 \x1f"]


@pytest.fixture
def rows() -> list[Channel]:
    """A channel for each payload, in its name and in its purpose, with a town called so."""
    made = [
        Channel(
            municipality=Municipality(slug="malmo", name=text),
            department=Department(name=text),
            name=text,
            purpose=text,
            network="facebook",
            state="live",
            live_since=TODAY,
            created_at=NOW,
            changed_at=NOW,
        )
        for text in EVERY
    ]
    for row in made:
        row._state.fields_cache["connection"] = None
    return made


def test_no_cell_of_the_table_is_a_formula(rows: list[Channel]) -> None:
    text = open_data.table(rows, TODAY).removeprefix("\ufeff")
    cells = [
        cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=";") for cell in row
    ]
    assert len(cells) == (len(rows) + 1) * len(open_data.COLUMNS)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_the_feed_is_whole_and_holds_no_element_of_anybody_elses(rows: list[Channel]) -> None:
    for start in range(0, len(rows), open_data.ENTRIES):
        part = rows[start : start + open_data.ENTRIES]
        told = open_data.feed(
            part, TODAY, title="Prov", own="https://a.example/", page="https://b.example/"
        )
        root = Xml.fromstring(told)
        names = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert names == {
            "feed", "id", "title", "updated", "link", "entry", "summary", "author", "name",
        }  # fmt: skip
        assert len(root.findall("{http://www.w3.org/2005/Atom}entry")) == len(part)


def test_the_feed_has_what_atom_asks_of_a_feed_and_of_each_entry(rows: list[Channel]) -> None:
    own = "https://a.example/feed"
    told = open_data.feed(rows[:3], TODAY, title="Prov", own=own, page="https://b.example/")
    root = Xml.fromstring(told)
    atom = "{http://www.w3.org/2005/Atom}"
    links = {one.get("rel"): one.get("href") for one in root.findall(f"{atom}link")}
    assert links == {"self": own, "alternate": "https://b.example/"}
    entries = root.findall(f"{atom}entry")
    for one in [root, *entries]:
        for name in ("id", "title", "updated"):
            assert len(one.findall(atom + name)) == 1, name
        assert datetime.fromisoformat(one.findtext(f"{atom}updated", "")).tzinfo is not None
    assert all(one.findtext(f"{atom}author/{atom}name") for one in entries)
    assert len({one.findtext(f"{atom}id") for one in entries}) == len(entries)

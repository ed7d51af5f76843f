"""The handbook's files: whole, linked, and refused with file and line when they are not."""

import re
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from tests.architecture.house import ROOT

from torg.handbook.queries import PLACES, SHARED, Handbook, help_at, load, waiting
from torg.kernel.networks import NAMES
from torg.people.models import Municipality
from torg.rules.queries import LEDGER_IDS

POLICIES = ROOT / "policies"
TEMPLATES = ROOT / "src" / "torg"


@pytest.fixture(scope="module")
def book() -> Handbook:
    return load(POLICIES)


def test_every_page_can_be_read(book: Handbook) -> None:
    assert [str(fault) for fault in book.faults] == []
    files = list(POLICIES.glob("*/handbook/*.md"))
    assert len(book.pages) == len(files)
    assert {page.origin for page in book.pages.values()} == {
        SHARED, "malmo", "goteborg", "stockholm", "vallentuna",
    }  # fmt: skip


def test_every_help_key_is_answered_once_and_shown_at_a_place(book: Handbook) -> None:
    shown = {key for place in PLACES.values() for key in place.keys}
    assert len(shown) == 109
    assert set(book.keys) == shown
    assert all(key.upper() in LEDGER_IDS for key in shown)


@pytest.mark.parametrize("name", [name for name in PLACES if PLACES[name].screen])
def test_a_place_stands_on_its_screen(name: str) -> None:
    room = PLACES[name].screen.split("/")[0]
    text = (TEMPLATES / room / "templates" / PLACES[name].screen).read_text(encoding="utf-8")
    assert re.search(rf'["\']{re.escape(name)}["\']', text), PLACES[name].screen


@pytest.mark.parametrize("slug", ["malmo", "goteborg", "stockholm", "vallentuna", "provby"])
def test_every_place_answers_in_every_municipality(slug: str) -> None:
    for name, place in PLACES.items():
        told = help_at(Municipality(slug=slug), name)
        assert told is not None
        assert [one.whose for one in told.own] == [""] * len(told.own)
        assert all(one.whose for one in told.others)
        assert len(told.own) + len(told.others) == len(place.keys), name


def test_what_waits_for_its_screen_is_told() -> None:
    for name, keys in waiting().items():
        print(f"waits for its screen: {name}: {', '.join(keys)}: {PLACES[name].awaits}")
    for name, place in PLACES.items():
        assert bool(place.screen) != bool(place.awaits), f"{name}: a screen or the reason"
    assert sum(len(keys) for keys in waiting().values()) <= 10


def test_every_network_has_its_advice_and_tells_how_a_false_account_is_reported(
    book: Handbook,
) -> None:
    cards = {page.networks: page for page in book.pages.values() if page.shared and page.networks}
    assert cards.keys() == {(network,) for network in NAMES}
    for page in cards.values():
        assert "Ett falskt konto" in [section.title for section in page.sections], page.slug
    compared = book.keys["v-18"][1].text
    assert [name for name in NAMES.values() if name not in compared] == []


def test_nothing_is_older_than_a_sentence_can_carry(book: Handbook) -> None:
    for page in book.pages.values():
        for section in page.sections:
            if section.key:
                assert 20 < len(section.short) < 420, section.key
                assert section.source is not None
                assert section.key.upper() in section.source.ids


PAGE = """+++
title = "Prov"
lead = "En sida."
chapter = "skapa"
phases = ["vardag"]
topics = ["Prov"]
owner = "account_lead"
reviewed = 2026-11-02

[[source]]
document = "Handbok"
section = "Prov"
ids = ["M1-40"]
+++

## Rubrik {#m1-40}

Ett kort svar.
"""
# (what is put in place of what) -> line and a word of what is told
BROKEN = {
    "html": (("Ett kort svar.", "Ett <b>kort</b> svar."), 18, "HTML"),
    "script": (("Ett kort svar.", "Svar.\n\n<script>x()</script>"), 20, "HTML"),
    "image": (("Ett kort svar.", "![x](https://x.example/a.png) Svar."), 18, "HTML och bilder"),
    "http": (("Ett kort svar.", "Se [här](http://x.example)."), 18, "ingenstans"),
    "page": (("Ett kort svar.", "Se [här](sida:saknas)."), 18, "sida:saknas"),
    "key": (("Ett kort svar.", "Se [här](hjalp:m1-41)."), 18, "hjalp:m1-41"),
    "document": (("Ett kort svar.", "Se [här](dokument:x)."), 18, "dokument:x"),
    "unknown row": (('"M1-40"', '"M1-40", "M1-99"'), 13, "M1-99"),
    "row without source": (('["M1-40"]', '["M1-41"]'), 16, "M1-40"),
    "no help key": (("{#m1-40}", "{#m9-40}"), 16, "m9-40"),
    "long": (("Ett kort svar.", "A. B. C. D. E."), 16, "fyra meningar"),
    "empty": (("Ett kort svar.", "- en lista"), 16, "fyra meningar"),
    "role": (('"account_lead"', '"chef"'), 7, "chef"),
    "chapter": (('"skapa"', '"hitta på"'), 4, "chapter"),
    "unknown name": (('title = "Prov"', 'title = "Prov"\nfarg = 1'), 3, "farg"),
    "toml": (('title = "Prov"', "title = Prov"), 2, "TOML"),
    "date": (("2026-11-02", '"i går"'), 8, "reviewed"),
    "heading": (("Ett kort svar.", "Ett kort svar.\n\n# Stor"), 20, "Rubriker"),
}


def planted(folder: Path, text: str, name: str = "prov.md") -> Handbook:
    """A handbook of one page."""
    pages = folder / "provby" / "handbook"
    pages.mkdir(parents=True, exist_ok=True)
    (pages / name).write_text(text, encoding="utf-8")
    return load(folder)


def test_a_page_that_is_right_is_read(tmp_path: Path) -> None:
    book = planted(tmp_path, PAGE)
    assert book.faults == ()
    assert book.keys["m1-40"][1].short == "Ett kort svar."


@pytest.mark.parametrize("fault", BROKEN)
def test_a_fault_is_told_with_file_and_line_and_the_page_left_out(
    fault: str, tmp_path: Path
) -> None:
    (old, new), line, word = BROKEN[fault]
    assert old in PAGE
    book = planted(tmp_path, PAGE.replace(old, new))
    assert book.pages == {}
    told = [str(each) for each in book.faults]
    assert any(one.startswith(f"provby/handbook/prov.md:{line}:") and word in one for one in told)


@pytest.mark.parametrize("scheme", ["javascript", "vbscript", "data", "file"])
def test_no_link_becomes_a_program(scheme: str, tmp_path: Path) -> None:
    book = planted(tmp_path, PAGE.replace("Ett kort svar.", f"Se [här]({scheme}:x)."))
    assert "href" not in "".join(s.html for page in book.pages.values() for s in page.sections)


def test_two_pages_cannot_share_an_address_or_a_key(tmp_path: Path) -> None:
    planted(tmp_path, PAGE)
    shutil.copytree(tmp_path / "provby", tmp_path / "annanby")
    told = [str(fault) for fault in load(tmp_path).faults]
    assert any("prov finns redan" in one for one in told)
    assert any("m1-40 finns redan" in one for one in told)


def test_a_broken_page_leaves_the_others(tmp_path: Path) -> None:
    planted(tmp_path, PAGE)
    book = planted(tmp_path, PAGE.replace("m1-40", "m1-41").replace("M1-40", "M9-1"), "trasig.md")
    assert list(book.pages) == ["prov"]


def test_a_document_without_its_article_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "shared" / "handbook"
    folder.mkdir(parents=True)
    said = '[document.intranat]\ntitle = "Intranät"\narticle = "saknas"\n'
    (folder / "handbook.toml").write_text(said, encoding="utf-8")
    assert "saknas" in str(load(tmp_path).faults[0])
    (folder / "handbook.toml").write_text(said + 'url = "javascript:x"\n', encoding="utf-8")
    assert "url" in str(load(tmp_path).faults[0])


def test_the_command_tells_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("handbook")
    assert "109 hjälpnycklar är hela" in capsys.readouterr().out
    planted(tmp_path, PAGE.replace("M1-40", "M1-99"))
    with pytest.raises(CommandError):
        call_command("handbook", str(tmp_path))
    assert "provby/handbook/prov.md:13" in capsys.readouterr().err

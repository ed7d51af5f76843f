"""Files and addresses that people bring from elsewhere, as functions of bytes (F16).

Lists of channels and units, images, a town's answers and handbook pages, accounts that somebody
asks about, a time-stamp's answer, a backup, an export of the log: each reader's own promise.
"""

import io
import sys
import tomllib
import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import cache
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from uuid import UUID

from PIL import Image
from pydantic import ValidationError
from tests.web.channels.workbook import NS, workbook

from torg.adapters.witnesses import stamp
from torg.adapters.witnesses.der import BadDer
from torg.adapters.witnesses.stamp_token import BadToken, hold
from torg.channels.queries import table
from torg.channels.queries.import_columns import guess, language_of_text, network_of_text
from torg.channels.queries.written_days import day_of
from torg.handbook.queries.rendering import render
from torg.kernel import lookalikes
from torg.kernel.addresses import Kind, read
from torg.kernel.grids import LONGEST_CELL, MOST_ACCOUNTS, CannotRead
from torg.kernel.refusals import Refusal
from torg.kernel.table_files import read_table
from torg.people.queries.organisation_file import read_sheet, text_of
from torg.policy.questionnaire import Answers
from torg.ports.errors import Refused
from torg.site.backup import archive
from torg.site.backup.manifest import BadBackup

SHEET = f'<worksheet xmlns="{NS}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="2"><v>43525</v></c></row></sheetData></worksheet>'  # fmt: skip  # noqa: E501
SHARED = f'<sst xmlns="{NS}"><si><t>Kanal</t></si></sst>'
STYLES = f'<styleSheet xmlns="{NS}"><cellXfs><xf numFmtId="0"/><xf/><xf numFmtId="14"/></cellXfs></styleSheet>'  # fmt: skip  # noqa: E501
PARTS = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml")
PAGE = (
    "<h2>Badet</h2><table><tr><th>Namn<th rowspan=2 colspan=2>Länk</tr><tr><td>Bad<td>"
    '<a href="https://www.facebook.com/bad">f</a></table><ul><li><a href="https://x.com/a">x</a>'
).encode()
LIST = "Kanal;Nätverk;Länk;Start\nBad;Facebook;https://facebook.com/bad;1/3 2024\n".encode()
UNITS = 'kod;namn;typ;överordnad\n1;"Kultur";förvaltning;\n2;Bad;enhet;1\n'.encode()
ANSWERS = b'municipality = "provboda"\nname = "Provboda"\ndocument = "R"\n[take]\nx = "malmo"\n'
MARKDOWN = b"## Rubrik {#m1-15}\nText [sida](sida:start) <b>x</b>.\n\n| a |\n|---|\n| b |\n"
ASKED = (
    b"https://www.facebook.com/l.php?u=https%3A%2F%2Fm.youtube.com%2F%40malmo",
    "https://xn--instgram-5fg.com/malmö".encode(),
    b"@malmo@mastodon.example",
    b"bsky.app/profile/malmo.bsky.social",
)
ADDRESSES = {"sida": "/s/NAME", "hjalp": "/h/NAME", "dokument": "/d/NAME"}
MARKUP = frozenset({
    "p", "h3", "ul", "ol", "li", "a", "strong", "em", "code", "pre", "blockquote", "br", "hr",
    "table", "thead", "tbody", "tr", "th", "td", "div", "h2",
})  # fmt: skip


def channel_list(data: bytes) -> None:
    """A municipality's own list of channels: CSV, XLSX or a saved page; and what it says."""
    with suppress(CannotRead):
        rows = read_table(data)
        assert len(rows) <= MOST_ACCOUNTS
        assert all(len(cell) <= LONGEST_CELL + 10 for row in rows for cell in row)
        guess(rows[0])
        for cell in {cell for row in rows[:5] for cell in row[:5]}:
            network_of_text(cell)
            for reader in (day_of, language_of_text):
                with suppress(ValueError):
                    reader(cell)


def workbook_parts(data: bytes) -> None:
    """Sheet, shared texts and styles of a workbook, with zeros between."""
    body = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_book())) as ours, zipfile.ZipFile(body, "w") as made:
        given = dict(zip(PARTS, data.split(b"\0", len(PARTS) - 1), strict=False))
        for name in ours.namelist():
            made.writestr(name, given.get(name, ours.read(name)))
    channel_list(body.getvalue())


def unit_list(data: bytes) -> None:
    """The organisation as a file."""
    text, fault = text_of(data)
    if fault is None:
        sheet = read_sheet(text)
        assert sheet.faults or sheet.lines


def asked_account(data: bytes) -> None:
    """What somebody asks about: is it ours? An account read is the account that it says."""
    spoken = read(data.decode("utf-8", "replace"))
    if spoken.kind == Kind.ACCOUNT and spoken.address:
        assert read(spoken.address).key == spoken.key
    look = lookalikes.likeness(spoken.name)[:200]
    assert len(lookalikes.stumps_near(look)) < 100_000


def written_day(data: bytes) -> None:
    """A day as somebody wrote it."""
    with suppress(ValueError):
        assert isinstance(day_of(data.decode("utf-8", "replace")), date | None)


def table_mark(data: bytes) -> None:
    """Where the next page of the register begins, as an address says it."""
    for sort in ("namn", "granskad", "andrad"):
        with suppress(ValueError):
            key, name, pk = table._unpacked(data.decode("utf-8", "replace"), sort)
            assert str(UUID(pk)) == pk
            f"{key}{name}".encode()
            assert "\0" not in f"{key}{name}"


def image_file(data: bytes) -> None:
    """An image that somebody hands in."""
    with suppress(Refusal):
        content, mime, width, height = import_module("torg.media.actions.add_image")._read(data)
        assert content
        assert mime.startswith("image/")
        assert width * height > 0


def town_answers(data: bytes) -> None:
    """A new municipality's answers, as TOML."""
    with suppress(ValidationError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        Answers.model_validate(tomllib.loads(data.decode()))


def handbook_page(data: bytes) -> None:
    """A page of a municipality's handbook. What is not told as a fault is no raw HTML."""
    told: list[str] = []
    text = data.decode("utf-8", "replace")
    found = render(text, 1, ADDRESSES, lambda _line, why: told.append(why))
    if not told:
        page = _Markup()
        page.feed("".join(part.html for part in found.parts))
        assert page.tags <= MARKUP, page.tags
        assert all(one.startswith(("/", "http://", "https://", "#")) for one in page.links)


class _Markup(HTMLParser):
    """Elements, and where links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it."""
        self.tags.add(tag)
        self.links |= {value or "" for name, value in attrs if name == "href"}
        assert not any(name.startswith("on") for name, _ in attrs), attrs


def stamp_answer(data: bytes) -> None:
    """What a time-stamping service answers; nobody can make a stamp that holds by chance."""
    with suppress(Refused, BadDer):
        stamp._token(data)
    try:
        hold(data, b"\x00" * 32, 7, [])
    except (BadDer, BadToken):
        return
    raise AssertionError("a stamp that nobody signed")


def backup_file(data: bytes) -> None:
    """A backup from somewhere, as far as it is read before anything is restored."""
    file = _folder() / "backup"
    file.write_bytes(data)
    with suppress(BadBackup), archive.opened(file) as (packed, told):
        archive.check(packed, told)


def log_export(data: bytes) -> None:
    """An export, by the second verifier: whatever it is, an answer in words."""
    file = _folder() / "export"
    file.write_bytes(data)
    out = io.StringIO()
    before, sys.stdout = sys.stdout, out
    try:
        code = _verifier().main([str(file)])
    finally:
        sys.stdout = before
    assert code in (0, 1, 2)


@cache
def _book() -> bytes:
    return workbook()


@cache
def _folder() -> Path:
    return Path(mkdtemp(prefix="torg-fuzz-"))


@cache
def _verifier() -> Any:
    return import_module("tools.verifier.torg_verify")


def _image(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (3, 2), "navy").save(out, kind)
    return out.getvalue()


def _packed(text: str) -> bytes:
    return urlsafe_b64encode(text.encode())


Reader = Callable[[bytes], None]
READERS: dict[str, tuple[Reader, tuple[bytes, ...]]] = {
    "channel-list": (channel_list, (LIST, PAGE, workbook())),
    "workbook-parts": (workbook_parts, (f"{SHEET}\0{SHARED}\0{STYLES}".encode(),)),
    "unit-list": (unit_list, (UNITS, b'"\n', b";;;")),
    "asked-account": (asked_account, ASKED),
    "written-day": (
        written_day,
        (b"1/3 2024", b"den 17:e maj -21", b"43525", "1 mars ’24".encode()),
    ),
    "table-mark": (
        table_mark,
        (_packed('["2026-09-08", "Bad", "01a1ff02-cfe0-72ce-b84d-2de5336e0ca6"]'),),
    ),
    "image-file": (image_file, (_image("PNG"), _image("JPEG"), _image("WEBP"))),
    "town-answers": (town_answers, (ANSWERS,)),
    "handbook-page": (handbook_page, (MARKDOWN,)),
    "stamp-answer": (stamp_answer, (b"\x30\x08\x30\x03\x02\x01\x00\x30\x01\x00", b"\x30\x00")),
    "backup-file": (backup_file, (b"PK\x05\x06" + b"\0" * 18,)),
    "log-export": (log_export, (b'{"kind":"log","municipality":"malmo"}\n',)),
}

"""What is read that somebody else wrote, as functions of bytes (F16).

A target raises nothing: what its reader promises to raise is part of its answer. Anything else
is a fault of ours, and so is a broken property of what was read.
"""

import json
from base64 import urlsafe_b64encode as b64encode
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, cast

from django.template import engines
from tests.fuzz.files import READERS

from torg.adapters.evidence.coverage import plain_latin, spelled_out
from torg.adapters.http import Answer, GuardedClient, json_object, retry_after
from torg.adapters.networks.bluesky import cursor, facets, reading, xrpc
from torg.adapters.networks.bluesky.visit import Visit
from torg.adapters.networks.practice.client import SIGNATURE, PracticeNetwork
from torg.inbox.actions.guess_kind import guess_kind
from torg.kernel import canonical, marks
from torg.kernel import text as texts
from torg.kernel.signed_notes import BadNote, CheckpointText, Verifier
from torg.moderation.queries.cases import page_mark
from torg.policy.faults import PackRefusedError
from torg.policy.loading import FILE_NAME, load_content, load_folder
from torg.ports.errors import OutsideError
from torg.ports.network import Connection, Event

POLICIES = Path(__file__).resolve().parents[2] / "policies"
NOW = datetime(2026, 9, 8, 8, 0, tzinfo=UTC)
CONNECTION = Connection(
    adapter="practice",
    base_url="http://127.0.0.1:9",
    account_id="k1",
    handle="kommun",
    webhook_secret="hemligt",
)
DELIVERY = {
    "account": "k1",
    "events": [
        {
            "kind": "comment",
            "verb": "created",
            "object": "c1",
            "version": "1",
            "root": "p1",
            "parent": "p1",
            "author": {"id": "a", "handle": "@a", "name": "Anna"},
            "text": "Hej \ud83d\ude00 å",
            "at": "2026-09-08T08:00:00Z",
            "path": "p/c1",
            "images": ["i/1"],
        }
    ],
}
NOTIFICATION = {
    "uri": "at://did:plc:b/app.bsky.feed.post/3k2",
    "cid": "bafyreib2rxk3rh6kzwq",
    "reason": "reply",
    "reasonSubject": "at://did:plc:x/app.bsky.feed.post/3k1",
    "indexedAt": "2026-09-08T08:00:00.000Z",
    "author": {"did": "did:plc:b", "handle": "b.example", "displayName": "B"},
    "record": {
        "text": "Hej",
        "reply": {
            "root": {"uri": "at://did:plc:x/app.bsky.feed.post/3k1", "cid": "bafy"},
            "parent": {"uri": "at://did:plc:x/app.bsky.feed.post/3k1", "cid": "bafy"},
        },
    },
}
NOTE = b"torg/malmo\n5\nAAAA\ntime 2026-09-08T08:00:00Z\n\n\xe2\x80\x94 torg AAAAAAAA\n"
PAGE = (
    '{% from "ui/comment_box.html" import comment_box %}'
    '{{ comment_box(text, text, "practice", now) }}'
)
TAGS = {"article", "header", "p", "bdi", "span", "svg", "use", "time", "details", "summary", "img"}


@dataclass(frozen=True)
class Target:
    """seeds: whole, sound inputs that a fuzzer begins with."""

    run: Callable[[bytes], None]
    seeds: tuple[bytes, ...] = ()


def practice_delivery(data: bytes) -> None:
    """A webhook's body after its signature."""
    with suppress(OutsideError):
        _storable(PracticeNetwork(GuardedClient()).parse(CONNECTION, data))


def practice_signature(data: bytes) -> None:
    """A webhook's signature header, which nobody can make without the secret."""
    network = PracticeNetwork(GuardedClient(), clock=lambda: 1_000_000_000)
    header = data.decode("latin-1")
    assert network.signature_ok(CONNECTION, {SIGNATURE: header}, b"{}") is False
    assert network.signature_ok(CONNECTION, {SIGNATURE: f"t=1000000000,v1={header}"}, b"") is False


def json_answer(data: bytes) -> None:
    """The JSON of any network's answer, and how long a 429 asks us to wait."""
    with suppress(OutsideError):
        json_object(Answer(200, {"content-type": "application/json"}, data, wrote=True))
    wait = retry_after(Answer(429, {"retry-after": data.decode("latin-1")}, b"", wrote=True))
    assert 1 <= wait.total_seconds() <= 86_400


class _Far:
    """A visit to a server that answers every question with the same object."""

    did = "did:plc:x"
    connection = CONNECTION

    def __init__(self, found: Mapping[str, object]) -> None:
        self._reply = xrpc.Reply(found, b"", wrote=False)

    def query(self, nsid: str, **params: object) -> xrpc.Reply:
        """The object, but no further page of it."""
        if params.get("cursor"):
            return xrpc.Reply({"notifications": []}, b"", wrote=False)
        return self._reply

    def record(self, place: object) -> None:
        """No record stands any more."""

    def page(self, uri: str) -> str:
        """An address for people."""
        return uri


def bluesky_notifications(data: bytes) -> None:
    """A page of notifications as a server sends it, and the mark that is kept of it."""
    with suppress(OutsideError):
        found = json_object(Answer(200, {"content-type": "application/json"}, data, wrote=False))
        batch = reading.fetch(cast(Visit, _Far(found)), "")
        _storable(batch.events)
        assert cursor.read(batch.cursor).turn == 1


def bluesky_mark(data: bytes) -> None:
    """The mark that a poll begins with."""
    with suppress(OutsideError):
        mark = cursor.read(data.decode("utf-8", "surrogateescape"))
        assert cursor.read(mark.written()).floor == mark.floor
        for held in mark.held.values():
            assert held.moment.tzinfo


def bluesky_facets(data: bytes) -> None:
    """Links, mentions and tags: spans that lie in the text, in order and apart."""
    text = data.decode("utf-8", "replace")
    end, raw = 0, text.encode()
    for span in facets.spans(text):
        assert end <= span.start < span.end <= len(raw)
        assert raw[span.start : span.end].decode()
        end = span.end


def measures(data: bytes) -> None:
    """Everything that is measured or found in a resident's text."""
    text = data.decode("utf-8", "replace")
    for measure in (
        texts.graphemes, texts.utf8_bytes, texts.words, texts.lix, texts.links, texts.hashtags,
        texts.mentions, texts.personal_numbers, guess_kind,
    ):  # fmt: skip
        measure(text)


def stored_text(data: bytes) -> None:
    """Text made fit for the databases and for canonical JSON."""
    text = data.decode("utf-8", "surrogateescape")
    fit = canonical.storable(text)
    assert canonical.storable(fit) == fit
    assert canonical.loads(canonical.dumps({"text": fit})) == {"text": fit}


def canonical_json(data: bytes) -> None:
    """An entry of the log as somebody hands it over."""
    with suppress(canonical.NotCanonical):
        assert canonical.dumps(canonical.loads(data)) == data


def seen_marks(data: bytes) -> None:
    """What a form says that was on the page when it was opened."""
    assert marks.unseen(["a"], data.decode("utf-8", "replace")) in ([], ["a"])


def page_marks(data: bytes) -> None:
    """Where the next page of cases begins, as an address says it."""
    found = page_mark(data.decode("utf-8", "replace"))
    if found is not None:
        assert found[0].astimezone(UTC)


def signed_note(data: bytes) -> None:
    """A checkpoint that somebody kept elsewhere."""
    text = data.decode("utf-8", "replace")
    for read in (Verifier.read, Verifier("torg", b"\x00" * 32).open, CheckpointText.read):
        with suppress(BadNote):
            read(text)


def pack_toml(data: bytes) -> None:
    """A municipality's pack as it is written."""
    folder = _folder()
    (folder / FILE_NAME).write_bytes(data)
    with suppress(PackRefusedError):
        load_folder(folder)


def pack_json(data: bytes) -> None:
    """A municipality's pack as it is stored."""
    with suppress(PackRefusedError):
        load_content(data)


def shown_text(data: bytes) -> None:
    """A resident's words on a page: no tag, no attribute of theirs, and every letter there."""
    text = canonical.storable(data.decode("utf-8", "replace"))
    page = _Page()
    page.feed(_comment().render({"text": spelled_out(text, plain_latin), "now": NOW}))
    page.close()
    assert page.tags <= TAGS, page.tags
    assert not any(name.startswith("on") for name in page.names), page.names


class _Page(HTMLParser):
    """Which elements and attributes a page has."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it."""
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}


def _storable(events: tuple[Event, ...]) -> None:
    for event in events:
        assert event.made_available_at.tzinfo
        assert event.raw


@cache
def _folder() -> Path:
    folder = Path(mkdtemp(prefix="torg-fuzz-")) / "malmo"
    folder.mkdir()
    return folder


@cache
def _comment() -> Any:
    return engines["jinja2"].from_string(PAGE)


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


TEXT = "Hej @a.example! #Malmö https://malmo.se/å?b=1 19121212-1212 (www.x.se) 😀".encode()
PACK = (POLICIES / "malmo" / FILE_NAME).read_bytes()
TARGETS = {
    "practice-delivery": Target(practice_delivery, (_json(DELIVERY),)),
    "practice-signature": Target(practice_signature, (b"t=1000000000,v1=" + b"0" * 64,)),
    "json-answer": Target(json_answer, (b'{"id": 1}', b"7", b"Tue, 08 Sep 2026 08:00:00 GMT")),
    "bluesky-notifications": Target(
        bluesky_notifications, (_json({"notifications": [NOTIFICATION]}),)
    ),
    "bluesky-mark": Target(
        bluesky_mark, (b'["1",5,2,[["did:plc:b 3k2",7,"cid","comment","did:plc:x 3k1"]]]',)
    ),
    "bluesky-facets": Target(bluesky_facets, (TEXT,)),
    "measures": Target(measures, (TEXT,)),
    "stored-text": Target(stored_text, (TEXT, b"a\x00\xed\xa0\x80")),
    "canonical-json": Target(canonical_json, (b'{"a":[1,"b",null,true]}',)),
    "seen-marks": Target(seen_marks, (marks.pack(["a", "b"]).encode(),)),
    "page-marks": Target(
        page_marks,
        (b64encode(b"2026-09-08T08:00:00+00:00 01a1ff02-cfe0-72ce-b84d-2de5336e0ca6"),),
    ),
    "signed-note": Target(signed_note, (NOTE,)),
    "pack-toml": Target(pack_toml, (PACK,)),
    "pack-json": Target(pack_json, (load_folder(POLICIES / "malmo").content,)),
    "shown-text": Target(shown_text, (TEXT, b"<svg onload=x()>\"'")),
    **{name: Target(run, seeds) for name, (run, seeds) in READERS.items()},
}

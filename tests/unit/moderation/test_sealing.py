"""What is sealed, that it holds together, and that nobody changes it afterwards."""

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from tests.factories.inbox import Desk
from tests.factories.moderation import NOW, StandInRenderer, message_of, rendering, reported
from tests.factories.network import WHEN, make_event
from tests.factories.people import make_user

from torg.inbox.actions.pack_events import pack_page
from torg.inbox.models import Message, RawDelivery
from torg.kernel.blobs import BlobStore
from torg.kernel.digests import sha256_hex
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.queries import timeline, verify
from torg.moderation import actions
from torg.moderation.models import Case, Evidence
from torg.moderation.queries import part_of, plain, ref_to
from torg.people.models import User
from torg.ports.errors import Mender, Refused
from torg.ports.network import Author

ALL = ["goteborg", "malmo", "stockholm", "vallentuna"]
CANARY = "kanariegul-7f3a"


@pytest.fixture
def own_blobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A blob store that holds this test's files only."""
    monkeypatch.setattr(settings, "BLOBS", tmp_path / "blobs")
    return tmp_path / "blobs"


def sealed(case: Case, name: str) -> bytes:
    """The bytes of one part."""
    part = part_of(case.evidence, name)
    assert part is not None
    return part.read()


def received_by_poll(message: Message, *more: str) -> None:
    """The message came on a polled page, with others' words around it."""
    events = [
        make_event(message.network_id, text=message.text),
        *(make_event(f"annan-{number}", text=text) for number, text in enumerate(more)),
    ]
    message.raw = RawDelivery.objects.create(
        municipality_id=message.municipality_id,
        channel=message.channel,
        source="poll",
        received_at=WHEN,
        body=pack_page(events),
        digest="0" * 64,
        not_before=WHEN,
    )
    message.save()


@pytest.mark.parametrize("pack", ALL)
def test_what_stands_there_is_sealed_when_it_is_reported(desk: Desk) -> None:
    message = message_of(desk, "Ut med er ur stan!")
    received_by_poll(message, "En granne som inget har gjort")
    case = reported(desk, message=message)
    evidence = case.evidence
    manifest = json.loads(sealed(case, "manifest"))
    assert evidence.digest == sha256_hex(sealed(case, "manifest"))
    assert manifest["payload_sha256"] == sha256_hex(sealed(case, "payload"))
    assert manifest["card_sha256"] == sha256_hex(sealed(case, "card"))
    assert manifest["file_sha256"] == sha256_hex(sealed(case, "file"))
    assert sealed(case, "payload") == b"Ut med er ur stan!"
    assert manifest["text"] == "Ut med er ur stan!"
    assert manifest["author"]["name"] == "Anna Karlsson"
    assert manifest["context"] == "Kommentar under inlägget om badet."
    assert manifest["channel"]["name"] == desk.channel.name
    assert manifest["made_available_at"] == "2026-09-08T07:30:00.000000Z"
    assert "granne" not in str(manifest)
    assert (evidence.sealed_at, evidence.sealed_by) == (NOW, desk.writer)
    assert [item.verb for item in timeline(ref_to(case))] == ["case.reported"]


@pytest.mark.req("G-34")
@pytest.mark.parametrize("pack", ["goteborg"])
@pytest.mark.parametrize(
    ("lacks", "says"), [("image", "bild"), ("context", "sammanhang"), ("channel", "kanal")]
)
def test_without_image_context_or_channel_it_cannot_be_sealed(
    desk: Desk, lacks: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Evidence.elements.fget  # type: ignore[attr-defined]
    monkeypatch.setattr(Evidence, "elements", property(lambda self: whole(self) - {lacks}))
    with pytest.raises(Refusal) as refused:
        reported(desk)
    assert says in refused.value.message
    assert "G-34" in refused.value.cite
    assert Evidence.objects.count() == Case.objects.count() == 0


@pytest.mark.req("G-34")
@pytest.mark.parametrize("pack", ["goteborg"])
def test_the_context_is_the_reporters_own_words(desk: Desk) -> None:
    with pytest.raises(Refusal) as refused:
        actions.report(message=message_of(desk), context="  \n", by=desk.writer, now=NOW)
    assert refused.value.field == "context"
    assert "G-34" in refused.value.cite


def test_the_database_takes_no_evidence_without_its_image(desk: Desk) -> None:
    evidence = reported(desk).evidence
    copy = Evidence(
        municipality_id=evidence.municipality_id,
        message=evidence.message,
        digest="a" * 64,
        context="Var det stod",
        sealed_at=NOW,
        sealed_by=desk.writer,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE moderation_evidence SET context = 'Annat'",
        "DELETE FROM moderation_evidence",
        "UPDATE moderation_evidence SET digest = digest",
    ],
)
def test_sealed_evidence_is_neither_changed_nor_deleted(desk: Desk, sql: str) -> None:
    evidence = reported(desk).evidence
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=evidence.pk).update(context="Annat")
    evidence.context = "Annat"
    with pytest.raises(IntegrityError), transaction.atomic():
        evidence.save()
    assert Evidence.objects.get().context == "Kommentar under inlägget om badet."


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's own")
def test_evidence_is_not_replaced_either(desk: Desk) -> None:
    reported(desk)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT OR REPLACE INTO moderation_evidence SELECT * FROM moderation_evidence"
        )


def test_a_message_has_one_open_case(desk: Desk) -> None:
    message = message_of(desk)
    reported(desk, message=message)
    with pytest.raises(Refusal, match="redan ett öppet ärende"):
        reported(desk, message=message, by=desk.colleague)
    assert Case.objects.count() == Evidence.objects.count() == 1


def test_our_own_words_and_strangers_are_refused(desk: Desk, moderator: User) -> None:
    message = message_of(desk)
    nobody = make_user(municipality=desk.municipality)
    with pytest.raises(Denied):
        reported(desk, message=message, by=nobody)
    Message.objects.filter(pk=message.pk).update(direction="out", due_at=None)
    message.refresh_from_db()
    with pytest.raises(Refusal, match="kommunen själv"):
        reported(desk, message=message, by=moderator)


@pytest.mark.parametrize("pack", ALL)
def test_what_may_not_be_copied_is_kept_nowhere(desk: Desk, own_blobs: Path) -> None:
    message = message_of(desk, f"Se bilden {CANARY}")
    message.images = [f"http://127.0.0.1:9/{CANARY}.jpg"]
    received_by_poll(message)
    digest = sha256_hex(message.text.encode())
    assert rows_with(CANARY)
    case = reported(desk, message=message, no_copy=True)
    assert not [path for path in own_blobs.rglob("*") if path.is_file() and has_canary(path)]
    assert not dict(rows_with(CANARY)), "neither in the inbox, nor the deliveries, nor the log"
    assert verify(desk.municipality).ok, "the log proves what it proved before"
    manifest = json.loads(sealed(case, "manifest"))
    assert manifest["text_sha256"] == digest
    assert (manifest["text"], manifest["thread"], manifest["no_copy"]) == (None, [], True)
    assert manifest["network_id"] == message.network_id
    assert part_of(case.evidence, "card") is None
    assert part_of(case.evidence, "payload") is None


def has_canary(path: Path) -> bool:
    """Whether a file holds the canary, as text in any of two encodings."""
    content = path.read_bytes()
    return any(CANARY.encode(name) in content for name in ("utf-8", "utf-16-le"))


def rows_with(canary: str) -> Iterator[tuple[str, int]]:
    """Tables with the canary in any column, and how many rows."""
    for model in apps.get_models():
        manager = model._base_manager
        found = [
            row
            for row in manager.all().values_list()
            if canary in str(row) or any(_inside(canary, value) for value in row)
        ]
        if found:
            yield model._meta.label, len(found)


def _inside(canary: str, value: object) -> bool:
    return isinstance(value, bytes | memoryview) and canary.encode() in bytes(value)


@pytest.mark.parametrize(
    ("maker", "says"),
    [
        (StandInRenderer(missing="Pango saknas på servern."), "Pango saknas på servern."),
        (
            StandInRenderer(fails=Refused("pdf-gate", cause="Nej.", mender=Mender.OPERATOR)),
            "pdf-gate",
        ),
    ],
)
def test_a_missing_file_never_keeps_the_case_from_opening(
    desk: Desk, maker: StandInRenderer, says: str
) -> None:
    with rendering(maker):
        case = reported(desk)
    assert says in case.evidence.file_missing
    assert case.evidence.file_digest == ""
    assert sealed(case, "card").startswith(b"<!doctype html>")


def test_hostile_words_are_plain_text_on_the_card(desk: Desk) -> None:
    hostile = '<script>alert(1)</script><img src="http://127.0.0.1:9/x" onerror=x>\u202egnort\x07'
    author = Author("a-9", "@x", "Anna\u2066</title>")
    case = reported(desk, message=message_of(desk, hostile, author=author))
    card = sealed(case, "card").decode()
    assert "<script" not in card
    assert "<img" not in card
    assert "&lt;script&gt;alert(1)" in card
    assert "[U+202E]gnort[U+0007]" in card
    assert "\u202e" not in card
    assert "Anna[U+2066]&lt;/title&gt;" in card
    for outside in ("style=", "<style", "<link", "src=", "href=", "url("):
        assert outside not in card.replace("&lt;img src=", ""), outside


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("👨‍👩‍👧 ❤️ 🏴󠁧󠁢󠁳󠁣󠁴󠁿", "👨‍👩‍👧 ❤️ 🏴󠁧󠁢󠁳󠁣󠁴󠁿"),
        ("مرحبا", "مرحبا"),
        ("rad 1\r\nrad 2\tslut", "rad 1\nrad 2\tslut"),
        ("a\u200bb\u00adc\ufeff", "a[U+200B]b[U+00AD]c[U+FEFF]"),
        ("löst \U000e0067", "löst [U+E0067]"),
        ("abc\u2029", "abc[U+2029]"),
    ],
)
def test_hidden_characters_are_written_out(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_a_damaged_file_is_found_when_it_is_read(desk: Desk, own_blobs: Path) -> None:
    case = reported(desk)
    path = BlobStore(own_blobs).path(case.evidence.card_digest)
    path.chmod(0o600)
    path.write_bytes(b"annat")
    with pytest.raises(ValueError, match=case.evidence.card_digest):
        sealed(case, "card")


def test_two_reports_at_the_same_time_say_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second one passed the look at open cases before the first one was stored."""
    message = message_of(desk)
    reported(desk, message=message)
    doing = import_module("torg.moderation.actions.report")
    monkeypatch.setattr(doing, "open_case_of", lambda message: None)
    with pytest.raises(Refusal, match="redan ett öppet ärende"):
        reported(desk, message=message, by=desk.colleague)

"""Whatever is done to the log behind the desk's back is found, and named."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from tests.factories.entries import POST, make_entry
from tests.factories.people import make_user

from torg.kernel import canonical
from torg.kernel.merkle import CompactRange, leaf_hash, verify_inclusion
from torg.kernel.refs import Ref
from torg.kernel.signed_notes import CheckpointText, Signer
from torg.ledger import queries
from torg.ledger.actions import LedgerDamaged, LedgerKeyMissing, checkpoint
from torg.ledger.models import Checkpoint, Entry, EntryContent, EntryRef, Head
from torg.ledger.queries import Report, verify
from torg.ledger.queries.verification import blocks
from torg.people.models import Municipality

append_only = import_module("torg.ledger.migrations.0002_append_only")


@pytest.fixture(autouse=True)
def own_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "KEYS", tmp_path / "keys")


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve entries in chunks of five: what goes wrong at a border goes wrong here."""
    monkeypatch.setattr(blocks, "BLOCK", 5)


@pytest.fixture
def ledger(municipality: Municipality, now: datetime) -> Municipality:
    """Twelve entries; the first five and the first ten are signed."""
    person = make_user(municipality=municipality, role="communicator")
    for number in range(1, 13):
        make_entry(
            municipality,
            now + timedelta(minutes=number),
            by=person if number % 2 else None,
            about=[POST, Ref("inbox.message", str(number))],
            facts={"number": number},
            content={"text": f"Text {number}"} if number % 3 == 0 else None,
        )
        if number in (5, 10):
            checkpoint(municipality=municipality, now=now + timedelta(hours=number))
    return municipality


@pytest.fixture
def bared(ledger: Municipality) -> Municipality:
    """The same, by somebody who has first taken the database's triggers away."""
    with connection.cursor() as cursor:
        append_only.allow(None, SimpleNamespace(connection=connection, execute=cursor.execute))
    return ledger


def kinds(report: Report) -> set[tuple[str, int | None]]:
    return {(problem.kind.value, problem.seq) for problem in report.problems}


def rewritten(seq: int, **changed: Any) -> None:
    """The work of somebody who knows the format: bytes, hash and columns, all fitting."""
    row = Entry.objects.get(seq=seq)
    row.canonical = canonical.dumps({**row.told, **changed})
    row.leaf_hash = leaf_hash(row.canonical).hex()
    for name, value in changed.items():
        setattr(row, name, value)
    row.save()


def swap(first: int, second: int) -> None:
    one, other = Entry.objects.get(seq=first), Entry.objects.get(seq=second)
    Entry.objects.filter(pk=one.pk).update(seq=999)
    Entry.objects.filter(pk=other.pk).update(seq=first)
    Entry.objects.filter(pk=one.pk).update(seq=second)


def forget(seq: int) -> None:
    EntryRef.objects.filter(entry__seq=seq).delete()
    EntryContent.objects.filter(entry__seq=seq).delete()
    Entry.objects.filter(seq=seq).delete()


def set_head(size: int) -> None:
    """Move the head so that it fits the first `size` entries."""
    tree = CompactRange()
    for leaf in Entry.objects.filter(seq__lte=size).order_by("seq").values_list("leaf_hash"):
        tree.append(bytes.fromhex(leaf[0]))
    Head.objects.update(size=size, peaks=[peak.hex() for peak in tree.peaks])


def forge_checkpoint() -> None:
    """A checkpoint over a rewritten log, signed with a key of the forger's own."""
    row = Checkpoint.objects.get(size=10)
    text = CheckpointText(
        queries.origin(row.municipality), 10, b"f" * 32, canonical.instant(row.at)
    )
    forger = Signer.at(
        Path(queries.key_path(row.municipality)).with_name("forged.key"), text.origin
    )
    Checkpoint.objects.filter(size=10).update(root=text.root.hex(), note=forger.sign(str(text)))


def rewrite_and_move_head() -> None:
    rewritten(8, summary="Något annat.")
    set_head(12)


def truncate_and_move_head() -> None:
    for seq in (12, 11, 10):
        forget(seq)
    set_head(9)


TAMPERING: dict[str, tuple[Callable[[], object], set[tuple[str, int | None]]]] = {
    "summary changed": (
        lambda: Entry.objects.filter(seq=4).update(summary="Annat."),
        {("columns", 4)},
    ),
    "time changed": (
        lambda: Entry.objects.filter(seq=4).update(at=datetime.fromisoformat("2026-01-01T00:00Z")),
        {("columns", 4)},
    ),
    "actor changed": (
        lambda: Entry.objects.filter(seq=3).update(actor_name="Någon Annan"),
        {("columns", 3)},
    ),
    "direction changed": (
        lambda: Entry.objects.filter(seq=3).update(direction="received"),
        {("columns", 3)},
    ),
    "hash changed": (
        lambda: Entry.objects.filter(seq=6).update(leaf_hash="0" * 64),
        {("leaf", 6)},
    ),
    "bytes unreadable": (
        lambda: Entry.objects.filter(seq=6).update(canonical=b"{"),
        {("leaf", 6), ("columns", 6), ("root", 10), ("head", None)},
    ),
    "all of a signed entry rewritten": (
        lambda: rewritten(8, summary="Annat."),
        {("root", 10), ("head", None)},
    ),
    "rewritten and the head moved": (rewrite_and_move_head, {("root", 10)}),
    "an unsigned entry rewritten": (
        lambda: rewritten(12, summary="Annat."),
        {("head", None)},
    ),
    "entries swapped": (
        lambda: swap(6, 7),
        {
            ("columns", 6),
            ("columns", 7),
            ("refs", 6),
            ("refs", 7),
            ("root", 10),
            ("head", None),
        },
    ),
    "an entry deleted": (
        lambda: forget(7),
        {("sequence", 7), ("head", None), ("root", 10)},
    ),
    "the first entry deleted": (
        lambda: forget(1),
        {("sequence", 1), ("head", None), ("root", 5), ("root", 10)},
    ),
    "the last entry deleted": (lambda: forget(12), {("sequence", 12), ("head", None)}),
    "cut off and the head moved": (truncate_and_move_head, {("checkpoint", 10)}),
    "a reference deleted": (
        lambda: EntryRef.objects.filter(seq=9, kind="inbox.message").delete(),
        {("refs", 9)},
    ),
    "a reference added": (
        lambda: EntryRef(
            municipality=Head.objects.get().municipality,
            entry=Entry.objects.get(seq=9),
            seq=9,
            kind="inbox.message",
            target="1",
        ).save(),
        {("refs", 9)},
    ),
    "a reference renumbered": (
        lambda: EntryRef.objects.filter(seq=9).update(seq=1),
        {("refs", 9)},
    ),
    "a text changed": (
        lambda: EntryContent.objects.filter(entry__seq=9).update(body=b'{"text":"Annat"}'),
        {("content", 9)},
    ),
    "a salt changed": (
        lambda: EntryContent.objects.filter(entry__seq=9).update(salt=b"s"),
        {("content", 9)},
    ),
    "a text added": (
        lambda: EntryContent(
            municipality=Head.objects.get().municipality,
            entry=Entry.objects.get(seq=4),
            salt=b"s" * 32,
            body=b'{"text":"Annat"}',
        ).save(),
        {("content", 4)},
    ),
    "the head deleted": (lambda: Head.objects.all().delete(), {("head", None)}),
    "the head moved back": (lambda: set_head(11), {("head", 12)}),
    "the head's hash changed": (
        lambda: Head.objects.update(peaks=["0" * 64, "1" * 64]),
        {("head", None)},
    ),
    "the head's hash in other letters": (
        lambda: Head.objects.update(peaks=[peak.upper() for peak in Head.objects.get().peaks]),
        {("head", None)},
    ),
    "a checkpoint's sums in other letters": (
        lambda: Checkpoint.objects.filter(size=5).update(
            peaks=[peak.upper() for peak in Checkpoint.objects.get(size=5).peaks]
        ),
        {("checkpoint", 5)},
    ),
    "a checkpoint forged": (forge_checkpoint, {("signature", 10)}),
    "a checkpoint's note broken": (
        lambda: Checkpoint.objects.filter(size=5).update(note="?"),
        {("signature", 5)},
    ),
    "a checkpoint's columns changed": (
        lambda: Checkpoint.objects.filter(size=5).update(root="0" * 64),
        {("checkpoint", 5)},
    ),
}


def test_an_untouched_log_is_said_to_be_so(ledger: Municipality) -> None:
    report = verify(ledger)
    assert report.ok
    assert (report.size, report.checkpoints, report.disposed) == (12, 2, 0)
    assert report.root == Head.objects.get().tree.root().hex()


def test_an_empty_log_is_whole(municipality: Municipality) -> None:
    report = verify(municipality)
    assert report.ok
    assert report.size == 0


@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_is_found_and_named(bared: Municipality, name: str) -> None:
    tamper, expected = TAMPERING[name]
    assert verify(bared).ok
    tamper()
    report = verify(bared)
    assert not report.ok
    assert kinds(report) == expected
    assert all(problem.message for problem in report.problems)


@pytest.mark.parametrize("place", ["canonical", "body", "salt"])
def test_one_flipped_bit_anywhere_is_found(bared: Municipality, place: str) -> None:
    rows = Entry.objects if place == "canonical" else EntryContent.objects
    key = "seq" if place == "canonical" else "entry__seq"
    whole = bytes(rows.values_list(place, flat=True).get(**{key: 9}))
    for at in range(len(whole)):
        bent = bytearray(whole)
        bent[at] ^= 1 << at % 8
        rows.filter(**{key: 9}).update(**{place: bytes(bent)})
        assert {seq for _, seq in kinds(verify(bared))} >= {9}, (place, at)
    rows.filter(**{key: 9}).update(**{place: whole})
    assert verify(bared).ok


def test_a_checkpoint_without_its_key_is_not_believed(ledger: Municipality) -> None:
    queries.key_path(ledger).unlink()
    assert kinds(verify(ledger)) == {("key", None)}


def test_a_note_kept_elsewhere_catches_a_log_that_was_rolled_back(bared: Municipality) -> None:
    """The whole database put back to an older day: everything inside fits, the note does not."""
    kept = Checkpoint.objects.get(size=10).note
    assert verify(bared, notes=[kept]).ok
    Checkpoint.objects.filter(size=10).delete()
    truncate_and_move_head()
    assert verify(bared).ok
    assert kinds(verify(bared, notes=[kept])) == {("checkpoint", 10)}
    assert kinds(verify(bared, notes=["?"])) == {("signature", None)}


def test_a_checkpoint_says_what_the_log_is(ledger: Municipality, now: datetime) -> None:
    made = checkpoint(municipality=ledger, now=now)
    assert made is not None
    key = queries.verifier_of(ledger)
    assert key is not None
    told = CheckpointText.read(key.open(made.note))
    assert (told.origin, told.size) == ("torg.ledger/provkommun", 12)
    assert told.root == Head.objects.get().tree.root()
    again = checkpoint(municipality=ledger, now=now)
    assert again == made
    assert Checkpoint.objects.count() == 3


def test_an_empty_log_is_not_signed(municipality: Municipality, now: datetime) -> None:
    assert checkpoint(municipality=municipality, now=now) is None
    assert queries.verifier_of(municipality) is None


@pytest.mark.parametrize(
    "name", ["an unsigned entry rewritten", "the last entry deleted", "the head's hash changed"]
)
def test_a_damaged_log_is_not_signed(bared: Municipality, now: datetime, name: str) -> None:
    TAMPERING[name][0]()
    with pytest.raises(LedgerDamaged):
        checkpoint(municipality=bared, now=now)
    assert Checkpoint.objects.count() == 2


def test_a_lost_key_is_not_quietly_replaced(ledger: Municipality, now: datetime) -> None:
    queries.key_path(ledger).unlink()
    with pytest.raises(LedgerKeyMissing):
        checkpoint(municipality=ledger, now=now)
    assert not queries.key_path(ledger).exists()


def test_each_entry_can_be_proven_to_an_outsider(ledger: Municipality) -> None:
    key = queries.verifier_of(ledger)
    assert key is not None
    for entry in Entry.objects.filter(seq__lte=10):
        proof = queries.proof(entry)
        assert proof is not None
        told = CheckpointText.read(key.open(proof.checkpoint.note))
        path = [bytes.fromhex(step) for step in proof.path]
        leaf = leaf_hash(bytes(entry.canonical))
        assert verify_inclusion(leaf, proof.position, told.size, path, told.root)
    assert queries.proof(Entry.objects.get(seq=11)) is None


def test_what_is_hashed_is_plain_to_an_outsider(ledger: Municipality) -> None:
    """The format stands: another program can read and hash an entry without Torg."""
    entry = Entry.objects.get(seq=3)
    told = json.loads(bytes(entry.canonical))
    assert sorted(told) == [
        "about",
        "actor",
        "at",
        "content",
        "direction",
        "facts",
        "municipality",
        "seq",
        "summary",
        "v",
        "verb",
    ]
    assert told["at"] == "2026-09-08T08:03:00.000000Z"
    assert told["about"] == [["planning.post", "17"], ["inbox.message", "3"]]

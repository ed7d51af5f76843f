"""What a stranger can check: the export, and a verifier that shares no code with the desk."""

import ast
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, example, given
from hypothesis import settings as dose
from hypothesis import strategies as st
from tests.factories.entries import POST, make_entry
from tests.factories.people import make_municipality

from torg.kernel import merkle
from torg.kernel.refs import Ref
from torg.ledger import queries
from torg.ledger.actions import checkpoint, dispose_content
from torg.ledger.models import Checkpoint, Entry, EntryContent, EntryRef
from torg.people.models import Municipality

second: Any = import_module("tools.verifier.torg_verify")
append_only = import_module("torg.ledger.migrations.0002_append_only")
EXAMPLES = int(os.environ.get("TORG_LEDGERS", "25"))
FILE = Path(second.__file__)


@pytest.fixture(autouse=True)
def own_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "KEYS", tmp_path / "keys")


@pytest.fixture
def ledger(municipality: Municipality, now: datetime) -> Municipality:
    """Nine entries, six of them with texts, one text disposed of, two checkpoints."""
    for number in range(1, 10):
        text = {"text": f'Text ”{number}” "\\ å'} if number % 3 else None
        entry = make_entry(municipality, now, facts={"number": number}, content=text)
        if number == 4:
            dispose_content(entry=entry, decision="KS 1", by=None, now=now)
        if number in (5, 8):
            checkpoint(municipality=municipality, now=now + timedelta(hours=number))
    return municipality


def exported(municipality: Municipality) -> bytes:
    return b"".join(queries.export_lines(municipality))


def checked(data: bytes, *notes: str) -> dict[str, Any]:
    """The second verifier's verdict."""
    report: dict[str, Any] = second.Reader(notes=notes).read(io.BytesIO(data)).report()
    return report


def test_it_shares_no_code_and_needs_no_library() -> None:
    tree = ast.parse(FILE.read_text(encoding="utf-8"))
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    tops = {name.split(".")[0] for name in imported}
    assert tops - {"cryptography"} <= sys.stdlib_module_names
    assert "torg" not in tops


def test_a_whole_log_is_whole_to_a_stranger(ledger: Municipality) -> None:
    told = checked(exported(ledger))
    assert told["problems"] == []
    assert (told["entries"], told["checkpoints"], told["disposed"]) == (10, 2, 1)
    assert told["root"] == queries.verify(ledger).root


def test_it_runs_alone_on_a_file(
    ledger: Municipality, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Isolated: no packages, no settings, another folder; exit 0, 1 and 2."""
    file, note = tmp_path / "logg.jsonl", tmp_path / "kept.txt"
    call_command("ledger", "export", str(file), "--municipality", "provkommun")
    assert file.stat().st_mode & 0o777 == 0o600
    note.write_text(Checkpoint.objects.all()[0].note.strip())
    key = str(queries.verifier_of(ledger))
    alone = [sys.executable, "-I", "-S", str(FILE)]

    def ask(*words: str) -> tuple[int, str]:
        told = subprocess.run(
            [*alone, *words], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        return told.returncode, told.stdout

    assert ask(str(file), "--against", str(note), "--key", key)[0] == 0
    code, said = ask(str(file), "--json")
    assert (code, json.loads(said)["entries"]) == (0, 10)
    file.write_bytes(file.read_bytes().replace(b"godk", b"gork", 1))
    code, said = ask(str(file))
    assert code == 1
    assert "[leaf] rad 2: Post 1" in said
    assert ask(str(tmp_path / "missing"))[0] == 2
    make_municipality(slug="annankommun")
    with pytest.raises(CommandError, match="--municipality"):
        call_command("ledger", "export", str(file))


def test_the_proof_of_one_entry_is_checked_too(ledger: Municipality, tmp_path: Path) -> None:
    found = queries.proof(Entry.objects.get(seq=3))
    assert found is not None
    told = {
        "entry": bytes(found.entry.canonical).decode(),
        "leaf": found.entry.leaf_hash,
        "position": found.position,
        "path": list(found.path),
        "checkpoint": found.checkpoint.note,
        "key": str(queries.verifier_of(ledger)),
    }
    file = tmp_path / "bevis-3.json"
    file.write_text(json.dumps(told))
    assert second.main([str(file)]) == 0
    for name, value in (
        ("entry", told["entry"].replace("godk", "gork")),  # type: ignore[attr-defined]
        ("position", 4),
        ("path", told["path"][1:]),  # type: ignore[index]
        ("leaf", "00" * 32),
        ("checkpoint", found.checkpoint.note.replace("\n9\n", "\n8\n")),
    ):
        file.write_text(json.dumps({**told, name: value}))
        assert second.main([str(file)]) == 1, name


def test_its_tree_is_the_same_as_ours_and_the_published_one() -> None:
    """RFC 9162, 2.1: roots, inclusion and consistency for every size up to 65; the shape
    of the RFC's own example with seven leaves."""
    leaves = [second.leaf_of(bytes([number])) for number in range(65)]
    tree = second.Tree()
    for size, leaf in enumerate(leaves, 1):
        tree.add(leaf)
        root = tree.root(size)
        assert root == merkle.root_of(leaves[:size])
        for index in range(size):
            path = tree.inclusion(index, size)
            assert path == merkle.inclusion_proof(leaves[:size], index)
            assert second.root_by_path(leaves[index], index, size, path) == root
        for old in range(1, size + 1):
            proof = tree.consistency(old, size)
            assert proof == merkle.consistency_proof(leaves[:size], old)
            assert second.roots_by_proof(tree.root(old), old, size, proof) == (tree.root(old), root)
    # RFC 9162, 2.1.5: PATH(0) is [b, h, l]; PROOF(3, D[7]) is [c, d, g, l].
    one, two, three, four, five, six, seven = leaves[:7]
    node = second.node_of
    g, h = node(one, two), node(three, four)
    bottom = node(node(five, six), seven)
    assert tree.inclusion(0, 7) == [two, h, bottom]
    assert tree.consistency(3, 7) == [three, four, g, bottom]
    assert tree.consistency(4, 7) == [bottom]


@pytest.mark.parametrize("size", [1, 2, 5, 8, 13])
def test_a_bent_proof_leads_nowhere(size: int) -> None:
    tree = second.Tree()
    for number in range(size):
        tree.add(second.leaf_of(bytes([number])))
    for index in range(size):
        path = tree.inclusion(index, size)
        for bad in ([*path, bytes(32)], path[:-1] if path else [b""]):
            with pytest.raises(ValueError, match="path"):
                second.root_by_path(second.leaf_of(bytes([index])), index, size, bad)
    for old in range(1, size):
        bad = [*tree.consistency(old, size), bytes(32)]
        with pytest.raises(ValueError, match="proof"):
            second.roots_by_proof(tree.root(old), old, size, bad)


def test_its_plain_signatures_are_the_standards() -> None:
    """RFC 8032, 7.1, test 2; and keys of `cryptography`, with every kind of damage refused."""
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert second.signed_plain(public, signature, b"\x72")
    assert not second.signed_plain(public, signature, b"\x73")
    private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public, signature = private.public_key().public_bytes_raw(), private.sign(b"text")
    for check in (second.signed_plain, second.signed_fast):
        assert check(public, signature, b"text")
        for at in range(0, 64, 7):
            bad = bytearray(signature)
            bad[at] ^= 1
            assert not check(public, bytes(bad), b"text")
    too_large = signature[:32] + (int.from_bytes(signature[32:], "little") + second.Q).to_bytes(
        32, "little"
    )
    assert not second.signed_plain(public, too_large, b"text")


# ---- the two verifiers side by side ----

Damage = Callable[[Municipality, int], object]


def rewrite(_: Municipality, seq: int) -> None:
    row = Entry.objects.get(seq=seq)
    Entry.objects.filter(pk=row.pk).update(canonical=bytes(row.canonical).replace(b"seq", b"sep"))


def bend_leaf(_: Municipality, seq: int) -> None:
    Entry.objects.filter(seq=seq).update(leaf_hash="0" * 64)


def drop(_: Municipality, seq: int) -> None:
    EntryContent.objects.filter(entry__seq=seq).delete()
    EntryRef.objects.filter(entry__seq=seq).delete()
    Entry.objects.filter(seq=seq).delete()


def drop_text(_: Municipality, seq: int) -> None:
    EntryContent.objects.filter(entry__seq=seq).delete()


def bend_text(_: Municipality, seq: int) -> None:
    EntryContent.objects.filter(entry__seq=seq).update(body=b"\xff{}")


def bend_salt(_: Municipality, seq: int) -> None:
    EntryContent.objects.filter(entry__seq=seq).update(salt=b"s" * 31)


def bend_note(_: Municipality, seq: int) -> None:
    for row in Checkpoint.objects.all()[:1]:
        Checkpoint.objects.filter(pk=row.pk).update(note=row.note.replace("time 2", "time 3"))


def nothing(_: Municipality, seq: int) -> None:
    """Left as it is."""


DAMAGES: list[Damage] = [
    nothing, rewrite, bend_leaf, drop, drop_text, bend_text, bend_salt, bend_note,
]  # fmt: skip
ROW = st.tuples(st.booleans(), st.booleans(), st.booleans(), st.text(max_size=12))


@given(
    rows=st.lists(ROW, min_size=1, max_size=9),
    damage=st.sampled_from(DAMAGES),
    at=st.integers(0, 8),
)
# A damaged disposal is named; the text that it disposed of is not to blame.
@example(rows=[(True, True, False, "text")], damage=rewrite, at=1)
@dose(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_both_verifiers_say_the_same(
    municipality: Municipality,
    now: datetime,
    rows: list[tuple[bool, bool, bool, str]],
    damage: Damage,
    at: int,
) -> None:
    """Generated logs, lawfully disposed or damaged: one verdict, the same entries named."""
    with transaction.atomic():
        for has_text, disposed, signed, drawn in rows:
            words = drawn.replace("\x00", "")
            entry = make_entry(
                municipality,
                now,
                about=[POST, Ref("inbox.thread", words or "-")][: 1 + signed],
                content={"text": words} if has_text else None,
            )
            if has_text and disposed:
                dispose_content(entry=entry, decision="KS 1", by=None, now=now)
            if signed:
                checkpoint(municipality=municipality, now=now)
        with connection.cursor() as cursor:
            append_only.allow(None, SimpleNamespace(connection=connection, execute=cursor.execute))
        damage(municipality, 1 + at % Entry.objects.count())
        ours = queries.verify(municipality)
        theirs = checked(exported(municipality))
        transaction.set_rollback(True)
    inside = [problem for problem in ours.problems if problem.kind != "head"]
    assert theirs["ok"] == (not inside), (ours.problems, theirs["problems"])
    assert {problem["seq"] for problem in theirs["problems"]} == {one.seq for one in inside}

"""F10: bits flipped, rows deleted and swapped, logs and files cut off, a log put back in time.

`python -m tests.drills.damage --flips 10000 --seed S` prints one line of JSON and leaves 1
when anything was not found, not named, not mended from its copy, or a false alarm. LOST counts
what nobody would have seen. The damage is done in the database with its triggers taken away,
in the evidence's files, and in an export read by the second verifier. A flip that the database
itself refuses to hold is not counted; another is made.
"""

import argparse
import io
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "torg.site.settings")
if __name__ == "__main__":
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="torg-damage-")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import DatabaseError, connection, transaction  # noqa: E402
from tests.built import put_into  # noqa: E402
from tests.factories.entries import POST, make_entry  # noqa: E402
from tests.factories.inbox import make_desk  # noqa: E402
from tests.factories.moderation import NOW, rendering, reported  # noqa: E402

from torg.kernel.blobs import BlobStore  # noqa: E402
from torg.kernel.merkle import CompactRange  # noqa: E402
from torg.kernel.refs import Ref  # noqa: E402
from torg.kernel.scope import every_municipality, scope  # noqa: E402
from torg.ledger.actions import checkpoint, dispose_content  # noqa: E402
from torg.ledger.models import Checkpoint, Entry, EntryContent, EntryRef, Head  # noqa: E402
from torg.ledger.queries import Report, export_lines, verify  # noqa: E402
from torg.moderation.actions import mend_evidence  # noqa: E402
from torg.moderation.queries import Fault, fixity  # noqa: E402
from torg.people.models import Municipality  # noqa: E402

second: Any = import_module("tools.verifier.torg_verify")
TRIGGERS = ("0002_append_only",)
COLUMNS = {
    "ledger_entry": (
        "canonical", "leaf_hash", "content_hash", "verb", "summary", "direction", "actor_id",
        "actor_name", "actor_role", "at", "seq", "municipality_id",
    ),
    "ledger_entrycontent": ("salt", "body", "municipality_id"),
    "ledger_entryref": ("kind", "target", "seq", "municipality_id"),
    "ledger_checkpoint": ("note", "root", "size", "peaks"),
    "ledger_head": ("size", "peaks"),
}  # fmt: skip
OF_AN_ENTRY = {"leaf", "columns", "refs", "content", "sequence"}


class Stage:
    """A municipality with a log, evidence and an export; what is done to it is undone."""

    def __init__(self, seed: int, entries: int = 60) -> None:
        self.chance = random.Random(seed)
        self.counts: Counter[str] = Counter()
        self.missed: list[str] = []
        self.disposals: dict[int, int] = {}
        with every_municipality():
            desk = make_desk("malmo")
            self.municipality: Municipality = desk.municipality
            with rendering():
                for number in range(3):
                    reported(desk, now=NOW + timedelta(minutes=number))
            self._fill(entries)
        self.notes = self._notes()
        self.export = b"".join(export_lines(self.municipality))
        self.rows = self._rows()
        _bare()

    def _fill(self, entries: int) -> None:
        made = []
        for number in range(entries):
            text = {"text": f'Prov ”{number}” "å" \\ {"x" * (number % 40)}'} if number % 3 else None
            about = [POST, Ref("inbox.thread", str(number))][: 1 + number % 2]
            at = NOW + timedelta(hours=number, microseconds=number % 2)
            entry = make_entry(self.municipality, at, about=about, content=text)
            made += [entry] if text else []
            if number % (entries // 3) == 7:
                checkpoint(municipality=self.municipality, now=at)
            if number == entries // 3:
                for entry in made[:3]:
                    told = dispose_content(entry=entry, decision="KS 1", by=None, now=at)
                    self.disposals[told.seq] = entry.seq
        checkpoint(municipality=self.municipality, now=NOW + timedelta(days=9))
        make_entry(self.municipality, NOW + timedelta(days=10), content={"text": "osignerad"})

    def _notes(self) -> list[str]:
        with scope(self.municipality.pk):
            rows = Checkpoint.objects.order_by("size")
            return list(rows.values_list("note", flat=True))

    def _rows(self) -> list[tuple[str, Any, Any]]:
        """(table, primary key, the seq or size that names it) of all that can be damaged."""
        with scope(self.municipality.pk):
            models: list[tuple[Any, str]] = [
                (Entry, "seq"), (EntryContent, "entry__seq"), (EntryRef, "entry__seq"),
                (Checkpoint, "size"), (Head, "size"),
            ]  # fmt: skip
            return [
                (model._meta.db_table, key, seq)
                for model, name in models
                for key, seq in model.objects.values_list("pk", name)
            ]

    def hold(self, what: str, named: bool, found: bool, alarms: int = 0) -> None:
        """Count one damage."""
        self.counts.update({"done": 1, "found": found, "named": named, "false": alarms})
        self.counts[what] += 1
        if not (found and named) or alarms:
            self.missed.append(what)

    def flip(self) -> None:
        """One bit, somewhere."""
        where = self.chance.random()
        if where < 0.1:
            self.flip_blob()
        elif where < 0.3:
            self.flip_export()
        else:
            self.flip_row()

    def flip_row(self) -> None:
        """A bit of one value in the database."""
        while True:
            table = self.chance.choice(list(COLUMNS))
            _, key, seq = self.chance.choice([row for row in self.rows if row[0] == table])
            column = self.chance.choice(COLUMNS[table])
            with undone():
                if not bend(self.chance, table, column, key):
                    continue
                report = verify(self.municipality)
            self.hold(table, *_judged(report, table, seq, self.disposals.get(seq)))
            return

    def flip_blob(self) -> None:
        """A bit of one file of the evidence."""
        blobs = BlobStore(settings.BLOBS)
        digest = self.chance.choice(list(blobs.digests()))
        path = blobs.path(digest)
        whole = path.read_bytes()
        path.write_bytes(bent(self.chance, whole))
        faults = list(fixity(self.municipality))
        self.mend(faults, whole)
        others = sum(fault.digest != digest for fault in faults)
        self.hold("file", any(fault.digest == digest for fault in faults), bool(faults), others)

    def mend(self, faults: list[Fault], copy: bytes) -> None:
        """Put the copy back where a file was found damaged; read again, all must be whole."""
        with undone(), scope(self.municipality.pk):
            for fault in faults[:1]:
                mend_evidence(
                    evidence=fault.evidence, part=fault.part, digest=fault.digest, copy=copy,
                    by=None, now=NOW,
                )  # fmt: skip
        self.counts["mended"] += not list(fixity(self.municipality))

    def truncate(self) -> None:
        """The export, a file of the evidence or the log's own end cut off somewhere."""
        what = self.chance.choice(["export", "file", "log"])
        if what == "export":
            cut = self.export[: self.chance.randrange(1, len(self.export))]
            report = second.Reader().read(io.BytesIO(cut)).report()
            self.hold("export cut", {"end"} <= _kinds(report), not report["ok"])
        elif what == "file":
            self.cut_file()
        else:
            with undone(), scope(self.municipality.pk):
                first = self.chance.randrange(2, Entry.objects.count() + 1)
                EntryRef.objects.filter(entry__seq__gte=first).delete()
                EntryContent.objects.filter(entry__seq__gte=first).delete()
                Entry.objects.filter(seq__gte=first).delete()
                own = verify(self.municipality)
            told = {problem.seq for problem in own.problems if problem.kind == "sequence"}
            self.hold("log cut", first in told, not own.ok)

    def cut_file(self) -> None:
        """A file of the evidence that ends too early."""
        blobs = BlobStore(settings.BLOBS)
        digest = self.chance.choice(list(blobs.digests()))
        whole = blobs.get(digest)
        blobs.path(digest).write_bytes(whole[: self.chance.randrange(len(whole))])
        faults = list(fixity(self.municipality))
        self.mend(faults, whole)
        named = {fault.digest for fault in faults}
        self.hold("file cut", digest in named, bool(faults), len(named - {digest}))

    def flip_export(self) -> None:
        """A bit of the exported file, read by the second verifier."""
        at = self.chance.randrange(len(self.export))
        damaged = bytearray(self.export)
        damaged[at] ^= 1 << self.chance.randrange(8)
        line = self.export.count(b"\n", 0, at) + 1
        report = second.Reader().read(io.BytesIO(bytes(damaged))).report()
        named = any(problem["line"] == line for problem in report["problems"])
        self.hold("export", named, not report["ok"])

    def delete(self) -> None:
        """A row of the log, or only its text or a reference."""
        what = self.chance.choice(["entry", "text", "reference"])
        model: Any = {"entry": Entry, "text": EntryContent, "reference": EntryRef}[what]
        with undone(), scope(self.municipality.pk):
            row = self.chance.choice(list(model.objects.all()))
            entry = row if what == "entry" else row.entry
            seq = entry.seq
            if what == "entry":
                EntryContent.objects.filter(entry=row).delete()
                EntryRef.objects.filter(entry=row).delete()
            model.objects.filter(pk=row.pk).delete()
            report = verify(self.municipality)
        told = _judged(report, "ledger_entry", seq, self.disposals.get(seq))
        self.hold(f"{what} deleted", *told)

    def swap(self) -> None:
        """Two entries' places, or two texts with their salts."""
        with undone(), scope(self.municipality.pk):
            if self.chance.random() < 0.5:
                one, other = self.chance.sample(list(Entry.objects.all()), 2)
                for row, seq in ((one, 2**40), (other, one.seq), (one, other.seq)):
                    Entry.objects.filter(pk=row.pk).update(seq=seq)
                seqs = {one.seq, other.seq}
            else:
                texts = list(EntryContent.objects.select_related("entry"))
                a, b = self.chance.sample(texts, 2)
                EntryContent.objects.filter(pk=a.pk).update(salt=b.salt, body=b.body)
                EntryContent.objects.filter(pk=b.pk).update(salt=a.salt, body=a.body)
                seqs = {a.entry.seq, b.entry.seq}
            report = verify(self.municipality)
        told = {problem.seq for problem in report.problems if problem.kind in OF_AN_ENTRY}
        texts_too = {self.disposals[seq] for seq in seqs if seq in self.disposals}
        self.hold("swapped", seqs <= told, not report.ok, len(told - seqs - texts_too))

    def cut(self) -> None:
        """The log cut off with everything inside fitting: only a note outside can tell."""
        with undone(), scope(self.municipality.pk):
            # Not to before a disposal: the texts that came back with the old day are not here.
            signed = max(Checkpoint.objects.values_list("size", flat=True))
            put_back(self.chance.randrange(max(self.disposals), signed))
            inside = verify(self.municipality)
            report = verify(self.municipality, notes=self.notes)
            lines = b"".join(export_lines(self.municipality))
        last = max(second.claim_of(note, second.Key(_key(lines)))[0] for note in self.notes)
        told = {problem.seq for problem in report.problems}
        other = second.Reader(notes=self.notes).read(io.BytesIO(lines)).report()
        named = last in told and last in {problem["seq"] for problem in other["problems"]}
        self.hold("put back", named, not report.ok and not other["ok"], not inside.ok)

    def untouched(self) -> None:
        """Nothing has been done: any problem is a false alarm."""
        for report in (verify(self.municipality), verify(self.municipality, notes=self.notes)):
            self.counts["false"] += len(report.problems)
        self.counts["false"] += len(list(fixity(self.municipality)))
        other = second.Reader(notes=self.notes).read(io.BytesIO(self.export)).report()
        self.counts["false"] += len(other["problems"])
        self.counts["untouched"] += 1


def _kinds(report: dict[str, Any]) -> set[str]:
    return {problem["kind"] for problem in report["problems"]}


def _key(lines: bytes) -> str:
    return str(json.loads(lines.split(b"\n", 1)[0])["key"])


def _judged(
    report: Report, table: str, seq: int, text: int | None = None
) -> tuple[bool, bool, int]:
    """Whether the item was named, whether anything was found, how many others were blamed.

    text: the entry whose text the damaged one had disposed of; it rightly lacks a decision now.
    """
    told = {(str(problem.kind), problem.seq) for problem in report.problems}
    entries = {(kind, number) for kind, number in told if kind in OF_AN_ENTRY}
    if table == "ledger_head":
        return any(kind == "head" for kind, _ in told), bool(told), len(entries)
    if table == "ledger_checkpoint":
        named = {("checkpoint", seq), ("signature", seq)} & told
        return bool(named), bool(told), len(entries)
    blamed = {number for _, number in entries}
    return seq in blamed, bool(told), len(blamed - {seq, text})


def put_back(size: int) -> None:
    """The log as it was when it had `size` entries, head and checkpoints and all."""
    EntryRef.objects.filter(entry__seq__gt=size).delete()
    EntryContent.objects.filter(entry__seq__gt=size).delete()
    Entry.objects.filter(seq__gt=size).delete()
    Checkpoint.objects.filter(size__gt=size).delete()
    tree = CompactRange()
    leaves = Entry.objects.order_by("seq").values_list("leaf_hash", flat=True)
    tree.extend([bytes.fromhex(leaf) for leaf in leaves])
    Head.objects.update(size=size, peaks=[peak.hex() for peak in tree.peaks])


def bent(chance: random.Random, whole: bytes) -> bytes:
    """The bytes with one bit the other way."""
    damaged = bytearray(whole)
    at = chance.randrange(len(damaged) * 8)
    damaged[at // 8] ^= 1 << at % 8
    return bytes(damaged)


def bend(chance: random.Random, table: str, column: str, key: Any) -> bool:
    """Flip one bit of the value; False when there is none or the database refuses it."""
    sqlite = connection.vendor == "sqlite"
    key = key.hex if sqlite else key
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [key])
            value = cursor.fetchone()[0]
            new, as_text = _flipped(chance, value)
            if new is None:
                return False
            given = "CAST(%s AS TEXT)" if as_text and sqlite else "%s"
            if column == "peaks" and not sqlite:
                given = "%s::jsonb"
            cursor.execute(f"UPDATE {table} SET {column} = {given} WHERE id = %s", [new, key])
            cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [key])
            return sqlite or bool(cursor.fetchone()[0] != value)
    except (DatabaseError, UnicodeDecodeError, ValueError, OverflowError):
        return False


def _flipped(chance: random.Random, value: Any) -> tuple[Any, bool]:
    if isinstance(value, int):
        return value ^ 1 << chance.randrange(40), False
    if isinstance(value, bytes | memoryview):
        return (bent(chance, bytes(value)) if bytes(value) else None), False
    if hasattr(value, "isoformat"):
        return value + timedelta(microseconds=1 << chance.randrange(40)), False
    text = (
        value
        if isinstance(value, str)
        else value.hex
        if hasattr(value, "hex")
        else json.dumps(value)
    )
    if not text:
        return None, True
    damaged = bent(chance, text.encode())
    if b"\x00" in damaged:
        return None, True
    return (damaged if connection.vendor == "sqlite" else damaged.decode()), True


@contextmanager
def undone() -> Iterator[None]:
    """What the block does to the database is as if never done."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _bare() -> None:
    """By somebody who has first taken the database's triggers away."""
    with connection.cursor() as cursor:
        editor = SimpleNamespace(connection=connection, execute=cursor.execute)
        for name in TRIGGERS:
            import_module(f"torg.ledger.migrations.{name}").allow(None, editor)


def drill(flips: int, others: int, seed: int) -> dict[str, Any]:
    """Do it all and say how it went."""
    began = time.monotonic()
    stage = Stage(seed)
    deeds: list[tuple[Callable[[], None], int]] = [
        (stage.flip, flips), (stage.delete, others), (stage.swap, others),
        (stage.truncate, others), (stage.cut, others),
    ]  # fmt: skip
    stage.untouched()
    for deed, number in deeds:
        for turn in range(number):
            deed()
            if turn % 50 == 0:
                stage.untouched()
    counts = stage.counts
    done, found, named = (counts.pop(name) for name in ("done", "found", "named"))
    files = counts["file"] + counts["file cut"]
    return {
        "n": done, "faults": done, "lost": done - min(found, named), "seed": seed,
        "seconds": round(time.monotonic() - began, 1),
        "notes": {
            "found": found, "named": named, "false_alarms": counts.pop("false"),
            "mended": f"{counts.pop('mended')}/{files}", "spread": dict(counts),
            "missed": stage.missed[:20],
        },
    }  # fmt: skip


def main() -> int:
    """0 when all was found and named and nothing else was."""
    ask = argparse.ArgumentParser(prog="python -m tests.drills.damage")
    ask.add_argument("--flips", type=int, default=300)
    ask.add_argument(
        "--others",
        type=int,
        default=0,
        help="deletions, swaps, truncations and roll-backs each (a 20th of the flips, at most 100)",
    )
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args()
    others = given.others or min(max(given.flips // 20, 4), 100)
    try:
        if connection.vendor == "sqlite":
            put_into(settings.DATA_DIR)
        call_command("migrate", verbosity=0)
        told = drill(given.flips, others, given.seed)
    finally:
        shutil.rmtree(settings.DATA_DIR)
    print(json.dumps(told, ensure_ascii=False))
    files = told["notes"]["mended"].split("/")
    return int(told["lost"] > 0 or told["notes"]["false_alarms"] > 0 or files[0] != files[1])


if __name__ == "__main__":
    sys.exit(main())

"""B10: the ledger's proofs, whole and since the last checkpoint, against bare SHA-256.

Subject: the desk's own `verify` over a log in a database, every entry with a text.
Limit: SHA-256 over the ready bytes of each leaf, each inner node and each text, which is all
the hashing that the proof itself asks for, and nothing else. Three faults are planted in the
log afterwards, and each must be named by its number.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from importlib import import_module
from statistics import median
from types import SimpleNamespace
from typing import Any

import django
from tests.postgres import throw_away

from benchmarks.cells import migrated
from benchmarks.plan import Line, Plan

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "torg.site.settings")

LEAST = 0.12  # of the limit's speed, in one process
LEAST_BY_TWO = 1.5
NODE = b"\x01" + bytes(64)
FRESH = 1_000
GROWTH = 1.5
BATCH = 2_000
START = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = ("badet", "öppnar", "på", "lördag", "klockan", "tio", "och", "alla", "är", "välkomna")


@dataclass(frozen=True, slots=True)
class Measured:
    """One size. Seconds of processor time except wall; since, since_limit: FRESH entries."""

    rows: int
    ratio: float
    subject: float
    limit: float
    by_two: float
    wall: float
    wall_by_two: float
    since: float
    since_limit: float
    named: list[str]


def run(plan: Plan) -> list[Line]:
    """Every size in a process and a database of its own."""
    found = [_cell(plan.db, rows, plan.rounds) for rows in plan.rows]
    first = found[0].since / found[0].since_limit
    return [_line(each, first) for each in found]


def _line(found: Measured, first: float) -> Line:
    # On SQLite all the work is ours; on PostgreSQL the server's part shows by the clock only.
    faster = max(found.subject / found.by_two, found.wall / found.wall_by_two)
    growth = found.since / found.since_limit / first
    faults = []
    if faster < LEAST_BY_TWO and found.rows >= 100_000:
        faults.append(f"two processes only {faster:.2f} times as fast")
    if growth > GROWTH:
        faults.append(f"since-checkpoint cost grew {growth:.2f} times")
    if len(found.named) != 3:
        faults.append(f"named only {', '.join(found.named) or 'nothing'}")
    told = (
        f"{1 / found.ratio:.3f} of the limit's speed; subject {found.rows / found.subject:,.0f}/s, "
        f"limit {found.rows / found.limit:,.0f}/s; two processes "
        f"{found.subject / found.by_two:.2f}x by processor, "
        f"{found.wall / found.wall_by_two:.2f}x by clock; {FRESH} since a checkpoint "
        f"{found.since * 1e3:.1f} ms (growth {growth:.2f}); named {len(found.named)}/3"
    )
    return Line(found.rows, found.ratio, round(1 / LEAST, 2), told, tuple(faults))


def _cell(db: str, rows: int, rounds: int) -> Measured:
    with tempfile.TemporaryDirectory(prefix="torg-verify-") as folder, _database(db) as url:
        told = subprocess.run(
            [sys.executable, "-m", "benchmarks.verify", f"--rows={rows}", f"--rounds={rounds}"],
            env={**os.environ, "DATA_DIR": folder, "TORG_DATABASE_URL": url},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return Measured(**json.loads(told.stdout.splitlines()[-1]))


@contextmanager
def _database(db: str) -> Iterator[str]:
    if db == "sqlite":
        yield ""
        return
    with throw_away() as url:
        yield url


def measure(rows: int, rounds: int) -> Measured:
    """Fill a log, sign it, measure, plant faults. Asks for an empty database of its own."""
    queries = import_module("torg.ledger.queries")  # Django is set up by now
    verify, verify_since = queries.verify, queries.verify_since
    municipality = fill(rows)
    ready = _ready(municipality)
    subjects, limits, each, twos, walls, walls_by_two = [], [], [], [], [], []
    for _ in range(rounds):
        before, _wall = _timed(lambda: _hashed(ready))
        one, wall = _timed(lambda: _must(verify(municipality)))
        after, _wall = _timed(lambda: _hashed(ready))
        two, wall_by_two = _timed(lambda: _must(verify(municipality, processes=2)), share=2)
        around = (before + after) / 2
        subjects.append(one)
        limits.append(around)
        each.append(one / around)
        twos.append(two)
        walls.append(wall)
        walls_by_two.append(wall_by_two)
    fresh = ready[-FRESH:]
    sinces = [_timed(lambda: _must(verify_since(municipality)))[0] for _ in range(9)]
    since_limits = [_timed(lambda: _hashed(fresh))[0] for _ in range(9)]
    return Measured(
        rows, median(each), median(subjects), median(limits), median(twos), median(walls),
        median(walls_by_two), min(sinces), min(since_limits), _planted(municipality, rows),
    )  # fmt: skip


def fill(rows: int) -> Any:
    """A municipality with a log of `rows` entries, signed at twenty places; FRESH are unsigned."""
    actions = import_module("torg.ledger.actions")
    ref = import_module("torg.kernel.refs").Ref
    make = import_module("tests.factories.people").make_municipality
    atomic = import_module("django.db").transaction.atomic
    chance = random.Random(rows)
    municipality = make(slug="provkommun", name="Provkommun")
    end, signed = rows - FRESH, max((rows - FRESH) // 20, 1)
    done = due = 0
    while done < rows:
        stop = min(done + BATCH, rows if done >= end else end)
        drafts = [_draft(actions.Draft, ref, number, chance) for number in range(done, stop)]
        with atomic():
            now = START + timedelta(seconds=done)
            actions.record_many(municipality=municipality, drafts=drafts, by=None, now=now)
        done = stop
        if done >= due and done <= end:
            actions.checkpoint(municipality=municipality, now=now)
            due = end if done + signed > end else done + signed
    return municipality


def _draft(draft: Callable[..., Any], ref: Callable[..., Any], number: int, chance: Any) -> Any:
    text = " ".join(chance.choices(WORDS, k=30))
    about = [ref("inbox.message", f"m-{number}"), ref("inbox.thread", f"t-{number // 9}")]
    return draft(
        verb="inbox.message_received",
        summary="En kommentar kom in.",
        about=about[: 1 + number % 2],
        facts={"network": "practice", "version": "1", "kind": "comment"},
        content={"text": text, "author": f"prov-{number % 997}"},
    )


def _ready(municipality: Any) -> list[tuple[bytes, bytes]]:
    rows_between = import_module("torg.ledger.queries.verification.rows").rows_between
    rows = rows_between(municipality.pk, 1, 2**31)
    return [(b"\x00" + row[1], row[7] + row[8]) for row in rows]


def _hashed(ready: list[tuple[bytes, bytes]]) -> None:
    for data, salted in ready:
        sha256(data).digest()
        sha256(salted).digest()
        sha256(NODE).digest()


def _must(report: Any) -> None:
    if not report.ok:
        raise AssertionError(report.problems[:3])


def _timed(work: Callable[[], object], share: int = 1) -> tuple[float, float]:
    """Processor and clock seconds; what children used is divided by how many they were."""
    began, wall, children = time.process_time(), time.perf_counter(), _children()
    work()
    own = time.process_time() - began
    return own + (_children() - children) / share, time.perf_counter() - wall


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _planted(municipality: Any, rows: int) -> list[str]:
    """The faults that verification finds and names."""
    queries = import_module("torg.ledger.queries")
    database = import_module("django.db")
    for name in ("0002_append_only",):
        with database.connection.cursor() as cursor:
            editor = SimpleNamespace(connection=database.connection, execute=cursor.execute)
            import_module(f"torg.ledger.migrations.{name}").allow(None, editor)
    middle = rows // 2
    found = []
    planted: list[tuple[str, Callable[[int], None], set[int]]] = [
        ("one byte", _flip, {middle}),
        ("a row dropped", _drop, {middle}),
        ("two swapped", _swap, {middle, middle + 1}),
    ]
    for name, plant, wanted in planted:
        with database.transaction.atomic():
            plant(middle)
            report = queries.verify(municipality)
            if wanted <= {problem.seq for problem in report.problems}:
                found.append(name)
            database.transaction.set_rollback(True)
    return found


def _scoped() -> Any:
    return import_module("torg.kernel.scope").every_municipality()


def _flip(seq: int) -> None:
    models = import_module("torg.ledger.models")
    with _scoped():
        row = models.Entry.objects.get(seq=seq)
        bent = bytearray(bytes(row.canonical))
        bent[len(bent) // 2] ^= 1
        models.Entry.objects.filter(pk=row.pk).update(canonical=bytes(bent))


def _drop(seq: int) -> None:
    models = import_module("torg.ledger.models")
    with _scoped():
        models.EntryRef.objects.filter(entry__seq=seq).delete()
        models.EntryContent.objects.filter(entry__seq=seq).delete()
        models.Entry.objects.filter(seq=seq).delete()


def _swap(seq: int) -> None:
    models = import_module("torg.ledger.models")
    with _scoped():
        for old, new in ((seq, 2**40), (seq + 1, seq), (2**40, seq + 1)):
            models.Entry.objects.filter(seq=old).update(seq=new)


def main() -> None:
    """One size, in this process: a line of JSON."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--rows", type=int, required=True)
    ask.add_argument("--rounds", type=int, required=True)
    given = ask.parse_args()
    django.setup()
    migrated()
    with _scoped():
        print(json.dumps(asdict(measure(given.rows, given.rounds))))


if __name__ == "__main__":
    main()

"""One size of `ingest` in a process and a database of its own: prints one JSON line.

Subject: a polled page (or one webhook's event) stored and taken in by the desk's own actions.
Limit: the rows that this leaves, ready made, by executemany into the same tables.
"""

import argparse
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from itertools import count
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "torg.site.settings")
django.setup()

from django.db import connection  # noqa: E402
from tests.factories.inbox import Desk, make_desk  # noqa: E402

from benchmarks.cells import migrated  # noqa: E402
from benchmarks.ingest_rows import Ready, ready_rows  # noqa: E402
from benchmarks.ingest_words import pages  # noqa: E402
from benchmarks.rounds import Ratio, ratio  # noqa: E402
from torg.inbox import actions, jobs  # noqa: E402
from torg.inbox.models import Message, SyncState  # noqa: E402
from torg.kernel.scope import every_municipality  # noqa: E402
from torg.ledger.models import Entry  # noqa: E402
from torg.ports.network import Batch, Event  # noqa: E402
from torg.site.wiring import settle  # noqa: E402

CHUNK = 2_000
SINGLES = 500
PAGE = 100
_seeds = count(1)


class Bench:
    """One desk, filled to a size; subject and limit take turns on it."""

    def __init__(self, seed: int, *, single: bool) -> None:
        self.single = single
        self.chunk, self.page = (SINGLES, 1) if single else (CHUNK, PAGE)
        self.seed = seed * 1_000_000
        self.walls: list[float] = []
        migrated()
        self.desk: Desk = make_desk("malmo")
        self.state = SyncState.objects.create(
            municipality=self.desk.municipality, channel=self.desk.channel
        )
        self.take(self.made())
        self.ready: Ready = ready_rows(self.page)
        self.walls.clear()

    def made(self) -> list[list[Event]]:
        """Fresh pages."""
        repeated = 0.0 if self.single else 0.05
        return pages(self.chunk, self.seed + next(_seeds), self.page, repeated)

    def fill(self, rows: int) -> None:
        """Ready rows until so many messages stand there."""
        there = Message.objects.count()
        while there < rows:
            there += self.ready.load(self.ready.prepared())

    def take(self, told: Sequence[Sequence[Event]]) -> None:
        """The subject, as the worker goes: what a poll brings, then what that left to the spool."""
        began = time.perf_counter()
        for page in told:
            batch = Batch(tuple(page), str(next(_seeds)))
            assert actions.take_page(state=self.state, batch=batch, now=page[-1].made_available_at)
        while jobs.process_spool():
            pass
        self.walls.append(time.perf_counter() - began)

    def measure(self, rounds: int) -> Ratio:
        """Inputs of both sides are made before anything is timed."""
        told = [self.made() for _ in range(rounds)]
        laid = [self.ready.prepared() for _ in range(rounds * 2)]
        return ratio(
            lambda: self.take(told.pop()), lambda: self.ready.load(laid.pop()), rounds, clock()
        )


def clock() -> Callable[[], float]:
    """Processor seconds of this process and, on PostgreSQL, of the server's process for it."""
    if connection.vendor != "postgresql":
        return time.process_time
    connection.ensure_connection()
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    ticks = os.sysconf("SC_CLK_TCK")

    def both() -> float:
        fields = stat.read_text(encoding="ascii").rpartition(")")[2].split()
        return time.process_time() + (int(fields[11]) + int(fields[12])) / ticks

    return both


def main() -> None:
    """Run one size."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--rows", type=int, required=True)
    ask.add_argument("--rounds", type=int, required=True)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--single", action="store_true")
    ask.add_argument("--synchronous", default="FULL", choices=["FULL", "NORMAL"])
    given = ask.parse_args()
    with every_municipality():
        bench = Bench(given.seed, single=given.single)
        bench.fill(given.rows)
        settle()
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA synchronous={given.synchronous}")
        before = Message.objects.count(), Entry.objects.count()
        found = bench.measure(given.rounds)
        stored = Message.objects.count() - before[0]
        assert stored == Entry.objects.count() - before[1], "every message stands in the ledger"
    wall = sorted(bench.walls)[len(bench.walls) // 2]
    told = {
        **asdict(found), "rows": given.rows, "median": found.median, "wall": wall,
        "chunk": bench.chunk, "stored": stored,
        "limit_messages": bench.ready.messages,
    }  # fmt: skip
    print(json.dumps(told))


if __name__ == "__main__":
    main()

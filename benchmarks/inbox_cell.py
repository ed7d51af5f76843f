"""One size of `inbox` in a process and a database of its own: prints one JSON line.

Subject: GET of a page of the inbox through all of Django. Limit: the page's 50 rows by one
cursor and written by f-strings, nothing else.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from html import escape
from importlib import import_module
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "torg.site.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402
from tests.factories.delivery import make_channel  # noqa: E402
from tests.factories.inbox import Desk, make_desk  # noqa: E402
from tests.factories.network import make_event  # noqa: E402

from benchmarks.cells import migrated  # noqa: E402
from benchmarks.inbox import LEAST_OPEN, OPEN_SHARE  # noqa: E402
from benchmarks.ingest_words import text  # noqa: E402
from benchmarks.rounds import ratio  # noqa: E402
from torg.channels.models import Channel  # noqa: E402
from torg.delivery.models import Worker  # noqa: E402
from torg.inbox import actions, jobs  # noqa: E402
from torg.inbox.models import Message, Person, SyncState, Thread  # noqa: E402
from torg.inbox.queries.queues import PAGE  # noqa: E402
from torg.kernel.scope import every_municipality  # noqa: E402
from torg.ports.network import Batch  # noqa: E402
from torg.site.wiring import settle  # noqa: E402

BLOCK = 5_000
CHANNELS = 20
TURN = 12
TIMED = 100
DEEP = (1, 10, 1000)
LIMIT_SQL = """
SELECT t.id, t.state, t.kind, t.due_at, t.latest_at, p.name, m.text, m.kind, c.name, c.network
FROM inbox_thread t
JOIN inbox_person p ON p.id = t.person_id
LEFT JOIN inbox_message m ON m.id = t.latest_id
JOIN channels_channel c ON c.id = t.channel_id
WHERE t.municipality_id = %s AND t.state = 'new' ORDER BY t.order_at, t.id LIMIT 50"""


class Bench:
    """One municipality's inbox of a size, and a communicator who looks at it."""

    def __init__(self, rows: int, seed: int) -> None:
        self.chance = random.Random(seed)
        self.now = timezone.now()
        migrated()
        self.desk: Desk = make_desk("goteborg")
        Worker.objects.create(host="b2", pid=1, started_at=self.now, beat_at=self.now)
        made = [make_channel(department=self.desk.department) for _ in range(CHANNELS)]
        self.channels: list[Channel] = [self.desk.channel, *made]
        self.fill(rows)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        self.client = Client()
        self.client.force_login(self.desk.writer)

    def fill(self, rows: int) -> None:
        """Threads with one message each: most are done, the newest are open."""
        open_rows = max(rows // OPEN_SHARE, LEAST_OPEN)
        for start in range(0, rows, BLOCK):
            self._block(range(start, min(start + BLOCK, rows)), rows - open_rows)

    def _block(self, numbers: Sequence[int], done_below: int) -> None:
        own = {"municipality": self.desk.municipality}
        people = Person.objects.bulk_create(
            Person(
                **own,
                channel=self.channels[n % len(self.channels)],
                author_id=f"b{n}",
                name=f"Invånare {n}",
                first_seen_at=self.now,
            )
            for n in numbers
        )
        threads, messages = [], []
        for n, person in zip(numbers, people, strict=True):
            at = self.now - timedelta(minutes=max(1, 10 * (done_below + 2000 - n)))
            channel = self.channels[n % len(self.channels)]
            due = at + timedelta(hours=24)
            done = n < done_below
            thread = Thread(
                **own,
                channel=channel,
                kind="comment",
                route="communicators",
                root_id=f"r{n}",
                person=person,
                latest_at=at,
                started_at=at,
                state="done" if done else "new",
                outcome="answered" if done else "",
                department=channel.department,
                due_at=None if done else due,
                order_at=at if done else due,
            )
            threads.append(thread)
            messages.append(
                Message(
                    **own,
                    channel=channel,
                    thread=thread,
                    direction="in",
                    network_id=f"m{n}",
                    version="1",
                    person=person,
                    text=text(self.chance),
                    made_available_at=at,
                    captured_at=at,
                    kind="question" if n % 3 else "praise",
                    due_at=due,
                    answered_at=at if done else None,
                )
            )
        Thread.objects.bulk_create(threads)
        Message.objects.bulk_create(messages)
        for thread, message in zip(threads, messages, strict=True):
            thread.latest = message
        Thread.objects.bulk_update(threads, ["latest"], batch_size=200)

    def addresses(self) -> dict[str, str]:
        """Six sets of filters and three depths of what is done."""
        channel = self.channels[3].pk
        found = {
            "new": "?ko=nya",
            "channel": f"?ko=nya&kanal={channel}",
            "kind": "?ko=nya&typ=comment",
            "sort": "?ko=nya&sort=question",
            "late": "?ko=nya&sena=1",
            "done": "?ko=klara",
        }
        for deep in DEEP[1:]:
            found[f"page {deep}"] = f"?ko=klara&efter={self.mark(deep)}"
        return {name: f"/inkorg/{query}" for name, query in found.items()}

    def mark(self, deep: int) -> str:
        """The mark before that page of what is done; before the last when there are fewer."""
        all_done = Thread.objects.filter(state="done").order_by("-order_at", "-id")
        skip = min((deep - 1) * PAGE, all_done.count() - PAGE) - 1
        one = all_done[skip]
        plain = f"{one.order_at.isoformat()} {one.pk}"
        return urlsafe_b64encode(plain.encode()).decode().rstrip("=")

    def get(self, address: str) -> None:
        """One page."""
        answer = self.client.get(address)
        assert answer.status_code == 200, (answer.status_code, answer.headers)

    def limit(self) -> str:
        """The bare page."""
        with connection.cursor() as cursor:
            cursor.execute(LIMIT_SQL, [self.key()])
            rows = cursor.fetchall()
        assert len(rows) == PAGE
        return "".join(
            f'<li class="{r[1]}"><a href="/inkorg/{r[0]}/">{escape(r[5])}</a><p>{escape(r[6])}</p>'
            f"<span>{r[2]} {r[7]} {r[4]} {r[3]} {escape(r[8])} {r[9]}</span></li>"
            for r in rows
        )

    def turn(self, address: str) -> None:
        """The subject of a round: one page again and again."""
        for _ in range(TURN):
            self.get(address)

    def limits(self) -> None:
        """The limit of a round."""
        for _ in range(TURN):
            self.limit()

    def key(self) -> str | UUID:
        """The municipality as the database knows it."""
        pk: UUID = self.desk.municipality.pk
        return pk.hex if connection.vendor == "sqlite" else pk

    def times(self, address: str, count: int) -> list[float]:
        """Wall seconds of each of so many pages, in order of size."""
        found = []
        for _ in range(count):
            began = time.perf_counter()
            self.get(address)
            found.append(time.perf_counter() - began)
        return sorted(found)

    def queries(self, address: str) -> int:
        """How often a page asks the database."""
        self.get(address)
        with CaptureQueriesContext(connection) as asked:
            self.get(address)
        return len(asked)

    def measure(self, rounds: int) -> dict[str, object]:
        """Every address: ratio, queries, wall times."""
        found: dict[str, object] = {}
        for name, address in self.addresses().items():
            # The desk's worker works: nobody would see its alarm on an ordinary day.
            Worker.objects.update(beat_at=timezone.now() + timedelta(hours=1))
            self.get(address)
            one = ratio(
                partial(self.turn, address),
                self.limits,
                rounds,
            )
            walls = self.times(address, TIMED)
            found[name] = {
                "ratio": one.median,
                "subject_ms": one.subject / TURN * 1000,
                "limit_ms": one.limit / TURN * 1000,
                "queries": self.queries(address),
                "p50_ms": statistics.median(walls) * 1000,
                "p99_ms": walls[int(len(walls) * 0.99)] * 1000,
            }
        return found


@contextmanager
def ingesting() -> Iterator[None]:
    """Another process takes comments in meanwhile, up to a thousand a second."""
    child = subprocess.Popen([sys.executable, "-m", "benchmarks.inbox_cell", "--ingest"])
    there = Message.objects.count()
    try:
        while child.poll() is None and Message.objects.count() == there:
            time.sleep(0.1)
        yield
    finally:
        child.terminate()
        child.wait()


def take_in() -> None:
    """The other process: pages of a hundred through the desk's own actions, until it is ended."""
    channel = Channel.objects.select_related("municipality", "department").earliest("created_at")
    state, _made = SyncState.objects.get_or_create(
        channel=channel, defaults={"municipality_id": channel.municipality_id}
    )
    began, taken = time.monotonic(), 0
    for number in range(10_000):
        told = [make_event(f"{number}-{n}", root=f"{number}-{n}") for n in range(100)]
        batch = Batch(tuple(told), str(number))
        actions.take_page(state=state, batch=batch, now=told[-1].made_available_at)
        jobs.process_spool()
        taken += 100
        time.sleep(max(0.0, began + taken / 1000 - time.monotonic()))


def main() -> None:
    """Run one size."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--rows", type=int, default=10_000)
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--ingest", action="store_true")
    given = ask.parse_args()
    with every_municipality():
        if given.ingest:
            take_in()
            return
        bench = Bench(given.rows, given.seed)
        import_module("torg.site.urls")  # as the web does before it settles
        settle()
        found = bench.measure(given.rounds)
        address = bench.addresses()["new"]
        idle = bench.times(address, TIMED)
        with ingesting():
            there, began = Message.objects.count(), time.monotonic()
            busy = bench.times(address, TIMED)
            taken = (Message.objects.count() - there) / (time.monotonic() - began)
    last = int(TIMED * 0.99)
    ms = {"idle_ms": idle[last] * 1000, "busy_ms": busy[last] * 1000, "taken": taken}
    print(json.dumps({"pages": found, **ms}))


if __name__ == "__main__":
    main()

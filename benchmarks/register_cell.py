"""One size of `register` in a process and a database of its own: prints one JSON line.

Subject: GET of a public page through all of Django. Limit: the page's rows by one cursor and
written by f-strings, nothing else.
"""

import argparse
import json
import os
import random
import statistics
import time
from datetime import UTC, date, datetime
from functools import partial
from html import escape

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "torg.site.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.cells import migrated  # noqa: E402
from benchmarks.rounds import ratio  # noqa: E402
from torg.channels.jobs import mark_changed  # noqa: E402
from torg.channels.models import Channel, ChannelMark  # noqa: E402
from torg.kernel.scope import every_municipality  # noqa: E402
from torg.people.models import Department, Municipality  # noqa: E402

TOWNS = 290
UNITS = 8
TURN = 5
TIMED = 100
NOW = datetime(2026, 3, 4, tzinfo=UTC)
NETWORKS = ("facebook", "instagram", "x", "youtube", "linkedin")
# As municipalities call their accounts.
CALLED = (
    "{}kommun", "{}stad", "bibliotek{}", "{}bibliotek", "kulturskolan{}", "visit{}", "besok{}",
    "{}naringsliv", "raddningstjansten{}", "{}gymnasium", "ung{}", "{}kulturhus", "{}simhall",
)  # fmt: skip
FIRST = ("vall", "sund", "berg", "lind", "ek", "norr", "soder", "öst", "hag", "kron", "fors", "tor")
MIDDLE = ("en", "s", "a", "e", "inge", "al", "er", "o")
LAST = ("tuna", "by", "vik", "borg", "stad", "holm", "ås", "köping", "hamn", "mar", "lund", "ryd")
LIMIT_SQL = """
SELECT c.id, c.name, c.network, c.state, c.purpose, c.handle, c.address, d.name, m.name, m.slug
FROM channels_channel c
JOIN people_department d ON d.id = c.department_id
JOIN people_municipality m ON m.id = c.municipality_id
WHERE m.slug = %s ORDER BY c.name LIMIT 51"""


def fill(rows: int, seed: int) -> list[str]:
    """So many channels, alike to real ones in their names; the towns' short names."""
    chance = random.Random(seed)
    every = [f"{a}{b}{c}" for a in FIRST for b in MIDDLE for c in LAST]
    towns = chance.sample(every, TOWNS)
    channels = []
    for number, town in enumerate(towns):
        place = Municipality.objects.create(slug=f"k{number}", name=town.capitalize())
        units = [
            Department.objects.create(municipality=place, name=f"Förvaltning {unit}")
            for unit in range(UNITS)
        ]
        for n in range(rows // TOWNS + (number < rows % TOWNS)):
            called = CALLED[n % len(CALLED)].format(town)
            channels.append(
                Channel(
                    municipality=place,
                    department=chance.choice(units),
                    name=f"{called.capitalize()} {n}",
                    network=NETWORKS[n // len(CALLED) % len(NETWORKS)],
                    handle=called if n < len(CALLED) * len(NETWORKS) else f"{called}{n}",
                    import_reason="Fanns redan.",
                    purpose="Nyheter och svar på frågor om det som händer i kommunen.",
                    page_rules="Regler. " * 80,
                    live_since=date(2026, 1, 1),
                    created_at=NOW,
                    changed_at=NOW,
                )
            )
    Channel.objects.bulk_create(channels, batch_size=1000)
    while Channel.objects.filter(marked_at=None).exists():
        with transaction.atomic():
            mark_changed(datetime.now(UTC))
    return towns


def addresses(towns: list[str]) -> dict[str, str]:
    """The pages, and accounts that are known, nearly known and strange."""
    town = towns[100]
    asked = {
        "official": f"https://m.facebook.com/{town}kommun/?ref=x",
        "name alone": f"@{town}kommun",
        "near": f"instagram.com/{town[:3]}x{town[3:]}kommun",
        "common head": "instagram.com/bibliotekxy",
        "strange": "facebook.com/nagonannanstans",
    }
    pages = {
        "town": "/kanaler/k100/", "all": "/kanaler/", "narrowed": "/kanaler/?natverk=instagram",
        "data": "/kanaler/k100/kanaler.json",
    }  # fmt: skip
    return pages | {name: f"/kanaler/akta/?konto={text}" for name, text in asked.items()}


def limit() -> str:
    """The bare page of a town."""
    with connection.cursor() as cursor:
        cursor.execute(LIMIT_SQL, ["k100"])
        rows = cursor.fetchall()
    assert len(rows) > 20
    return "".join(
        f'<li class="{r[3]}"><a href="{escape(r[6])}">{escape(r[1])}</a><p>{escape(r[4])}</p>'
        f"<span>{r[2]} {escape(r[5])} {escape(r[7])} {escape(r[8])}</span></li>"
        for r in rows
    )


def measure(client: Client, address: str, rounds: int) -> dict[str, float]:
    """Ratio, questions and wall times of a page."""

    def get() -> None:
        answer = client.get(address)
        assert answer.status_code == 200, (answer.status_code, address)

    get()
    one = ratio(
        partial(_turn, get),
        partial(_turn, limit),
        rounds,
    )
    walls, served = [], []
    for _ in range(TIMED):
        began, worked = time.perf_counter(), time.process_time()
        get()
        walls.append((time.perf_counter() - began) * 1000)
        served.append((time.process_time() - worked) * 1000)
    with CaptureQueriesContext(connection) as asked:
        get()
    walls.sort()
    served.sort()
    return {
        "ratio": one.median,
        "queries": len(asked),
        "p50_ms": statistics.median(walls),
        "p95_ms": walls[int(TIMED * 0.95)],
        "server_p95_ms": served[int(TIMED * 0.95)],
    }


def _turn(work: object) -> None:
    assert callable(work)
    for _ in range(TURN):
        work()


def main() -> None:
    """Run one size."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--rows", type=int, default=15_000)
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args()
    migrated()
    with every_municipality():
        towns = fill(given.rows, given.seed)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        marks = ChannelMark.objects.count()
    client = Client()
    pages = {
        name: measure(client, address, given.rounds) for name, address in addresses(towns).items()
    }
    print(json.dumps({"pages": pages, "marks": marks}))


if __name__ == "__main__":
    main()

"""Somebody who saves, again and again, while the ground gives way (F8, F9).

Each save is an entry of the ledger with its references, its text and the head: four tables
that must agree, and a picture beside them. What was acknowledged is noted outside the house;
a fault must be one that the desk can explain to a person.
"""

import argparse
import json
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "torg.site.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import close_old_connections, connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from tests.factories.people import make_municipality  # noqa: E402

from torg.kernel.blobs import BlobDamaged, BlobMissing, BlobStore  # noqa: E402
from torg.kernel.refs import Ref  # noqa: E402
from torg.kernel.scope import scope  # noqa: E402
from torg.ledger.actions import record  # noqa: E402
from torg.ledger.models import Entry, EntryContent, EntryRef  # noqa: E402
from torg.ledger.queries import verify  # noqa: E402
from torg.people.models import Municipality  # noqa: E402
from torg.site.unavailable import cause_of  # noqa: E402


def main() -> None:
    """`lay`, `save` until told to end or so many, or `judge`; the last two tell one JSON line."""
    ask = argparse.ArgumentParser()
    ask.add_argument("verb", choices=["lay", "save", "judge"])
    ask.add_argument("--notes", type=Path, required=True)
    ask.add_argument("--most", type=int, default=0)
    ask.add_argument("--faults", type=int, default=0, help="end after so many explained faults")
    ask.add_argument("--until", type=Path, default=None, help="end when this file is there")
    ask.add_argument("--lay", action="store_true", help="build the house before")
    ask.add_argument("--judge", action="store_true", help="judge afterwards")
    ask.add_argument("--crowd", type=int, default=0, help="so many others hold the database")
    ask.add_argument("--text", type=int, default=500, help="letters of each text")
    ask.add_argument("--picture", type=int, default=0, help="bytes of a picture with each save")
    given = ask.parse_args()
    told: dict[str, Any] = {}
    if given.verb == "lay" or given.lay:
        make_municipality(slug="provstad")
    if given.verb == "save":
        with crowd(given.crowd):
            told = save(given)
    if given.verb == "judge" or given.judge:
        told |= judge(given.notes)
    print(json.dumps(told, ensure_ascii=False))


def save(given: argparse.Namespace) -> dict[str, Any]:
    """Save and note, over and over; a fault that has no sentence for a person ends it."""
    told: Counter[str] = Counter()
    saved = 0
    while not (given.most and saved >= given.most) and not ended(given.until):
        try:
            close_old_connections()
            number, digest = one(given.picture, given.text)
        except Exception as error:
            explained = cause_of(error)
            if explained is None:
                raise
            told[explained.message] += 1
            connection.close()
            if given.faults and sum(told.values()) >= given.faults:
                break
            time.sleep(0.05)
            continue
        saved += 1
        note(given.notes, number, digest)
    return {"saved": saved, "told": told}


def ended(until: Path | None) -> bool:
    """Whether the drill has had enough."""
    return until is not None and until.exists()


@contextmanager
def crowd(size: int) -> Iterator[None]:
    """So many others, each with a connection of its own, until the block ends."""
    leave, here = threading.Event(), threading.Semaphore(0)

    def stays() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            here.release()
            leave.wait()
        connection.close()

    others = [threading.Thread(target=stays) for _ in range(size)]
    for other in others:
        other.start()
    for _ in others:
        here.acquire()
    yield
    leave.set()
    for other in others:
        other.join()


def one(size: int, letters: int) -> tuple[int, str]:
    """One save by the house's own order: the picture first, then all rows at once."""
    digest = BlobStore(settings.BLOBS).put(os.urandom(size)) if size else ""
    tenant = Municipality.objects.get()
    with scope(tenant.pk), transaction.atomic():
        made = record(
            municipality=tenant,
            verb="prov.sparat",
            summary="Sparade något.",
            about=[Ref("prov", "1")],
            by=None,
            now=timezone.now(),
            content={"text": "x" * letters, "picture": digest},
        )
    return made.seq, digest


def note(file: Path, number: int, digest: str) -> None:
    """Acknowledged: one line outside the house."""
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(handle, f"{number} {digest}\n".encode())
    os.close(handle)


def judge(file: Path) -> dict[str, int]:
    """What was acknowledged and is not there, and rows that do not agree."""
    lines = [line.split(" ") for line in file.read_text().splitlines()] if file.exists() else []
    tenant = Municipality.objects.get()
    store, lost = BlobStore(settings.BLOBS), 0
    with scope(tenant.pk):
        there = set(Entry.objects.values_list("seq", flat=True))
        for number, digest in lines:
            lost += int(number) not in there
            try:
                if digest:
                    store.get(digest)
            except (BlobMissing, BlobDamaged):
                lost += 1
        half = abs(Entry.objects.count() - EntryRef.objects.count())
        half += abs(Entry.objects.count() - EntryContent.objects.count())
        half += not verify(tenant).ok
    return {"n": len(lines), "lost": lost, "half": half}


if __name__ == "__main__":
    main()

"""One size of `webhook` in a database of its own: prints one JSON line."""

import http.client
import json
import os
import secrets
import signal
import sys
import threading
import time
from datetime import UTC, datetime
from hashlib import sha256
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "torg.site.settings")
django.setup()

from django.db import transaction  # noqa: E402
from tests.factories.inbox import make_desk  # noqa: E402

from benchmarks.cells import migrated  # noqa: E402
from benchmarks.webhook_load import bodies, load, paced, rest, served  # noqa: E402
from torg.adapters.networks.practice.webhooks import SIGNATURE  # noqa: E402
from torg.channels.models import ChannelConnection  # noqa: E402
from torg.channels.queries import keyring  # noqa: E402
from torg.inbox.actions.store_webhook import webhook_id  # noqa: E402
from torg.inbox.models import RawDelivery  # noqa: E402
from torg.kernel.digests import sha256_hex  # noqa: E402
from torg.kernel.scope import every_municipality  # noqa: E402
from torg.people.models.rows import insert_rows  # noqa: E402

WORKERS = (1, 2)


def main() -> None:
    """With one worker and with two: the rounds, the fixed rate, then the kill."""
    rows, rounds = int(sys.argv[1]), int(sys.argv[2])
    migrated()
    secret = secrets.token_urlsafe(32)
    with every_municipality():
        held = lay(secret)
        fill(held, rows)
    runs = [measured(held, secret, rounds, workers) for workers in WORKERS]
    print(json.dumps({"rows": rows, "runs": runs}))


def measured(
    held: ChannelConnection, secret: str, rounds: int, workers: int
) -> dict[str, float | int]:
    """Limit, subject, limit in each round."""
    path = f"/webhooks/{held.pk}/"
    with (
        served("torg.site.wsgi:application", secret, workers) as desk,
        served("benchmarks.webhook_limit:application", secret, workers) as limit,
    ):
        for server in (desk, limit):
            load(server, path, secret)
        rest(desk, limit)
        found = [
            [load(server, path, secret) for server in (limit, desk, limit)] for _ in range(rounds)
        ]
        alone_p99, _ = paced(limit, path, secret)
        paced_p99, wrong = paced(desk, path, secret)
    answered, lost = killed(held, path, secret, workers)
    with every_municipality():
        # What was there before has been read, and no worker reads what came now.
        new = RawDelivery.objects.filter(processed_at__isnull=True).values_list("body", flat=True)
        forged = sum(b"forged" in bytes(body) for body in new.iterator())
    each = [(one["cpu"] + two["cpu"]) / 2 for one, _, two in found]
    desks = [middle for _, middle, _ in found]
    ratios = sorted(middle["cpu"] / around for middle, around in zip(desks, each, strict=True))
    return {
        "workers": workers,
        "ratio": median(ratios),
        "least": ratios[0],
        "most": ratios[-1],
        "subject": median(middle["cpu"] for middle in desks),
        "limit": median(each),
        "rate": median(middle["rate"] for middle in desks),
        "p99": median(middle["p99"] for middle in desks),
        "paced_p99": paced_p99,
        "alone_p99": alone_p99,
        "wrong": wrong,
        "sent": sum(middle["sent"] for middle in desks),
        "refused": sum(middle["refused"] for middle in desks),
        "answered": answered,
        "lost": lost,
        "forged_stored": forged,
        "load": os.getloadavg()[0],
    }


def lay(secret: str) -> ChannelConnection:
    """A channel whose network is the practice network."""
    held: ChannelConnection = make_desk("malmo").channel.connection
    held.adapter, held.webhook_secret = "practice", keyring().seal(secret)
    held.save()
    return held


def fill(held: ChannelConnection, rows: int) -> None:
    """Deliveries that came before, read already."""
    now = datetime.now(UTC)
    for first in range(0, rows, 5_000):
        with transaction.atomic():
            insert_rows(
            [
                RawDelivery(
                    id=webhook_id(held.channel_id, digest := sha256_hex(f"old {number}".encode())),
                    municipality_id=held.municipality_id, channel_id=held.channel_id,
                    source="webhook", received_at=now, body=b"{}" * 300,
                    digest=digest, processed_at=now, not_before=now,
                )
                for number in range(first, min(first + 5_000, rows))
            ]
        )  # fmt: skip


def killed(held: ChannelConnection, path: str, secret: str, workers: int) -> tuple[int, int]:
    """Four clients, kill -9 in the middle: how many were answered 200, and how many lost."""
    answered: list[str] = []
    with served("torg.site.wsgi:application", secret, workers) as server:
        clients = [
            threading.Thread(target=_knock, args=(server.port, path, secret, answered))
            for _ in range(4)
        ]
        for client in clients:
            client.start()
        while len(answered) < 200:
            time.sleep(0.01)
        os.killpg(server.pid, signal.SIGKILL)
        for client in clients:
            client.join()
    with every_municipality():
        stored = set(
            RawDelivery.objects.filter(channel_id=held.channel_id).values_list("digest", flat=True)
        )
    return len(answered), sum(digest not in stored for digest in answered)


def _knock(port: int, path: str, secret: str, answered: list[str]) -> None:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    for signed, body in bodies(secret):
        try:
            client.request("POST", path, body, {SIGNATURE: signed})
            answer = client.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return
        if answer.status == 200:
            answered.append(sha256(body).hexdigest())


if __name__ == "__main__":
    main()

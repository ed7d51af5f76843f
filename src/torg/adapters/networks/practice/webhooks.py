"""Signed deliveries: at least once, in no promised order, from a thread of their own."""

import hmac
import json
import sqlite3
import threading
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from torg.adapters.http import GuardedClient
from torg.adapters.networks.practice.site import Site
from torg.adapters.networks.practice.stamps import stamp
from torg.adapters.networks.practice.store import Store
from torg.ports.errors import OutsideError

SIGNATURE = "X-Practice-Signature"
ATTEMPTS = 12
PAUSE = 5.0


def signature(secret: str, body: bytes, at: datetime) -> str:
    """ "t=<unix seconds>,v1=<hex HMAC-SHA256 of '<t>.' and the raw body>"."""
    moment = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, sha256).hexdigest()
    return f"t={moment},v1={digest}"


def body_of(row: sqlite3.Row) -> bytes:
    """The bytes of a delivery, as they are signed and sent."""
    return json.dumps(json.loads(row["body"]), ensure_ascii=False).encode()


def deliver_due(store: Store, now: datetime, *, timeout: float = 5.0) -> int:
    """Send what is due once; how many arrived. A failure waits 1, 2, 4 ... 300 s."""
    rows = (
        store.reading()
        .execute(
            "SELECT d.id, d.body, d.attempts, a.webhook_url, a.webhook_secret FROM delivery d"
            " JOIN account a ON a.id = d.account_id"
            " WHERE d.done_at IS NULL AND d.next_at <= ? ORDER BY d.id LIMIT 50",
            (stamp(now),),
        )
        .fetchall()
    )
    return sum(_deliver(store, row, now, timeout) for row in rows)


def _deliver(store: Store, row: sqlite3.Row, now: datetime, timeout: float) -> bool:
    body = body_of(row)
    arrived = bool(row["webhook_url"]) and _sent(
        row["webhook_url"], body, signature(row["webhook_secret"], body, now), timeout
    )
    attempts = row["attempts"] + 1
    done = arrived or attempts >= ATTEMPTS
    wait = timedelta(seconds=min(2 ** row["attempts"], 300))
    # Outside Store.writing: a delivery is no act, so the log has nothing to copy.
    store.reading().execute(
        "UPDATE delivery SET attempts = ?, next_at = ?, done_at = ? WHERE id = ?",
        (attempts, stamp(now + wait), stamp(now) if done else None, row["id"]),
    )
    return arrived


def _sent(url: str, body: bytes, signed: str, timeout: float) -> bool:
    parts = urlsplit(url)
    client = GuardedClient((f"{parts.scheme}://{parts.netloc}",), timeout=timeout, max_bytes=65536)
    headers = {"Content-Type": "application/json", SIGNATURE: signed}
    try:
        return client.send("POST", url, headers=headers, body=body).status < 300
    except OutsideError:
        return False


class Courier(threading.Thread):
    """Delivers as long as the instance runs; wakes at each commit."""

    def __init__(self, site: Site) -> None:
        super().__init__(name="practice-webhooks", daemon=True)
        self._site = site
        self._bell = threading.Event()
        self._stopped = threading.Event()
        site.store.wake = self._bell.set

    def run(self) -> None:
        """Until stop."""
        while not self._stopped.is_set():
            self._bell.wait(PAUSE)
            self._bell.clear()
            while not self._stopped.is_set() and deliver_due(self._site.store, self._site.clock()):
                continue
        self._site.store.close()

    def stop(self) -> None:
        """End after the delivery under way."""
        self._stopped.set()
        self._bell.set()

"""Signed deliveries: at least once, in no promised order, from a thread of their own."""

import hmac
import json
import sqlite3
import threading
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from torg.adapters.http import GuardedClient
from torg.adapters.networks.practice import tricks
from torg.adapters.networks.practice.calls import Callers
from torg.adapters.networks.practice.site import Site
from torg.adapters.networks.practice.stamps import stamp
from torg.adapters.networks.practice.store import Store
from torg.ports.errors import OutsideError

SIGNATURE = "X-Practice-Signature"
ATTEMPTS = 12
PAUSE = 5.0
REPLAYED_AFTER = timedelta(minutes=11)
NOBODY = Callers(None)


def signature(secret: str, body: bytes, at: datetime) -> str:
    """ "t=<unix seconds>,v1=<hex HMAC-SHA256 of '<t>.' and the raw body>"."""
    moment = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, sha256).hexdigest()
    return f"t={moment},v1={digest}"


def body_of(row: sqlite3.Row) -> bytes:
    """The bytes of a delivery, as they are signed and sent."""
    return json.dumps(json.loads(row["body"]), ensure_ascii=False).encode()


def headers_of(how: str, secret: str, body: bytes, at: datetime) -> dict[str, str]:
    """What a delivery says of itself: the truth, or what one of `tricks` would have it say."""
    if how == tricks.UNSIGNED:
        return {}
    if how == tricks.REPLAYED:
        at -= REPLAYED_AFTER
    if how == tricks.FOREIGN:
        secret = "somebody else's"  # noqa: S105 - wrong by design
    signed = body + b" " if how == tricks.CHANGED else body
    return {SIGNATURE: signature(secret, signed, at)}


def deliver_due(
    store: Store, now: datetime, *, timeout: float = 5.0, callers: Callers = NOBODY
) -> int:
    """Send what is due once; how many arrived. A failure waits 1, 2, 4 ... 300 s.

    callers: where the answer of each is noted.
    """
    rows = (
        store.reading()
        .execute(
            "SELECT d.id, d.body, d.attempts, d.how, a.webhook_url, a.webhook_secret"
            " FROM delivery d JOIN account a ON a.id = d.account_id"
            " WHERE d.done_at IS NULL AND d.next_at <= ? ORDER BY d.id LIMIT 50",
            (stamp(now),),
        )
        .fetchall()
    )
    rows = tricks.shuffled(store.settings, rows, lambda row: int(row["id"]))
    return sum(_deliver(store, row, now, timeout, callers) for row in rows)


def _deliver(
    store: Store, row: sqlite3.Row, now: datetime, timeout: float, callers: Callers
) -> bool:
    body, how = body_of(row), row["how"]
    headers = headers_of(how, row["webhook_secret"], body, now)
    status = _sent(row["webhook_url"], body, headers, timeout) if row["webhook_url"] else 0
    callers.note(now, kind="delivery", delivery=row["id"], how=how, status=status)
    attempts = row["attempts"] + 1
    # What is forged or played back is sent once: nobody would try it again politely.
    done = 0 < status < 300 or attempts >= ATTEMPTS or how != tricks.GENUINE
    wait = timedelta(seconds=min(2 ** row["attempts"], store.settings.patience))
    # Outside Store.writing: a delivery is no act, so the log has nothing to copy.
    store.reading().execute(
        "UPDATE delivery SET attempts = ?, next_at = ?, done_at = ? WHERE id = ?",
        (attempts, stamp(now + wait), stamp(now) if done else None, row["id"]),
    )
    return 0 < status < 300


def _sent(url: str, body: bytes, signed: dict[str, str], timeout: float) -> int:
    """The status of the answer; 0 without one."""
    parts = urlsplit(url)
    client = GuardedClient((f"{parts.scheme}://{parts.netloc}",), timeout=timeout, max_bytes=65536)
    headers = {"Content-Type": "application/json", **signed}
    try:
        return client.send("POST", url, headers=headers, body=body).status
    except OutsideError:
        return 0


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
            # A file that others hold for long: what is due stands there for the next turn.
            with suppress(sqlite3.OperationalError):
                while not self._stopped.is_set() and self._round():
                    continue
        self._site.store.close()

    def _round(self) -> int:
        return deliver_due(self._site.store, self._site.clock(), callers=self._site.callers)

    def stop(self) -> None:
        """End after the delivery under way."""
        self._stopped.set()
        self._bell.set()

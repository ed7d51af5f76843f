"""One act through the API: key, verb, answer, all in one transaction."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from torg.adapters.networks.practice.accounts import Account
from torg.adapters.networks.practice.refusal import No, duplicate, gone
from torg.adapters.networks.practice.stamps import moment, stamp
from torg.adapters.networks.practice.store import Store
from torg.adapters.networks.practice.things import Pen
from torg.adapters.networks.practice.verbs import VERBS, Order, order_of
from torg.ports.network import ActKind, KeyKind

KEY_LENGTH = 255
PAGE = 100
WRITES = frozenset({ActKind.PUBLISH, ActKind.REPLY, ActKind.MESSAGE})
SAME_AGAIN = timedelta(hours=1)


def perform(
    store: Store,
    account: Account,
    kind: ActKind,
    body: Mapping[str, object],
    *,
    key: str,
    now: datetime,
) -> dict[str, object]:
    """Do the act, or replay its first answer where the key is known and keys count.

    Raises No: 409 for a known key with another body, and the verb's own refusals (never kept).
    """
    if len(key) > KEY_LENGTH:
        raise No(400, "key-too-long", f"Nyckeln får ha högst {KEY_LENGTH} tecken.")
    order = order_of(body)
    digest = _digest(kind, body)
    with store.writing() as db:
        kept = _kept(store, db, account, key)
        if kept is not None:
            if kept["body_digest"] != digest:
                raise No(409, "key-reused", "Nyckeln har redan använts för något annat.")
            return dict(json.loads(kept["answer"]))
        if store.settings.refuse_duplicates and kind in WRITES:
            _refuse_again(db, account, digest, now)
        act_id = store.new_id("a")
        made = VERBS[kind](Pen(store, db, account, now, act_id, key), order)
        answer: dict[str, object] = {
            "id": made.id if made else act_id,
            "act": act_id,
            "kind": kind.value,
            "version": str(made.version) if made else "",
            "path": made.path if made else "",
            "at": stamp(now),
            **_about(order),
        }
        db.execute(
            "INSERT INTO act (id, account_id, kind, key, body_digest, answer, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (act_id, account.id, kind.value, key, digest, json.dumps(answer), stamp(now)),
        )
    return answer


def _kept(store: Store, db: sqlite3.Connection, account: Account, key: str) -> sqlite3.Row | None:
    if not key or store.settings.profile is not KeyKind.KEYED:
        return None
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM act WHERE account_id = ? AND key = ?", (account.id, key)
    ).fetchone()
    return row


def _refuse_again(db: sqlite3.Connection, account: Account, digest: str, now: datetime) -> None:
    row = db.execute(
        "SELECT 1 FROM act WHERE account_id = ? AND body_digest = ? AND at > ?",
        (account.id, digest, stamp(now - SAME_AGAIN)),
    ).fetchone()
    if row is not None:
        raise duplicate()


def _about(order: Order) -> dict[str, object]:
    images = order.images if isinstance(order.images, list) else []
    return {
        "target": order.target,
        "person": order.person,
        "text_sha256": sha256(order.text.encode()).hexdigest(),
        "images": len(images),
    }


def _digest(kind: ActKind, body: Mapping[str, object]) -> str:
    return sha256(f"{kind}\n{json.dumps(body, sort_keys=True)}".encode()).hexdigest()


def by_key(store: Store, account: Account, key: str, now: datetime) -> dict[str, object]:
    """The answer that an act with this key got. Raises No(404): not seen, or not offered."""
    if store.settings.profile is not KeyKind.KEYED:
        raise No(404, "not-offered", "Nätverket slår inte upp nycklar.")
    row = (
        store.reading()
        .execute(
            "SELECT answer FROM act WHERE account_id = ? AND key = ? AND at <= ?",
            (account.id, key, _seen_until(store, now)),
        )
        .fetchone()
    )
    if row is None:
        raise gone("Ingen handling med den nyckeln syns.")
    return dict(json.loads(row["answer"]))


def since(
    store: Store, account: Account, start: str, after: int, now: datetime
) -> dict[str, object]:
    """One page of own acts at or after a time, oldest first; `after` is the last page's end."""
    if store.settings.profile is KeyKind.NEITHER:
        raise No(404, "not-offered", "Nätverket visar inte vad kontot har gjort.")
    try:
        begin = stamp(moment(start))
    except ValueError as problem:
        raise No(400, "time-broken", "Tiden går inte att läsa.") from problem
    rows = (
        store.reading()
        .execute(
            "SELECT rowid, answer FROM act WHERE account_id = ? AND at >= ? AND at <= ?"
            " AND rowid > ? ORDER BY rowid LIMIT ?",
            (account.id, begin, _seen_until(store, now), after, PAGE + 1),
        )
        .fetchall()
    )
    page = rows[:PAGE]
    return {
        "acts": [json.loads(row["answer"]) for row in page],
        "after": page[-1]["rowid"] if page else after,
        "more": len(rows) > PAGE,
    }


def _seen_until(store: Store, now: datetime) -> str:
    return stamp(now - timedelta(seconds=store.settings.visibility_lag))

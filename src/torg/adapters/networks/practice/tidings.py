"""Which account is told of what, and in which words.

An account is told of what happens on its page, of answers to what it wrote, of messages to it
and of texts that name it. It is never told of anything between others, nor of a person whom it
has muted or blocked.
"""

import json
import sqlite3
from typing import TYPE_CHECKING

from torg.adapters.networks.practice import tricks
from torg.adapters.networks.practice.accounts import mentioned
from torg.adapters.networks.practice.stamps import Stamp
from torg.adapters.networks.practice.store import Store

if TYPE_CHECKING:
    from torg.adapters.networks.practice.things import Thing


def tell(
    store: Store, db: sqlite3.Connection, thing: "Thing", verb: str, actor_id: str, at: Stamp
) -> None:
    """Write the events of one change, and queue deliveries, in the open transaction."""
    before = {
        row["account_id"]: row["kind"]
        for row in db.execute("SELECT account_id, kind FROM event WHERE thing_id = ?", (thing.id,))
    }
    told = before if verb == "deleted" else {**_concerned(db, thing), **before}
    for account_id, kind in told.items():
        if _unheard(store, db, account_id, thing, actor_id, kind):
            continue
        said = verb if account_id in before else "created"
        body = _words(db, thing, said, kind, at)
        text = json.dumps(body, ensure_ascii=False)
        seq = db.execute(
            "INSERT INTO event (account_id, thing_id, version, kind, body) VALUES (?, ?, ?, ?, ?)",
            (account_id, thing.id, thing.version, kind, text),
        ).lastrowid
        _queue(store, db, account_id, seq or 0, body, at)


def _concerned(db: sqlite3.Connection, thing: "Thing") -> dict[str, str]:
    """Account id -> event kind. The first reason wins: one change is one event."""
    reasons: list[tuple[str, str]] = []
    if thing.kind == "message":
        reasons.append((thing.place_id, "message"))
    elif thing.kind == "comment":
        reasons.append((thing.place_id, "comment"))
        reasons.append((_author_of(db, thing.parent_id), "comment"))
    elif thing.kind in {"like", "repost"}:
        reasons.append((_author_of(db, thing.parent_id), thing.kind))
    elif thing.place_id != thing.author_id:
        reasons.append((thing.place_id, "visitor_post"))
    if thing.kind in {"post", "comment"}:
        reasons += [(account_id, "mention") for account_id in mentioned(db, thing.text)]
    found: dict[str, str] = {}
    for account_id, kind in reasons:
        if _is_channel(db, account_id):
            found.setdefault(account_id, kind)
    return found


def _unheard(
    store: Store,
    db: sqlite3.Connection,
    account_id: str,
    thing: "Thing",
    actor_id: str,
    kind: str,
) -> bool:
    if account_id == actor_id:
        echoed = kind in {"comment", "message"} and thing.author_id == actor_id
        return not (store.settings.echo_own and echoed)
    row = db.execute(
        "SELECT 1 FROM wall WHERE account_id = ? AND person_id = ?",
        (account_id, thing.author_id),
    ).fetchone()
    return row is not None


def _words(
    db: sqlite3.Connection, thing: "Thing", verb: str, kind: str, at: Stamp
) -> dict[str, object]:
    author = db.execute(
        "SELECT id, handle, name FROM account WHERE id = ?", (thing.author_id,)
    ).fetchone()
    images = db.execute(
        "SELECT id FROM image WHERE thing_id = ? ORDER BY position", (thing.id,)
    ).fetchall()
    return {
        "kind": kind,
        "verb": verb,
        "object": thing.id,
        "version": str(thing.version),
        "root": thing.root_id,
        "parent": thing.parent_id,
        "author": dict(author),
        "text": "" if verb == "deleted" else thing.text,
        "at": at,
        "path": thing.path,
        "images": [f"bild/{image['id']}" for image in images],
    }


def _queue(
    store: Store,
    db: sqlite3.Connection,
    account_id: str,
    seq: int,
    body: dict[str, object],
    at: Stamp,
) -> None:
    """Every delivery about one event; a forged one tells of something that never was."""
    row = db.execute("SELECT webhook_url FROM account WHERE id = ?", (account_id,)).fetchone()
    if not store.settings.webhooks or not row["webhook_url"]:
        return
    for how in tricks.deliveries(store.settings, seq):
        event = tricks.forged(body, seq) if how in tricks.FORGERIES else {**body, "seq": seq}
        sent = json.dumps({"account": account_id, "events": [event]}, ensure_ascii=False)
        db.execute(
            "INSERT INTO delivery (account_id, body, next_at, how) VALUES (?, ?, ?, ?)",
            (account_id, sent, at, how),
        )


def _author_of(db: sqlite3.Connection, thing_id: str) -> str:
    row = db.execute("SELECT author_id FROM thing WHERE id = ?", (thing_id,)).fetchone()
    return str(row["author_id"]) if row else ""


def _is_channel(db: sqlite3.Connection, account_id: str) -> bool:
    row = db.execute("SELECT is_channel FROM account WHERE id = ?", (account_id,)).fetchone()
    return bool(row and row["is_channel"])

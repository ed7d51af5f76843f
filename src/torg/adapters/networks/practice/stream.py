"""What an account is told when it asks: pages of events, and cursors that may be reset."""

import json
import sqlite3

from torg.adapters.networks.practice import tricks
from torg.adapters.networks.practice.accounts import Account
from torg.adapters.networks.practice.refusal import No
from torg.adapters.networks.practice.store import Store

LONGEST_CURSOR = 24


def page(store: Store, account: Account, cursor: str, limit: int) -> dict[str, object]:
    """One page of what the account was told after the cursor, oldest first.

    Raises No: 400 for what is no cursor, 410 for one from before a reset.
    """
    db = store.reading()
    era, floor = _mark(db, "era"), _mark(db, "floor")
    rows = db.execute(
        "SELECT seq, body FROM event WHERE account_id = ? AND seq > ? ORDER BY seq LIMIT ?",
        (account.id, floor + _after(cursor, era), limit + 1),
    ).fetchall()
    found = rows[:limit]
    told = [row for row in found for _ in range(tricks.copies(store.settings, row["seq"]))]
    told = tricks.shuffled(store.settings, told, lambda row: int(row["seq"]))
    return {
        "events": [{**json.loads(row["body"]), "seq": row["seq"] - floor} for row in told],
        "cursor": _cursor(found[-1]["seq"] - floor, era) if found else cursor,
        "more": len(rows) > limit,
    }


def refuse_old_cursors(store: Store) -> None:
    """From now on every cursor handed out before is refused."""
    with store.writing() as db:
        _set(db, "era", _mark(db, "era") + 1)


def count_anew(store: Store) -> None:
    """Numbers start from 1 again, and what came before can no longer be polled.

    An old cursor is not refused: it points past the new events, which is the trap.
    """
    with store.writing() as db:
        last = db.execute("SELECT coalesce(max(seq), 0) AS seq FROM event").fetchone()
        _set(db, "floor", last["seq"])


def _after(cursor: str, era: int) -> int:
    if not cursor:
        return 0
    then, dot, number = cursor.rpartition(".")
    digits = (then or "0") + number
    if not (digits.isascii() and digits.isdigit()) or len(cursor) > LONGEST_CURSOR:
        raise No(400, "cursor-broken", "Markören går inte att läsa.")
    if int(then or 0) != era or (dot and not then) or len(number) > 18:
        raise No(410, "cursor-gone", "Markören gäller inte längre.")
    return int(number)


def _cursor(number: int, era: int) -> str:
    return f"{era}.{number}" if era else str(number)


def _mark(db: sqlite3.Connection, name: str) -> int:
    row = db.execute("SELECT value FROM mark WHERE name = ?", (name,)).fetchone()
    return int(row["value"]) if row else 0


def _set(db: sqlite3.Connection, name: str, value: int) -> None:
    db.execute(
        "INSERT INTO mark (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )

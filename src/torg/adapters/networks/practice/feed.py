"""What the residents' pages show: reads only."""

import sqlite3
from dataclasses import dataclass

from torg.adapters.networks.practice.accounts import Account
from torg.adapters.networks.practice.refusal import gone
from torg.adapters.networks.practice.store import Store
from torg.adapters.networks.practice.styles import STYLES
from torg.adapters.networks.practice.talks import conversation

PAGE = 20

SELECT = """
SELECT t.*, a.name AS author_name, a.handle AS author_handle, a.style AS author_style,
    a.is_channel AS by_channel, p.name AS place_name, p.handle AS place_handle,
    (SELECT count(*) FROM thing c WHERE c.root_id = t.id AND c.kind = 'comment'
        AND c.deleted_at IS NULL AND (c.hidden_at IS NULL OR c.author_id = :me)) AS comments,
    (SELECT count(*) FROM thing l WHERE l.root_id = t.root_id AND l.parent_id = t.id
        AND l.kind = 'like' AND l.deleted_at IS NULL) AS likes,
    (SELECT count(*) FROM thing r WHERE r.root_id = t.root_id AND r.parent_id = t.id
        AND r.kind = 'repost' AND r.deleted_at IS NULL) AS shares,
    (SELECT group_concat(s.name, ', ') FROM thing r JOIN account s ON s.id = r.author_id
        WHERE r.root_id = t.root_id AND r.parent_id = t.id AND r.kind = 'repost'
        AND r.deleted_at IS NULL AND s.is_channel) AS shared_by,
    EXISTS (SELECT 1 FROM thing m WHERE m.author_id = :me AND m.parent_id = t.id
        AND m.kind = 'like' AND m.deleted_at IS NULL) AS liked
FROM thing t JOIN account a ON a.id = t.author_id JOIN account p ON p.id = t.place_id
WHERE t.deleted_at IS NULL AND (t.hidden_at IS NULL OR t.author_id = :me)
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """One post, comment or message as one visitor sees it. mine: the visitor wrote it.

    shared_by: the channels that have shared it on.
    """

    id: str
    root_id: str
    parent_id: str
    author_name: str
    author_handle: str
    author_label: str
    by_channel: bool
    place_name: str
    place_handle: str
    elsewhere: bool
    text: str
    created_at: str
    edited: bool
    hidden: bool
    comments: int
    likes: int
    shares: int
    shared_by: str
    liked: bool
    mine: bool
    images: tuple[sqlite3.Row, ...] = ()
    depth: int = 0


def _shown(db: sqlite3.Connection, row: sqlite3.Row, me: str, depth: int = 0) -> Shown:
    images = db.execute(
        "SELECT id, alt, width, height FROM image WHERE thing_id = ? ORDER BY position",
        (row["id"],),
    ).fetchall()
    return Shown(
        id=row["id"],
        root_id=row["root_id"],
        parent_id=row["parent_id"],
        author_name=row["author_name"],
        author_handle=row["author_handle"],
        author_label=STYLES[row["author_style"]].label,
        by_channel=bool(row["by_channel"]),
        place_name=row["place_name"],
        place_handle=row["place_handle"],
        elsewhere=row["place_id"] != row["author_id"],
        text=row["text"],
        created_at=row["created_at"],
        edited=row["edited_at"] is not None,
        hidden=row["hidden_at"] is not None,
        comments=row["comments"],
        likes=row["likes"],
        shares=row["shares"],
        shared_by=row["shared_by"] or "",
        liked=bool(row["liked"]),
        mine=row["author_id"] == me,
        images=tuple(images),
        depth=depth,
    )


def posts(
    store: Store, me: str, *, before: str = "", place_id: str = ""
) -> tuple[list[Shown], str]:
    """One page of posts, newest first, and the mark where the next page starts ("" at the end).

    place_id: only one account's page.
    """
    at, _, thing_id = before.partition(",")
    where = " AND t.kind = 'post'"
    if place_id:
        where += " AND t.place_id = :place"
    if at:
        where += " AND (t.created_at, t.id) < (:at, :id)"
    db = store.reading()
    rows = db.execute(
        SELECT + where + " ORDER BY t.created_at DESC, t.id DESC LIMIT :most",
        {"me": me, "place": place_id, "at": at, "id": thing_id, "most": PAGE + 1},
    ).fetchall()
    page = rows[:PAGE]
    more = f"{page[-1]['created_at']},{page[-1]['id']}" if len(rows) > PAGE else ""
    return [_shown(db, row, me) for row in page], more


def one(store: Store, me: str, thing_id: str) -> Shown:
    """A post or comment that the visitor may see. Raises No(404)."""
    db = store.reading()
    row = db.execute(
        SELECT + " AND t.id = :id AND t.kind IN ('post', 'comment')", {"me": me, "id": thing_id}
    ).fetchone()
    if row is None:
        raise gone()
    return _shown(db, row, me)


def comments(store: Store, me: str, post_id: str) -> list[Shown]:
    """A post's comments in reading order: each followed by its answers, oldest first."""
    db = store.reading()
    rows = db.execute(
        SELECT + " AND t.root_id = :id AND t.kind = 'comment' ORDER BY t.created_at, t.id",
        {"me": me, "id": post_id},
    ).fetchall()
    below: dict[str, list[sqlite3.Row]] = {}
    known = {row["id"] for row in rows}
    for row in rows:
        # An answer to something that is gone stands at the top.
        parent = row["parent_id"] if row["parent_id"] in known else post_id
        below.setdefault(parent, []).append(row)
    found: list[Shown] = []
    waiting = [(row, 0) for row in reversed(below.get(post_id, []))]
    while waiting:
        row, depth = waiting.pop()
        found.append(_shown(db, row, me, min(depth, 3)))
        waiting += [(child, depth + 1) for child in reversed(below.get(row["id"], []))]
    return found


def talk(store: Store, me: Account, channel: Account) -> list[Shown]:
    """The messages between the visitor and an account, oldest first."""
    db = store.reading()
    rows = db.execute(
        SELECT + " AND t.root_id = :id AND t.kind = 'message' ORDER BY t.created_at, t.id",
        {"me": me.id, "id": conversation(channel.id, me.id)},
    ).fetchall()
    return [_shown(db, row, me.id) for row in rows]


def picture(store: Store, image_id: str) -> tuple[str, bytes]:
    """Type and content of an image whose post is there. Raises No(404)."""
    row = (
        store.reading()
        .execute(
            "SELECT i.mime, i.content FROM image i JOIN thing t ON t.id = i.thing_id"
            " WHERE i.id = ? AND t.deleted_at IS NULL",
            (image_id,),
        )
        .fetchone()
    )
    if row is None:
        raise gone("Bilden finns inte.")
    return str(row["mime"]), bytes(row["content"])

"""Posts, comments, messages, likes and shares: how they come to be and how they change."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from torg.adapters.networks.practice import truth
from torg.adapters.networks.practice.accounts import Account
from torg.adapters.networks.practice.pictures import Picture
from torg.adapters.networks.practice.refusal import No, gone
from torg.adapters.networks.practice.stamps import Stamp, stamp
from torg.adapters.networks.practice.store import Store
from torg.adapters.networks.practice.tidings import tell

PREFIX = {"post": "p", "comment": "c", "message": "m", "like": "l", "repost": "r"}


@dataclass(frozen=True, slots=True)
class Thing:
    """One row of the thing table. path: its page below the base address."""

    id: str
    kind: str
    author_id: str
    place_id: str
    root_id: str
    parent_id: str
    text: str
    version: int
    created_at: str
    edited_at: str | None
    hidden_at: str | None
    deleted_at: str | None

    @property
    def path(self) -> str:
        """Where a person sees it; messages have no public page."""
        return {
            "post": f"inlagg/{self.id}",
            "message": f"samtal/{self.place_id}",
        }.get(self.kind, f"inlagg/{self.root_id}#{self.id}")


def thing_of(row: sqlite3.Row) -> Thing:
    """The dataclass of a row that holds the thing's columns."""
    return Thing(*(row[name] for name in Thing.__slots__))


@dataclass(frozen=True, slots=True)
class Pen:
    """Who writes, when, in which open transaction. act, key: for the log."""

    store: Store
    db: sqlite3.Connection
    author: Account
    now: datetime
    act: str
    key: str = ""

    @property
    def at(self) -> Stamp:
        """The time as it is stored."""
        return stamp(self.now)


def find(db: sqlite3.Connection, thing_id: str) -> Thing:
    """A thing that is there. Raises No(404) for one that never was or is deleted.

    What hangs on a deleted post is gone with it.
    """
    row = db.execute(
        "SELECT t.* FROM thing t LEFT JOIN thing root ON root.id = t.root_id"
        " WHERE t.id = ? AND t.deleted_at IS NULL AND root.deleted_at IS NULL",
        (thing_id,),
    ).fetchone()
    if row is None:
        raise gone()
    return thing_of(row)


def make(
    pen: Pen,
    kind: str,
    *,
    verb: str,
    text: str = "",
    parent: Thing | None = None,
    place_id: str = "",
    root_id: str = "",
    langs: Sequence[str] = ("sv",),
    pictures: Sequence[Picture] = (),
) -> Thing:
    """Store a new thing, tell the accounts that it concerns, and note it.

    The place: the parent's, else place_id, else the author's own. root_id: a conversation.
    """
    thing_id = pen.store.new_id(PREFIX[kind])
    place = parent.place_id if parent else place_id or pen.author.id
    root = root_id or (parent.root_id if parent else thing_id)
    pen.db.execute(
        "INSERT INTO thing (id, kind, author_id, place_id, root_id, parent_id, text, langs,"
        " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            thing_id,
            kind,
            pen.author.id,
            place,
            root,
            parent.id if parent else "",
            text,
            " ".join(langs),
            pen.at,
        ),
    )
    for position, picture in enumerate(pictures):
        picture.keep(pen.db, pen.store.new_id("b"), thing_id, position)
    made = thing_of(pen.db.execute("SELECT * FROM thing WHERE id = ?", (thing_id,)).fetchone())
    tell(pen.store, pen.db, made, "created", pen.author.id, pen.at)
    log(pen, verb, made)
    return made


def edit(pen: Pen, thing: Thing, text: str) -> Thing:
    """The author writes the text anew: a new version."""
    if thing.author_id != pen.author.id or thing.kind not in {"post", "comment"}:
        raise No(403, "not-yours", "Bara den som skrev kan ändra.")
    pen.db.execute(
        "UPDATE thing SET text = ?, version = version + 1, edited_at = ? WHERE id = ?",
        (text, pen.at, thing.id),
    )
    after = find(pen.db, thing.id)
    tell(pen.store, pen.db, after, "edited", pen.author.id, pen.at)
    log(pen, "edit", after)
    return after


def delete(pen: Pen, thing: Thing, *, verb: str) -> None:
    """Take it away; the version goes up once more. Who may is the caller's question."""
    pen.db.execute(
        "UPDATE thing SET deleted_at = ?, version = version + 1 WHERE id = ?", (pen.at, thing.id)
    )
    row = pen.db.execute("SELECT * FROM thing WHERE id = ?", (thing.id,)).fetchone()
    after = thing_of(row)
    tell(pen.store, pen.db, after, "deleted", pen.author.id, pen.at)
    log(pen, verb, after)


def walled(db: sqlite3.Connection, account_id: str, person_id: str, kind: str = "block") -> bool:
    """Whether the account has blocked (or muted) the person."""
    row = db.execute(
        "SELECT 1 FROM wall WHERE account_id = ? AND person_id = ? AND kind = ?",
        (account_id, person_id, kind),
    ).fetchone()
    return row is not None


def log(pen: Pen, kind: str, thing: Thing | None = None, *, person: str = "") -> None:
    """Note one accepted act."""
    text = "" if thing is None or thing.deleted_at else thing.text
    truth.note(
        pen.db,
        truth.Fact(
            act=pen.act,
            account=pen.author.id,
            kind=kind,
            at=pen.at,
            key=pen.key,
            thing=thing.id if thing else "",
            target=thing.parent_id if thing else "",
            person=person,
            version=thing.version if thing else 1,
            text=text,
        ),
    )

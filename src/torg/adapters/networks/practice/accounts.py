"""Accounts: channels, which have a token and are told of events, and residents."""

import secrets
import sqlite3
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import regex

from torg.adapters.networks.practice.refusal import No, gone
from torg.adapters.networks.practice.stamps import stamp
from torg.adapters.networks.practice.store import Store
from torg.adapters.networks.practice.styles import STYLES

HANDLE = regex.compile(r"[a-z0-9](?:[a-z0-9._-]{1,38})[a-z0-9]")
MENTION = regex.compile(r"(?<![\w@])@([a-z0-9](?:[a-z0-9._-]{1,38})[a-z0-9])", regex.IGNORECASE)
NAME_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Account:
    """One row of the account table, without its secrets."""

    id: str
    handle: str
    name: str
    style: str
    about: str
    is_channel: bool
    marked: bool = False

    @property
    def path(self) -> str:
        """Its page, below the base address."""
        return f"konto/{self.handle}"

    @property
    def label(self) -> str:
        """What its style is called."""
        return STYLES[self.style].label


def account_of(row: sqlite3.Row) -> Account:
    """The dataclass of a row that holds the account's columns."""
    return Account(
        row["id"], row["handle"], row["name"], row["style"], row["about"],
        bool(row["is_channel"]), bool(row["marked"]),
    )  # fmt: skip


def open_account(
    store: Store,
    *,
    handle: str,
    name: str,
    style: str,
    now: datetime,
    token: str = "",
    about: str = "",
) -> tuple[Account, str]:
    """Open a channel's account; returns it and its token (minted unless given).

    Opening a handle that exists gives the same account a new token: seeding may run again.
    """
    if not HANDLE.fullmatch(handle) or style not in STYLES or style == "resident":
        raise No(422, "account-broken", "Kontonamnet eller stilen går inte att använda.")
    token = token or secrets.token_urlsafe(32)
    with store.writing() as db:
        db.execute(
            "INSERT INTO account (id, handle, name, style, about, is_channel, token_digest,"
            " created_at) VALUES (?, ?, ?, ?, ?, 1, ?, ?) ON CONFLICT (handle) DO UPDATE SET"
            " name = excluded.name, token_digest = excluded.token_digest, revoked_at = NULL",
            (_id_for("channel", handle), handle, name, style, about, _digest(token), stamp(now)),
        )
    return by_handle(store, handle), token


def open_resident(
    store: Store, *, name: str, now: datetime, about: str = "", db: sqlite3.Connection | None = None
) -> Account:
    """The resident of that name; made when nobody has it yet."""
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH:
        raise No(422, "name-broken", f"Skriv ett namn på 1–{NAME_LENGTH} tecken.")
    if db is None:
        with store.writing() as own:
            return open_resident(store, name=name, now=now, about=about, db=own)
    row = db.execute("SELECT * FROM account WHERE name = ? AND is_channel = 0", (name,)).fetchone()
    if row is None:
        handle = _free_handle(db, name)
        db.execute(
            "INSERT INTO account (id, handle, name, style, about, is_channel, created_at)"
            " VALUES (?, ?, ?, 'resident', ?, 0, ?)",
            (_id_for("resident", handle), handle, name, about, stamp(now)),
        )
        row = db.execute("SELECT * FROM account WHERE handle = ?", (handle,)).fetchone()
    return account_of(row)


def is_known(store: Store, name: str) -> bool:
    """Whether a resident of that name exists."""
    row = store.reading().execute(
        "SELECT 1 FROM account WHERE name = ? AND is_channel = 0", (name,)
    )
    return row.fetchone() is not None


def _id_for(kind: str, handle: str) -> str:
    """The same account has the same id in every instance, so that a demo can be seeded anew."""
    return "k_" + sha256(f"{kind}:{handle}".encode()).hexdigest()[:32]


def _free_handle(db: sqlite3.Connection, name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = regex.sub(r"[^a-z0-9]+", ".", plain).strip(".")[:30] or "gast"
    stem = stem if len(stem) > 2 else f"{stem}.gast"
    number = 1
    handle = stem
    while db.execute("SELECT 1 FROM account WHERE handle = ?", (handle,)).fetchone():
        number += 1
        handle = f"{stem}{number}"
    return handle


def by_id(store: Store, account_id: str) -> Account:
    """Raises No(404)."""
    return _one(store, "SELECT * FROM account WHERE id = ? AND gone_at IS NULL", account_id)


def by_handle(store: Store, handle: str) -> Account:
    """Raises No(404)."""
    return _one(store, "SELECT * FROM account WHERE handle = ? AND gone_at IS NULL", handle.lower())


def known(store: Store, by: str, value: str) -> Account | None:
    """Whoever has that id or handle now. by: "id" or "handle"."""
    find = {"id": by_id, "handle": by_handle}[by]
    try:
        return find(store, value)
    except No:
        return None


def _one(store: Store, query: str, value: str) -> Account:
    row = store.reading().execute(query, (value,)).fetchone()
    if row is None:
        raise gone("Kontot finns inte.")
    return account_of(row)


def by_token(store: Store, token: str) -> Account:
    """The account that a token opens. Raises No(401) for a wrong or revoked one."""
    row = (
        store.reading()
        .execute(
            "SELECT * FROM account WHERE token_digest = ? AND revoked_at IS NULL",
            (_digest(token),),
        )
        .fetchone()
    )
    if row is None:
        raise No(401, "token-dead", "Behörigheten gäller inte längre.")
    return account_of(row)


def revoke(store: Store, account_id: str, now: datetime) -> None:
    """End the account's token."""
    with store.writing() as db:
        db.execute("UPDATE account SET revoked_at = ? WHERE id = ?", (stamp(now), account_id))


def subscribe(store: Store, account_id: str, *, url: str, secret: str) -> None:
    """Where deliveries go; an empty address ends them."""
    if url and not secret:
        raise No(422, "secret-missing", "En hemlighet behövs för att signera leveranser.")
    with store.writing() as db:
        db.execute(
            "UPDATE account SET webhook_url = ?, webhook_secret = ? WHERE id = ?",
            (url, secret, account_id),
        )


def channels(store: Store) -> list[Account]:
    """All channel accounts by name."""
    rows = store.reading().execute(
        "SELECT * FROM account WHERE is_channel = 1 AND gone_at IS NULL ORDER BY name"
    )
    return [account_of(row) for row in rows]


def residents(store: Store) -> list[Account]:
    """All residents by name."""
    rows = store.reading().execute("SELECT * FROM account WHERE is_channel = 0 ORDER BY name")
    return [account_of(row) for row in rows]


def mentioned(db: sqlite3.Connection, text: str) -> list[str]:
    """Ids of the channel accounts that a text names with @."""
    found: list[str] = []
    for handle in dict.fromkeys(match.lower() for match in MENTION.findall(text)):
        row = db.execute(
            "SELECT id FROM account WHERE handle = ? AND is_channel = 1", (handle,)
        ).fetchone()
        if row is not None:
            found.append(row["id"])
    return found


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()

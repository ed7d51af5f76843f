"""What befalls an account on a network without anybody asking us: for drills and the demo."""

import secrets
from collections.abc import Callable
from datetime import datetime

from torg.adapters.networks.practice import accounts
from torg.adapters.networks.practice.accounts import HANDLE
from torg.adapters.networks.practice.refusal import No
from torg.adapters.networks.practice.stamps import stamp
from torg.adapters.networks.practice.store import Store


def rename(store: Store, account_id: str, handle: str, now: datetime) -> None:
    """It gets another name; the old one is free. Raises No for a name that cannot be used."""
    del now
    if not HANDLE.fullmatch(handle) or accounts.known(store, "handle", handle):
        raise No(422, "account-broken", "Kontonamnet går inte att använda.")
    with store.writing() as db:
        db.execute("UPDATE account SET handle = ? WHERE id = ?", (handle, account_id))


def remove(store: Store, account_id: str, handle: str, now: datetime) -> None:
    """It is no more, and neither is its token; its name is free."""
    del handle
    with store.writing() as db:
        db.execute(
            "UPDATE account SET gone_at = ?, revoked_at = ?, handle = id WHERE id = ?",
            (stamp(now), stamp(now), account_id),
        )


def take_over(store: Store, account_id: str, handle: str, now: datetime) -> None:
    """It is removed and a stranger opens another with its name. handle: not used."""
    del handle
    ours = accounts.by_id(store, account_id)
    remove(store, account_id, "", now)
    with store.writing() as db:
        db.execute(
            "INSERT INTO account (id, handle, name, style, about, is_channel, created_at)"
            " VALUES (?, ?, ?, ?, '', 1, ?)",
            (f"k_{secrets.token_hex(16)}", ours.handle, ours.name, ours.style, stamp(now)),
        )


def mark(store: Store, account_id: str, handle: str, now: datetime) -> None:
    """The network vouches for it from now on."""
    del handle, now
    _mark(store, account_id, marked=True)


def unmark(store: Store, account_id: str, handle: str, now: datetime) -> None:
    """The network no longer vouches for it."""
    del handle, now
    _mark(store, account_id, marked=False)


def _mark(store: Store, account_id: str, *, marked: bool) -> None:
    with store.writing() as db:
        db.execute("UPDATE account SET marked = ? WHERE id = ?", (marked, account_id))


FATES: dict[str, Callable[[Store, str, str, datetime], None]] = {
    "rename": rename,
    "remove": remove,
    "take_over": take_over,
    "mark": mark,
    "unmark": unmark,
}

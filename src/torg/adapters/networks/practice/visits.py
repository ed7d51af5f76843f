"""What a resident may do: write, comment, ask in private, like, share, change, regret."""

from datetime import datetime

from torg.adapters.networks.practice import things
from torg.adapters.networks.practice.accounts import Account
from torg.adapters.networks.practice.refusal import No, gone
from torg.adapters.networks.practice.store import Store
from torg.adapters.networks.practice.styles import STYLES, graphemes
from torg.adapters.networks.practice.talks import conversation
from torg.adapters.networks.practice.things import Pen, Thing


def _checked(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    most = STYLES["resident"].graphemes or 0
    if not text:
        raise No(422, "text-missing", "Skriv något först.")
    if graphemes(text) > most:
        raise No(422, "too-long", f"Texten får ha högst {most} tecken.")
    return text


def _welcome(pen: Pen, account_id: str) -> None:
    if things.walled(pen.db, account_id, pen.author.id):
        raise No(403, "blocked", "Kontot har blockerat dig, så du kan inte skriva här.")


def comment(store: Store, who: Account, thing_id: str, text: str, now: datetime) -> Thing:
    """Comment a post or answer a comment."""
    text = _checked(text)
    with store.writing() as db:
        pen = Pen(store, db, who, now, store.new_id("a"))
        parent = things.find(db, thing_id)
        if parent.kind not in {"post", "comment"}:
            raise gone()
        _welcome(pen, parent.place_id)
        return things.make(pen, "comment", verb="comment", text=text, parent=parent)


def write(
    store: Store, who: Account, text: str, now: datetime, page: Account | None = None
) -> Thing:
    """A post on one's own page, or on an account's page (a visitor post)."""
    text = _checked(text)
    with store.writing() as db:
        pen = Pen(store, db, who, now, store.new_id("a"))
        if page is not None:
            _welcome(pen, page.id)
        place = page.id if page is not None else who.id
        return things.make(pen, "post", verb="write", text=text, place_id=place)


def ask(store: Store, who: Account, channel: Account, text: str, now: datetime) -> Thing:
    """A direct message to a channel's account."""
    text = _checked(text)
    if not channel.is_channel:
        raise gone("Meddelanden går bara till konton.")
    with store.writing() as db:
        pen = Pen(store, db, who, now, store.new_id("a"))
        _welcome(pen, channel.id)
        root = conversation(channel.id, who.id)
        return things.make(
            pen, "message", verb="message", text=text, place_id=channel.id, root_id=root
        )


def mark(store: Store, who: Account, thing_id: str, kind: str, now: datetime) -> Thing:
    """Like or share; a second time takes a like back and leaves a share as it is."""
    with store.writing() as db:
        pen = Pen(store, db, who, now, store.new_id("a"))
        parent = things.find(db, thing_id)
        if parent.kind not in {"post", "comment"}:
            raise gone()
        _welcome(pen, parent.place_id)
        row = db.execute(
            "SELECT * FROM thing WHERE author_id = ? AND parent_id = ? AND kind = ?"
            " AND deleted_at IS NULL",
            (who.id, parent.id, kind),
        ).fetchone()
        if row is None:
            things.make(pen, kind, verb=kind, parent=parent)
        elif kind == "like":
            things.delete(pen, things.thing_of(row), verb="unlike")
        return parent


def change(store: Store, who: Account, thing_id: str, text: str, now: datetime) -> Thing:
    """Edit one's own post or comment."""
    text = _checked(text)
    with store.writing() as db:
        pen = Pen(store, db, who, now, store.new_id("a"))
        return things.edit(pen, things.find(db, thing_id), text)


def regret(store: Store, who: Account, thing_id: str, now: datetime) -> Thing:
    """Delete one's own post or comment."""
    with store.writing() as db:
        pen = Pen(store, db, who, now, store.new_id("a"))
        own = things.find(db, thing_id)
        if own.author_id != who.id or own.kind not in {"post", "comment"}:
            raise No(403, "not-yours", "Bara den som skrev kan ta bort.")
        things.delete(pen, own, verb="delete_own")
        return own

"""What a channel's account may do, one function per act kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from torg.adapters.networks.practice import things
from torg.adapters.networks.practice.pictures import Picture, pictures_of
from torg.adapters.networks.practice.refusal import No, gone
from torg.adapters.networks.practice.styles import STYLES, Style, graphemes
from torg.adapters.networks.practice.talks import conversation
from torg.adapters.networks.practice.things import Pen, Thing
from torg.ports.network import ActKind


@dataclass(frozen=True, slots=True)
class Order:
    """A request body, checked in form. target: a thing's id; person: an account's id."""

    text: str = ""
    langs: tuple[str, ...] = ("sv",)
    target: str = ""
    person: str = ""
    reason: str = ""
    images: object = field(default_factory=list, repr=False)


def order_of(body: Mapping[str, object]) -> Order:
    """The order of a decoded body. Raises No(400) for another form or an unknown key."""
    unknown = set(body) - set(Order.__slots__)
    langs = body.get("langs", ["sv"])
    texts = [body.get(name, "") for name in ("text", "target", "person", "reason")]
    if unknown or not isinstance(langs, list) or not all(isinstance(x, str) for x in texts + langs):
        raise No(400, "request-broken", "Anropet har fel form.")
    text, target, person, reason = (str(item) for item in texts)
    return Order(text, tuple(langs), target, person, reason, body.get("images", []))


def _seen(pen: Pen, order: Order) -> Thing:
    """The target. Another account's messages are not there for this one."""
    found = things.find(pen.db, order.target)
    if found.kind == "message" and found.place_id != pen.author.id:
        raise gone()
    return found


def _text(pen: Pen, order: Order, *, images: bool) -> str:
    style = STYLES[pen.author.style]
    if not order.text.strip() and not images:
        raise No(422, "text-missing", "Texten saknas.")
    _fits(order.text, style)
    return order.text


def _fits(text: str, style: Style) -> None:
    if style.graphemes is not None and graphemes(text) > style.graphemes:
        raise No(422, "too-long", f"Texten får ha högst {style.graphemes} tecken.")
    if style.text_bytes is not None and len(text.encode()) > style.text_bytes:
        raise No(422, "too-long", f"Texten får ha högst {style.text_bytes} byte.")


def publish(pen: Pen, order: Order) -> Thing | None:
    """A post on the account's own page."""
    pictures: list[Picture] = pictures_of(order.images, STYLES[pen.author.style])
    text = _text(pen, order, images=bool(pictures))
    return things.make(pen, "post", verb="publish", text=text, langs=order.langs, pictures=pictures)


def reply(pen: Pen, order: Order) -> Thing | None:
    """A comment on anything that is there."""
    parent = _seen(pen, order)
    if parent.kind not in {"post", "comment"}:
        raise No(422, "not-answerable", "Det går inte att svara på det här.")
    text = _text(pen, order, images=False)
    return things.make(pen, "comment", verb="reply", text=text, parent=parent, langs=order.langs)


def message(pen: Pen, order: Order) -> Thing | None:
    """A direct message to a person who exists."""
    person = order.person or _seen(pen, order).author_id
    _person(pen, person)
    text = _text(pen, order, images=False)
    root = conversation(pen.author.id, person)
    return things.make(
        pen, "message", verb="message", text=text, place_id=pen.author.id, root_id=root
    )


def like(pen: Pen, order: Order) -> Thing | None:
    """Like a thing; once is enough."""
    return _mark(pen, order, "like")


def repost(pen: Pen, order: Order) -> Thing | None:
    """Share a thing; once is enough."""
    return _mark(pen, order, "repost")


def _mark(pen: Pen, order: Order, kind: str) -> Thing:
    parent = _seen(pen, order)
    row = pen.db.execute(
        "SELECT * FROM thing WHERE author_id = ? AND parent_id = ? AND kind = ?"
        " AND deleted_at IS NULL",
        (pen.author.id, parent.id, kind),
    ).fetchone()
    if row is not None:
        return things.thing_of(row)
    return things.make(pen, kind, verb=kind, parent=parent)


def delete_own(pen: Pen, order: Order) -> Thing | None:
    """Take away what the account wrote itself."""
    own = _seen(pen, order)
    if own.author_id != pen.author.id:
        raise No(403, "not-yours", "Kontot kan bara ta bort det som det själv har skrivit.")
    things.delete(pen, own, verb="delete_own")
    return None


def hide(pen: Pen, order: Order) -> Thing | None:
    """Hide another's writing on the account's own page; its author still sees it."""
    theirs = _others_here(pen, order)
    pen.db.execute("UPDATE thing SET hidden_at = ? WHERE id = ?", (pen.at, theirs.id))
    things.log(pen, "hide", theirs)
    return None


def delete(pen: Pen, order: Order) -> Thing | None:
    """Take away another's writing on the account's own page."""
    things.delete(pen, _others_here(pen, order), verb="delete")
    return None


def _others_here(pen: Pen, order: Order) -> Thing:
    theirs = _seen(pen, order)
    if theirs.place_id != pen.author.id or theirs.author_id == pen.author.id:
        raise No(403, "not-your-page", "Kontot styr bara över det som andra skriver på dess sida.")
    if theirs.kind not in {"comment", "post"}:
        raise No(403, "not-your-page", "Det här kan inte döljas eller tas bort av kontot.")
    return theirs


def mute(pen: Pen, order: Order) -> Thing | None:
    """Hear nothing more of a person."""
    _wall(pen, order, "mute")
    return None


def block(pen: Pen, order: Order) -> Thing | None:
    """Keep a person off the account's page."""
    _wall(pen, order, "block")
    return None


def _wall(pen: Pen, order: Order, kind: str) -> None:
    person = order.person or _seen(pen, order).author_id
    _person(pen, person)
    pen.db.execute(
        "INSERT OR IGNORE INTO wall (account_id, person_id, kind, at) VALUES (?, ?, ?, ?)",
        (pen.author.id, person, kind, pen.at),
    )
    things.log(pen, kind, person=person)


def report(pen: Pen, order: Order) -> Thing | None:
    """Report a thing to the network."""
    things.log(pen, "report", _seen(pen, order))
    return None


def _person(pen: Pen, person_id: str) -> None:
    found = pen.db.execute("SELECT 1 FROM account WHERE id = ?", (person_id,)).fetchone()
    if person_id == pen.author.id or found is None:
        raise gone("Personen finns inte.")


VERBS: dict[ActKind, Callable[[Pen, Order], Thing | None]] = {
    ActKind.PUBLISH: publish,
    ActKind.REPLY: reply,
    ActKind.MESSAGE: message,
    ActKind.LIKE: like,
    ActKind.REPOST: repost,
    ActKind.DELETE_OWN: delete_own,
    ActKind.HIDE: hide,
    ActKind.DELETE: delete,
    ActKind.MUTE: mute,
    ActKind.BLOCK: block,
    ActKind.REPORT: report,
}

"""Take down what stands there: payload, context, our own card, and a manifest over all.

Nothing of it is read from the network again: what was received is what is proved. The
removal duty outranks the pretty file: when no PDF can be made, payload, card and digests
suffice, and the case says so.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from torg.channels.queries import port_connection
from torg.delivery.models import Publication
from torg.inbox.actions.pack_events import unpack_page
from torg.inbox.models import Message, RawDelivery, Source
from torg.kernel.blobs import BlobStore
from torg.kernel.canonical import dumps, instant, storable
from torg.kernel.digests import sha256_hex
from torg.kernel.sealing import CannotOpen
from torg.moderation.queries import plain
from torg.people.models import User
from torg.ports.errors import OutsideError
from torg.ports.evidence import Sheet, renderer
from torg.ports.network import Event
from torg.ports.registry import network_for

TURNS = 100


@dataclass(frozen=True, slots=True)
class Capture:
    """Digests of what now lies in the blob store. digest: of the manifest over the rest."""

    digest: str
    payload_digest: str
    card_digest: str
    file_digest: str
    file_missing: str
    context: str
    no_copy: bool


def capture(*, message: Message, context: str, no_copy: bool, by: User, now: datetime) -> Capture:
    """Store every part content-addressed, and the manifest that binds them."""
    blobs = BlobStore(settings.BLOBS)
    facts = facts_about(message, context, by, now)
    if no_copy:
        facts = without_content(facts, message)
    payload = b"" if no_copy else received(message)
    card = b"" if no_copy else _card(facts, payload).encode()
    manifest = {
        **facts,
        "no_copy": no_copy,
        "payload_sha256": blobs.put(payload) if payload else "",
        "card_sha256": blobs.put(card) if card else "",
    }
    file, missing = _file(card, manifest) if card else (b"", _("Innehållet får inte kopieras."))
    manifest["file_sha256"] = blobs.put(file) if file else ""
    return Capture(
        digest=blobs.put(dumps(manifest)),
        payload_digest=manifest["payload_sha256"],
        card_digest=manifest["card_sha256"],
        file_digest=manifest["file_sha256"],
        file_missing=missing[:300],
        context=facts["context"],
        no_copy=no_copy,
    )


def facts_about(message: Message, context: str, by: User, now: datetime) -> dict[str, Any]:
    """Who wrote what, where, when, to whom, and what stood around it. Times in UTC."""
    thread = message.thread
    post: Publication | None = thread.publication
    return {
        "message": str(message.pk),
        "network": message.channel.network,
        "network_id": message.network_id,
        "version": message.version,
        "url": message.url,
        "text": message.text,
        "images": list(message.images),
        "author": _author(message),
        "channel": {"id": str(message.channel_id), "name": message.channel.name},
        "department": message.channel.department.name,
        "municipality": message.municipality.name,
        "under": _under(post) if post else None,
        "thread": [_turn(turn) for turn in thread.messages.filter(is_current=True)[:TURNS]],
        "context": storable(context),
        "made_available_at": instant(message.made_available_at),
        "captured_at": instant(message.captured_at),
        "sealed_at": instant(now),
        "sealed_by": by.full_name,
    }


def without_content(facts: dict[str, Any], message: Message) -> dict[str, Any]:
    """What identifies it and where it stands; of the content a digest only."""
    return facts | {
        "text": None,
        "text_sha256": sha256_hex(message.text.encode()),
        "images": [sha256_hex(str(address).encode()) for address in message.images],
        "thread": [],
    }


def received(message: Message) -> bytes:
    """This message's own payload as it came; of a delivery with several, only its part."""
    raw = message.raw
    if raw is None:
        return b""
    try:
        events = _events(raw, message)
    except (OutsideError, CannotOpen, AttributeError, KeyError, ValueError):
        return bytes(raw.body)
    if len(events) == 1 and raw.source == Source.WEBHOOK:
        return bytes(raw.body)
    sought = (message.network_id, message.version)
    own = [event.raw for event in events if (event.network_id, event.version) == sought]
    return own[0] if own else b""


def _events(raw: RawDelivery, message: Message) -> tuple[Event, ...]:
    if raw.source == Source.POLL:
        return unpack_page(bytes(raw.body))
    connection = message.channel.connection
    return network_for(connection.adapter).parse(port_connection(connection), bytes(raw.body))


def _author(message: Message) -> dict[str, str]:
    person = message.person
    if person is None:
        return {}
    return {"id": person.author_id, "handle": person.handle, "name": person.name}


def _under(post: Publication) -> dict[str, str]:
    return {
        "network_id": post.network_id,
        "url": post.url,
        "text": str(post.act.payload.get("text", "")),
        "published_at": instant(post.published_at),
    }


def _turn(turn: Message) -> dict[str, str]:
    return {
        "network_id": turn.network_id,
        "direction": turn.direction,
        "text": turn.text,
        "at": instant(turn.made_available_at),
    }


def _card(facts: dict[str, Any], payload: bytes) -> str:
    digests = {
        "text": sha256_hex(str(facts["text"]).encode()),
        "payload": sha256_hex(payload) if payload else "",
    }
    shown = {
        "facts": facts,
        "digests": digests,
        "plain": plain,
        "moment": datetime.fromisoformat,
    }
    return render_to_string("moderation/card.html", shown)


def _file(card: bytes, manifest: dict[str, Any]) -> tuple[bytes, str]:
    maker = renderer()
    missing = maker.available() if maker else _("Ingen PDF-framställning är installerad.")
    if maker is None or missing:
        return b"", missing
    sheet = Sheet(
        html=card.decode(),
        payload=dumps(manifest),
        identifier=sha256_hex(dumps(manifest)),
        created=str(manifest["sealed_at"]),
    )
    try:
        return maker.render(sheet), ""
    except OutsideError as error:
        return b"", _("PDF-filen gick inte att göra (%(code)s).") % {"code": error.code}

"""Did it happen? Reads only, at the account's own server, which knows its own records at once."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from torg.adapters.networks.bluesky import addresses, fields, records, tid
from torg.adapters.networks.bluesky.acts import person
from torg.adapters.networks.bluesky.addresses import POST, Place
from torg.adapters.networks.bluesky.hiding import gate_of, hidden_in
from torg.adapters.networks.bluesky.visit import Visit
from torg.adapters.networks.bluesky.xrpc import Reply
from torg.ports.network import ActKind, ActRequest, ReadBack, Receipt, Seen

KEYED: Mapping[ActKind, str] = {
    ActKind.PUBLISH: POST,
    ActKind.REPLY: POST,
    ActKind.LIKE: records.LIKE,
    ActKind.REPOST: records.REPOST,
    ActKind.BLOCK: records.BLOCK,
}


def read_back(visit: Visit, request: ActRequest) -> ReadBack:
    """Look for the trace of an act. Raises Fault and what the port allows."""
    if request.kind in KEYED:
        return _keyed(visit, request)
    look = _LOOKS.get(request.kind)
    if look is None:
        return ReadBack(Seen.CANNOT_TELL, "Bluesky visar inte i efterhand om detta har gjorts.")
    return look(visit, request)


def _keyed(visit: Visit, request: ActRequest) -> ReadBack:
    place = Place(visit.did, KEYED[request.kind], request.key)
    if not tid.is_tid(request.key):
        return ReadBack(Seen.CANNOT_TELL, "Uppdraget saknar en giltig nyckel att leta efter.")
    reply = visit.record(place)
    if reply is None:
        return ReadBack(Seen.ABSENT, "Kontots egen server har inget under uppdragets nyckel.")
    shown = str(place) if place.collection == POST else request.target.id
    note = "Kontots egen server har det under uppdragets nyckel."
    return ReadBack(Seen.FOUND, note, _receipt(visit, str(place), shown, reply))


def _deleted(visit: Visit, request: ActRequest) -> ReadBack:
    place = addresses.parse(request.target.id)
    if place is None or place.did != visit.did:
        return ReadBack(Seen.CANNOT_TELL, "Uppdraget gäller inget eget inlägg.")
    if visit.record(place) is not None:
        return ReadBack(Seen.ABSENT, "Inlägget ligger kvar på kontots egen server.")
    receipt = _receipt(visit, request.target.id, request.target.id, None)
    return ReadBack(Seen.FOUND, "Inlägget finns inte kvar på kontots egen server.", receipt)


def _hidden(visit: Visit, request: ActRequest) -> ReadBack:
    place = gate_of(visit, request.target.root_id)
    gate = visit.record(place)
    if request.target.id not in hidden_in(gate):
        return ReadBack(Seen.ABSENT, "Svaret står inte bland trådens dolda svar.")
    receipt = _receipt(visit, str(place), request.target.id, gate)
    return ReadBack(Seen.FOUND, "Svaret står bland trådens dolda svar.", receipt)


def _muted(visit: Visit, request: ActRequest) -> ReadBack:
    did = person(request.target)
    reply = visit.query("app.bsky.actor.getProfile", actor=did)
    if fields.part(reply.found, "viewer").get("muted") is not True:
        return ReadBack(Seen.ABSENT, "Kontot är inte tystat.")
    return ReadBack(Seen.FOUND, "Kontot är tystat.", _receipt(visit, did, "", reply))


_LOOKS: Mapping[ActKind, Callable[[Visit, ActRequest], ReadBack]] = {
    ActKind.DELETE_OWN: _deleted,
    ActKind.HIDE: _hidden,
    ActKind.MUTE: _muted,
}


def _receipt(visit: Visit, network_id: str, shown: str, reply: Reply | None) -> Receipt:
    """The time is the record's own where it has one, else that of the reading."""
    place = addresses.parse(network_id)
    at = datetime.now(UTC)
    if reply is not None and place and tid.is_tid(place.rkey):
        at = tid.instant(place.rkey)
    return Receipt(
        network_id=network_id,
        url=visit.page(shown),
        at=at,
        version=fields.text(reply.found, "cid") if reply else "",
        raw=reply.raw if reply else b"",
    )

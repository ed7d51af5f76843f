"""Hiding a reply in a thread of ours: a list in the thread's gate, changed by compare and set."""

from datetime import UTC, datetime, timedelta

from torg.adapters.networks.bluesky import addresses, fields, records
from torg.adapters.networks.bluesky.addresses import Place
from torg.adapters.networks.bluesky.visit import Visit
from torg.adapters.networks.bluesky.xrpc import Fault, Reply
from torg.ports.errors import Mender, Refused

TRIES = 3
SOON = timedelta(seconds=5)


def hide(visit: Visit, uri: str, root: str) -> tuple[str, Reply]:
    """Hide the reply; answers the gate's address and the server's last word on it.

    Raises Refused when the thread is another's, the list is full or others keep changing it.
    """
    place = gate_of(visit, root)
    for _ in range(TRIES):
        before = visit.record(place)
        hidden = hidden_in(before)
        if before is not None and uri in hidden:
            return str(place), before
        if len(hidden) >= records.MAX_HIDDEN:
            cause = "Tråden har redan 300 dolda svar, fler går inte att dölja på Bluesky."
            raise Refused("gate-full", root, cause=cause, mender=Mender.NETWORK)
        try:
            return str(place), _write(visit, place, before, root, (*hidden, uri))
        except Fault as fault:
            # A definite no: the gate changed between our reading and writing. Read again.
            if fault.name != "InvalidSwap":
                raise
    cause = "Trådens lista över dolda svar ändras av någon annan just nu."
    raise Refused("gate-busy", root, cause=cause, mender=Mender.NETWORK, retry_after=SOON)


def gate_of(visit: Visit, root: str) -> Place:
    """Where the gate of a thread of ours lies. Raises Refused when the thread is another's."""
    place = addresses.parse(root)
    if place is None or place.did != visit.did:
        cause = "Tråden börjar inte med ett eget inlägg, så svar i den går inte att dölja."
        raise Refused("not-own-thread", root, cause=cause, mender=Mender.NETWORK)
    return Place(place.did, records.THREADGATE, place.rkey)


def hidden_in(gate: Reply | None) -> tuple[str, ...]:
    """The replies that the gate hides."""
    return fields.texts(fields.part(gate.found, "value"), "hiddenReplies") if gate else ()


def _write(
    visit: Visit, place: Place, before: Reply | None, root: str, hidden: tuple[str, ...]
) -> Reply:
    held = fields.part(before.found, "value") if before else {}
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    body = {
        "repo": place.did,
        "collection": place.collection,
        "rkey": place.rkey,
        "record": records.threadgate(held, root, hidden, now),
        "swapRecord": fields.text(before.found, "cid") if before else None,
    }
    return visit.call("com.atproto.repo.putRecord", body)

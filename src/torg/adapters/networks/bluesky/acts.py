"""Performing acts: one deciding call each; everything before it leaves no trace in public."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from torg.adapters.networks.bluesky import addresses, facets, fields, records, tid
from torg.adapters.networks.bluesky.addresses import POST, Place
from torg.adapters.networks.bluesky.hiding import hide
from torg.adapters.networks.bluesky.refusals import DEAD
from torg.adapters.networks.bluesky.visit import Visit
from torg.adapters.networks.bluesky.xrpc import Fault, Reply
from torg.ports.errors import Mender, Refused
from torg.ports.network import ActKind, ActRequest, Receipt, Target

REASONS = "com.atproto.moderation.defs#reason"
REPORT_REASONS = {
    "spam": "Spam",
    "violation": "Violation",
    "misleading": "Misleading",
    "sexual": "Sexual",
    "rude": "Rude",
}


def perform(visit: Visit, request: ActRequest) -> Receipt:
    """Do it once. Raises Fault and what the port allows."""
    act = ACTS.get(request.kind)
    if act is None:
        raise Refused(
            "unsupported",
            str(request.kind),
            cause="Bluesky har inget sätt att göra detta; det måste göras på annat sätt.",
            mender=Mender.NETWORK,
        )
    return act(visit, request)


def _publish(visit: Visit, request: ActRequest) -> Receipt:
    return _put(visit, POST, request.key, _post(visit, request))


def _reply(visit: Visit, request: ActRequest) -> Receipt:
    parent = strong_ref(visit, request.target.id, request.target.version)
    root = _root(visit, request.target, parent)
    record = _post(visit, request)
    record["reply"] = {"root": root, "parent": parent}
    return _put(visit, POST, request.key, record)


def _about_post(collection: str) -> Callable[[Visit, ActRequest], Receipt]:
    def act(visit: Visit, request: ActRequest) -> Receipt:
        subject = strong_ref(visit, request.target.id, request.target.version)
        record = records.about_post(collection, request.key, subject)
        return _put(visit, collection, request.key, record, page=request.target.id)

    return act


def _delete_own(visit: Visit, request: ActRequest) -> Receipt:
    place = own_place(visit, request.target.id)
    body = {"repo": place.did, "collection": place.collection, "rkey": place.rkey}
    reply = visit.call("com.atproto.repo.deleteRecord", body)
    return _receipt(visit, request.target.id, reply)


def _mute(visit: Visit, request: ActRequest) -> Receipt:
    did = person(request.target)
    reply = visit.call("app.bsky.graph.muteActor", {"actor": did})
    return _receipt(visit, did, reply)


def _block(visit: Visit, request: ActRequest) -> Receipt:
    record = records.block(request.key, person(request.target))
    return _put(visit, records.BLOCK, request.key, record)


def _report(visit: Visit, request: ActRequest) -> Receipt:
    subject: Mapping[str, str]
    if request.target.id:
        subject = {"$type": "com.atproto.repo.strongRef", **_reported(visit, request.target)}
    else:
        subject = {"$type": "com.atproto.admin.defs#repoRef", "did": person(request.target)}
    code, _, words = request.reason.partition(":")
    known = REPORT_REASONS.get(code.strip().lower())
    body = {
        "reasonType": REASONS + (known or "Other"),
        "reason": words.strip() if known else request.reason,
        "subject": subject,
    }
    reply = visit.call("com.atproto.moderation.createReport", body)
    number = reply.found.get("id")
    if not isinstance(number, int):
        raise reply.unusable("no-id")
    return _receipt(visit, f"report:{number}", reply)


def _hide(visit: Visit, request: ActRequest) -> Receipt:
    gate, reply = hide(visit, request.target.id, request.target.root_id)
    return _receipt(visit, gate, reply, page=request.target.id)


ACTS: Mapping[ActKind, Callable[[Visit, ActRequest], Receipt]] = {
    ActKind.PUBLISH: _publish,
    ActKind.REPLY: _reply,
    ActKind.LIKE: _about_post(records.LIKE),
    ActKind.REPOST: _about_post(records.REPOST),
    ActKind.DELETE_OWN: _delete_own,
    ActKind.HIDE: _hide,
    ActKind.MUTE: _mute,
    ActKind.BLOCK: _block,
    ActKind.REPORT: _report,
}


def strong_ref(visit: Visit, uri: str, version: str) -> Mapping[str, str]:
    """The edition of a record that an act is about; the present one when none is named.

    Servers take a reference to what is gone, so we look first. Raises Refused then.
    """
    reply = visit.record(_place(uri))
    cid = fields.text(reply.found, "cid") if reply else ""
    if not cid:
        cause = "Inlägget som åtgärden gäller finns inte längre på Bluesky."
        raise Refused("target-gone", uri, cause=cause, mender=Mender.AUTHOR)
    return {"uri": uri, "cid": version or cid}


def own_place(visit: Visit, uri: str) -> Place:
    """The place of a record of ours. Raises Refused for anybody else's."""
    place = _place(uri)
    if place.did != visit.did:
        raise Refused(
            "not-own",
            uri,
            cause="Inlägget tillhör ett annat konto; på Bluesky kan bara det kontot göra detta.",
            mender=Mender.NETWORK,
        )
    return place


def _reported(visit: Visit, target: Target) -> Mapping[str, str]:
    """What was deleted since can still be reported by its edition."""
    if target.version:
        return {"uri": str(_place(target.id)), "cid": target.version}
    return strong_ref(visit, target.id, "")


def person(target: Target) -> str:
    """The DID that the act is about. Raises Refused when none is named."""
    place = addresses.parse(target.id)
    did = target.author_id or (place.did if place else "")
    if not did.startswith("did:"):
        raise _incomplete(did)
    return did


def _post(visit: Visit, request: ActRequest) -> records.Record:
    try:
        request.text.encode()
    except UnicodeEncodeError as problem:
        cause = "Texten innehåller tecken som inte går att skicka."
        raise Refused("text-broken", cause=cause, mender=Mender.AUTHOR) from problem
    key = _key(request.key)
    embedded = [
        records.image(visit.upload(original.content, original.mime), original)
        for original in request.images
    ]
    return records.post(
        key,
        request.text,
        langs=request.langs,
        facets=facets.facets(request.text, lambda handle: _did_of(visit, handle)),
        images=embedded,
    )


def _did_of(visit: Visit, handle: str) -> str:
    """Who has the handle; "" when nobody has, so that the mention stays plain text."""
    try:
        reply = visit.query("com.atproto.identity.resolveHandle", handle=handle)
    except Fault as fault:
        if fault.name in DEAD or fault.answer.status == 429:
            raise
        return ""
    return fields.text(reply.found, "did")


def _root(visit: Visit, target: Target, parent: Mapping[str, str]) -> Mapping[str, str]:
    """The start of the thread; asks the network when the request does not tell."""
    if target.root_id == target.id:
        return parent
    if target.root_id and target.root_version:
        return {"uri": target.root_id, "cid": target.root_version}
    if target.root_id:
        return strong_ref(visit, target.root_id, "")
    reply = visit.record(_place(target.id))
    root = fields.part(reply.found if reply else {}, "value", "reply", "root")
    uri, cid = fields.text(root, "uri"), fields.text(root, "cid")
    return {"uri": uri, "cid": cid} if uri and cid else parent


def _put(
    visit: Visit, collection: str, key: str, record: records.Record, *, page: str = ""
) -> Receipt:
    """Write under the key: a second call with the same record changes nothing."""
    body = {"repo": visit.did, "collection": collection, "rkey": _key(key), "record": record}
    reply = visit.call("com.atproto.repo.putRecord", body)
    uri = fields.text(reply.found, "uri")
    if not uri:
        raise reply.unusable("no-uri")
    return _receipt(visit, uri, reply, page=page)


def _receipt(visit: Visit, network_id: str, reply: Reply, *, page: str = "") -> Receipt:
    return Receipt(
        network_id=network_id,
        url=visit.page(page or network_id),
        at=datetime.now(UTC),
        version=fields.text(reply.found, "cid"),
        raw=reply.raw,
    )


def _place(uri: str) -> Place:
    place = addresses.parse(uri)
    if place is None:
        raise _incomplete(uri)
    return place


def _key(key: str) -> str:
    if not tid.is_tid(key):
        raise _incomplete(key)
    return key


def _incomplete(detail: str) -> Refused:
    cause = "Uppdraget saknar en giltig nyckel eller ett giltigt mål på Bluesky."
    return Refused("incomplete", detail, cause=cause, mender=Mender.OPERATOR)

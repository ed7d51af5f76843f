"""What everybody sees of an account: its name, whoever else has that name, and its mark."""

from collections.abc import Mapping

from torg.adapters.networks.bluesky import fields
from torg.adapters.networks.bluesky.refusals import is_gone
from torg.adapters.networks.bluesky.visit import Visit
from torg.adapters.networks.bluesky.xrpc import Fault
from torg.ports.account import Account, Sighting
from torg.ports.errors import OutsideError

# The server answers so when nobody has the name.
NOBODY = "Unable to resolve handle"
# The server's word for an account whose name it does not know.
NO_NAME = frozenset({"", "handle.invalid"})


def observe(visit: Visit) -> Sighting:
    """Raises Fault, Refused and Unreachable; an account that is gone is an answer."""
    did = visit.connection.account_id
    repo, holder = _repo(visit, did), _holder(visit)
    if repo is None:
        return Sighting(None, holder)
    handle = fields.text(repo, "handle")
    profile = _profile(visit)
    account = Account(
        id=did,
        handle=handle,
        display_name=fields.text(profile, "displayName") or handle,
        url=f"{visit.web}/profile/{handle}",
    )
    return Sighting(account, holder, _marked(profile))


def _repo(visit: Visit, did: str) -> Mapping[str, object] | None:
    try:
        reply = visit.ask("com.atproto.repo.describeRepo", repo=did)
    except Fault as fault:
        if is_gone(fault):
            return None
        raise
    if fields.text(reply.found, "did") != did:
        raise reply.unusable("wrong-account")
    if fields.text(reply.found, "handle") in NO_NAME:
        raise reply.unusable("no-handle")
    return reply.found


def _holder(visit: Visit) -> str:
    """The id that the connection's handle leads to; "" when it leads nowhere."""
    handle = visit.connection.handle
    try:
        reply = visit.ask("com.atproto.identity.resolveHandle", handle=handle)
    except Fault as fault:
        if fault.message.startswith(NOBODY):
            return ""
        raise
    return fields.text(reply.found, "did")


def _profile(visit: Visit) -> Mapping[str, object]:
    """As the network's own app shows it; empty where our credential does not open it."""
    try:
        return visit.query("app.bsky.actor.getProfile", actor=visit.connection.account_id).found
    except (Fault, OutsideError):
        return {}


def _marked(profile: Mapping[str, object]) -> bool | None:
    """Lexicon app.bsky.actor.defs#verificationState: who is vouched for, or vouches for others."""
    if not fields.text(profile, "did"):
        return None
    state = fields.part(profile, "verification")
    words = {fields.text(state, name) for name in ("verifiedStatus", "trustedVerifierStatus")}
    return "valid" in words

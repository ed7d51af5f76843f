"""What everybody sees of a Bluesky account, from answers of every shape."""

import pytest
from tests.contracts.bluesky.wire import CONNECTION, DID, Scripted, answer, no, scripted

from torg.adapters.http import Answer
from torg.adapters.networks.bluesky import Bluesky
from torg.ports.errors import Refused, Unreachable

REPO = "com.atproto.repo.describeRepo"
RESOLVE = "com.atproto.identity.resolveHandle"
PROFILE = "app.bsky.actor.getProfile"
NAMED = answer(200, {"did": DID, "handle": "kommun.example"})
NOBODY = no(400, "InvalidRequest", "Unable to resolve handle")
LOST = Unreachable("timeout", maybe_done=True)


def network(repo: Scripted = NAMED, holder: Scripted = NOBODY, profile: Scripted = LOST) -> Bluesky:
    made, wire = scripted()
    wire.script |= {REPO: [repo], RESOLVE: [holder], PROFILE: [profile]}
    return made


def test_the_public_read_needs_no_profile() -> None:
    seen = network(holder=answer(200, {"did": DID})).observe(CONNECTION)
    assert seen.account is not None
    assert (seen.account.handle, seen.holder, seen.marked) == ("kommun.example", DID, None)


@pytest.mark.parametrize(
    ("state", "marked"),
    [
        ({"verifiedStatus": "valid", "trustedVerifierStatus": "none"}, True),
        ({"verifiedStatus": "none", "trustedVerifierStatus": "valid"}, True),
        ({"verifiedStatus": "invalid", "trustedVerifierStatus": "none"}, False),
        ({}, False),
    ],
)
def test_the_mark_is_read_where_the_profile_opens(state: dict[str, str], *, marked: bool) -> None:
    profile = {"did": DID, "displayName": "Kommunen", "verification": state}
    seen = network(profile=answer(200, profile)).observe(CONNECTION)
    assert seen.account is not None
    assert (seen.account.display_name, seen.marked) == ("Kommunen", marked)


@pytest.mark.parametrize(
    "gone",
    [
        no(400, "RepoNotFound", f"Could not find repo for DID: {DID}"),
        no(400, "RepoTakendown", "Repo has been takendown"),
        no(400, "RepoDeactivated", "Repo has been deactivated"),
    ],
)
def test_a_server_that_says_so_says_gone(gone: Answer) -> None:
    seen = network(repo=gone, holder=answer(200, {"did": "did:plc:annan"})).observe(CONNECTION)
    assert (seen.account, seen.holder) == (None, "did:plc:annan")


@pytest.mark.parametrize(
    "half",
    [
        LOST,
        answer(200, {}),
        answer(200, {"did": DID}),
        answer(200, {"did": "did:plc:annan", "handle": "x"}),
        answer(404, b"<html>", headers={"content-type": "text/html"}),
        answer(502, b"bad gateway"),
    ],
)
def test_half_an_answer_is_unreachable_and_never_gone(half: Scripted) -> None:
    with pytest.raises(Unreachable):
        network(repo=half).observe(CONNECTION)
    with pytest.raises(Unreachable):
        network(holder=LOST).observe(CONNECTION)


def test_a_limit_is_a_refusal() -> None:
    with pytest.raises(Refused):
        network(repo=no(429, "RateLimitExceeded")).observe(CONNECTION)

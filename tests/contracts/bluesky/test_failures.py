"""Every failure leaves as one of the port's three, and tells rightly whether it may be done."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from tests.contracts.bluesky.wire import (
    CONNECTION,
    CREATE,
    DID,
    PUT,
    REFRESH,
    Asked,
    answer,
    no,
    scripted,
    session,
)

from torg.adapters.http import Answer
from torg.ports.errors import Mender, NeedsReconnect, Refused, Unreachable
from torg.ports.network import ActKind, ActRequest, Image, Seen, Target

NOW = datetime(2026, 9, 8, 8, 0, tzinfo=UTC)
LOST = Unreachable("timeout", maybe_done=True)
DONE = answer(200, {"uri": f"at://{DID}/app.bsky.feed.post/3l25zusnsfctk", "cid": "bafyx"})
PICTURE = Image(content=b"png", mime="image/png", alt="Badhuset", width=8, height=8)


def _post(*, text: str = "Badhuset öppnar", images: tuple[Image, ...] = ()) -> ActRequest:
    key = scripted()[0].mint_key(NOW, b"seed")
    return ActRequest(kind=ActKind.PUBLISH, key=key, text=text, images=images)


def test_a_lost_answer_to_the_write_is_maybe_done() -> None:
    network, wire = scripted(putRecord=[LOST])
    with pytest.raises(Unreachable) as caught:
        network.perform(CONNECTION, _post())
    assert caught.value.maybe_done
    assert wire.count(PUT) == 1


@pytest.mark.parametrize(
    ("answers", "images", "text"),
    [
        ({"createSession": [LOST]}, (), "Hej"),
        ({"uploadBlob": [LOST]}, (PICTURE,), "Hej"),
        ({"uploadBlob": [answer(200, {})]}, (PICTURE,), "Hej"),
        ({"resolveHandle": [Unreachable("timeout", maybe_done=False)]}, (), "@rut.example"),
    ],
)
def test_what_fails_before_the_write_was_certainly_not_done(
    answers: dict[str, list[object]], images: tuple[Image, ...], text: str
) -> None:
    network, wire = scripted(**answers)  # type: ignore[arg-type]
    with pytest.raises(Unreachable) as caught:
        network.perform(CONNECTION, _post(text=text, images=images))
    assert wire.count(PUT) == 0
    assert not caught.value.maybe_done


@pytest.mark.parametrize(
    "strange",
    [
        answer(200, {}),
        answer(200, b"<html>Inloggning</html>", headers={"content-type": "text/html"}),
        answer(200, []),
        answer(403, b"<html>nej</html>", headers={"content-type": "text/html"}),
        answer(400, {"message": "no name"}),
        answer(408, {"error": "Timeout"}),
    ],
)
def test_an_answer_that_cannot_be_trusted_is_maybe_done(strange: Answer) -> None:
    network, _ = scripted(putRecord=[strange])
    with pytest.raises(Unreachable) as caught:
        network.perform(CONNECTION, _post())
    assert caught.value.maybe_done


@pytest.mark.parametrize(
    ("said", "mender", "words"),
    [
        (no(400, "InvalidRequest", "Record/text must not be longer than 300 graphemes"),
         Mender.AUTHOR, "längre"),
        (no(400, "InvalidRequest", "Invalid app.bsky.feed.post record: array too big (maximum 4, "
            "got 5) at $.record.embed.images"), Mender.AUTHOR, "fyra"),
        (no(400, "BlobTooLarge", "This file is too large. It is 2MB"), Mender.AUTHOR, "större"),
        (no(413, "PayloadTooLargeError", "request entity too large"), Mender.AUTHOR, "större"),
        (no(400, "InvalidRequest", "Invalid record"), Mender.OPERATOR, "godtog inte"),
        (no(404, "NotFound"), Mender.AUTHOR, "finns inte"),
        (no(403, "Forbidden"), Mender.CHANNEL_OWNER, "lät inte"),
    ],
)  # fmt: skip
def test_a_definite_no_tells_cause_and_mender(said: Answer, mender: Mender, words: str) -> None:
    network, wire = scripted(putRecord=[said])
    with pytest.raises(Refused) as caught:
        network.perform(CONNECTION, _post())
    assert caught.value.mender is mender
    assert words in caught.value.cause
    assert caught.value.retry_after is None
    assert wire.count(PUT) == 1


def test_a_rate_limit_tells_when_its_window_starts_anew() -> None:
    reset = str(int(time.time()) + 600)
    network, _ = scripted(putRecord=[no(429, "RateLimitExceeded", ratelimit_reset=reset)])
    with pytest.raises(Refused) as caught:
        network.perform(CONNECTION, _post())
    wait = caught.value.retry_after
    assert wait is not None
    assert timedelta(seconds=590) < wait <= timedelta(seconds=600)


@pytest.mark.parametrize("header", ["", "soon", "-5", "99999999999999999"])
def test_a_rate_limit_without_a_usable_time_waits_five_minutes(header: str) -> None:
    network, _ = scripted(putRecord=[no(429, "RateLimitExceeded", ratelimit_reset=header)])
    with pytest.raises(Refused) as caught:
        network.perform(CONNECTION, _post())
    assert caught.value.retry_after == timedelta(minutes=5)


@pytest.mark.parametrize(
    "said",
    [
        no(401, "AuthenticationRequired", "Invalid identifier or password"),
        no(401, "AccountTakedown", "Account has been taken down"),
        no(401, "AuthFactorTokenRequired", "A sign in code has been sent"),
        session(active=False, status="deactivated"),
        session(did="did:plc:nagonannan"),
    ],
)
def test_a_credential_that_does_not_open_our_account_must_be_connected_anew(said: Answer) -> None:
    network, wire = scripted(createSession=[said], putRecord=[DONE])
    with pytest.raises(NeedsReconnect):
        network.perform(CONNECTION, _post())
    assert wire.count(PUT) == 0
    assert CONNECTION.secret not in repr(CONNECTION)


def test_one_sign_in_serves_many_calls() -> None:
    network, wire = scripted(putRecord=[DONE])
    for _ in range(40):
        network.perform(CONNECTION, _post())
    assert wire.count(CREATE) == 1


def test_a_refused_token_is_renewed_and_the_call_made_again() -> None:
    stale = no(400, "ExpiredToken", "Token has expired")
    network, wire = scripted(putRecord=[stale, DONE], refreshSession=[session("2")])
    receipt = network.perform(CONNECTION, _post())
    assert receipt.network_id.endswith("3l25zusnsfctk")
    puts = [one for one in wire.asked if one.nsid == PUT]
    assert len(puts) == 2
    assert puts[0].token != puts[1].token
    assert wire.count(CREATE) == 1


def test_a_token_about_to_end_is_renewed_before_the_call() -> None:
    network, wire = scripted(
        createSession=[session(seconds=30)], refreshSession=[session("2")], putRecord=[DONE]
    )
    network.perform(CONNECTION, _post())
    network.perform(CONNECTION, _post())
    assert wire.count(REFRESH) == 1


def test_a_dead_refresh_token_leads_to_a_new_sign_in_and_a_dead_password_to_the_owner() -> None:
    dead = no(400, "ExpiredToken", "Token has been revoked")
    wrong = no(401, "AuthenticationRequired")
    network, wire = scripted(
        createSession=[session(), session("2"), wrong],
        putRecord=[dead, DONE, dead],
        refreshSession=[dead],
    )
    network.perform(CONNECTION, _post())
    assert wire.count(CREATE) == 2
    with pytest.raises(NeedsReconnect):
        network.perform(CONNECTION, _post())


def test_a_renewal_without_answer_was_certainly_no_act() -> None:
    network, _ = scripted(
        putRecord=[no(400, "ExpiredToken")], refreshSession=[Unreachable("x", maybe_done=True)]
    )
    with pytest.raises(Unreachable) as caught:
        network.perform(CONNECTION, _post())
    assert not caught.value.maybe_done


def test_we_stop_signing_in_before_the_server_locks_the_account() -> None:
    network, wire = scripted(createSession=[no(401, "AuthenticationRequired")])
    for _ in range(25):
        with pytest.raises(NeedsReconnect):
            network.verify(CONNECTION)
    with pytest.raises(Refused) as caught:
        network.verify(CONNECTION)
    assert wire.count(CREATE) == 25
    assert caught.value.retry_after is not None
    assert caught.value.retry_after <= timedelta(minutes=5)


@pytest.mark.parametrize(
    ("version", "size"),
    [("0.4.217", 1_000_000), ("0.5.35", 2_000_000), ("1.0.0", 2_000_000), ("3f9a2c1", 1_000_000)],
)
def test_the_image_limit_follows_the_servers_version(version: str, size: int) -> None:
    network, _ = scripted(health=[answer(200, {"version": version})])
    assert network.limits(CONNECTION).image_bytes == size


def test_a_report_cannot_be_looked_up_afterwards() -> None:
    network, _ = scripted()
    target = Target(author_id="did:plc:nagon")
    request = ActRequest(kind=ActKind.REPORT, key=network.mint_key(NOW, b""), target=target)
    assert network.read_back(CONNECTION, request, NOW).seen is Seen.CANNOT_TELL


@pytest.mark.parametrize("kind", [ActKind.MESSAGE, ActKind.DELETE])
def test_what_bluesky_cannot_do_is_refused(kind: ActKind) -> None:
    network, wire = scripted()
    with pytest.raises(Refused):
        network.perform(CONNECTION, ActRequest(kind=kind, key="", target=Target(id="at://x")))
    assert wire.asked == []


def test_broken_orders_are_refused_without_a_write() -> None:
    network, wire = scripted(getRecord=[no(400, "RecordNotFound")])
    good = network.mint_key(NOW, b"")
    own = f"at://{DID}/app.bsky.feed.post/3l25zusnsfctk"
    other = "at://did:plc:nagonannan/app.bsky.feed.post/3l25zusnsfctk"
    for request in (
        ActRequest(kind=ActKind.PUBLISH, key="fri text", text="Hej"),
        ActRequest(kind=ActKind.PUBLISH, key=good, text="\ud800"),
        ActRequest(kind=ActKind.REPLY, key=good, text="Hej", target=Target(id="")),
        ActRequest(kind=ActKind.REPLY, key=good, text="Hej", target=Target(id=own)),
        ActRequest(kind=ActKind.DELETE_OWN, key=good, target=Target(id=other)),
        ActRequest(kind=ActKind.HIDE, key=good, target=Target(id=other, root_id=other)),
        ActRequest(kind=ActKind.BLOCK, key=good),
    ):
        with pytest.raises(Refused):
            network.perform(CONNECTION, request)
    assert wire.count(PUT) == 0


def test_hiding_reads_again_when_the_gate_changed_and_keeps_what_others_wrote() -> None:
    root = f"at://{DID}/app.bsky.feed.post/3l25zusnsfctk"
    gates = [
        answer(200, {"cid": "one", "value": {"hiddenReplies": ["at://a"], "allow": []}}),
        answer(200, {"cid": "two", "value": {"hiddenReplies": ["at://a", "at://b"], "allow": []}}),
    ]
    network, wire = scripted(
        getRecord=[gates[0], gates[1]], putRecord=[no(400, "InvalidSwap"), DONE]
    )
    request = ActRequest(kind=ActKind.HIDE, key="", target=Target(id="at://c", root_id=root))
    network.perform(CONNECTION, request)
    written = [one.body for one in wire.asked if one.nsid == PUT][-1]
    record = written["record"]
    assert isinstance(record, dict)
    assert written["swapRecord"] == "two"
    assert record["hiddenReplies"] == ["at://a", "at://b", "at://c"]
    assert record["allow"] == []


def test_a_full_or_busy_gate_is_refused() -> None:
    root = f"at://{DID}/app.bsky.feed.post/3l25zusnsfctk"
    full = answer(200, {"cid": "c", "value": {"hiddenReplies": [f"at://{n}" for n in range(300)]}})
    request = ActRequest(kind=ActKind.HIDE, key="", target=Target(id="at://c", root_id=root))
    network, _ = scripted(getRecord=[full])
    with pytest.raises(Refused, match="gate-full"):
        network.perform(CONNECTION, request)
    network, wire = scripted(
        getRecord=[no(400, "RecordNotFound")], putRecord=[no(400, "InvalidSwap")]
    )
    with pytest.raises(Refused, match="gate-busy"):
        network.perform(CONNECTION, request)
    assert wire.count(PUT) == 3


def test_nothing_is_ever_taken_for_a_delivery() -> None:
    network, _ = scripted()
    assert not network.signature_ok(CONNECTION, {}, b"")
    with pytest.raises(Refused):
        network.parse(CONNECTION, b"{}")


def test_a_record_under_our_name_is_put_with_our_own_time() -> None:
    seen: list[Asked] = []

    def put(asked: Asked) -> Answer:
        seen.append(asked)
        return DONE

    network, _ = scripted(putRecord=[put])
    request = _post(text="Läs https://kommun.example/å")
    network.perform(CONNECTION, request)
    network.perform(CONNECTION, request)
    assert seen[0].body == seen[1].body
    assert seen[0].body["rkey"] == request.key

"""The adapter against answers that the practice network itself would never give."""

import json
from datetime import timedelta

import pytest
from tests.contracts.practice.practice_rig import now
from tests.unit.adapters.hostile import answer, hostile, says

from torg.adapters.http import GuardedClient
from torg.adapters.networks.practice.card import card_for
from torg.adapters.networks.practice.client import PracticeNetwork
from torg.ports.errors import NeedsReconnect, OutsideError, Refused, Unreachable
from torg.ports.network import ActKind, ActRequest, Capability, Connection, KeyKind

POST = ActRequest(ActKind.PUBLISH, "k", text="Hej")
ERROR = b'{"error": {"code": "%s", "message": "Nej tack."}}'
GOOD = {"id": "p_1", "at": "2026-09-08T08:00:00Z", "path": "inlagg/p_1", "version": "1"}


def outcome(raw: bytes) -> OutsideError:
    with hostile(says(raw)) as server:
        network = PracticeNetwork(GuardedClient((server.origin,), timeout=2))
        connection = Connection("practice", server.origin, "k_1", "kommun", "hemlig-nyckel")
        with pytest.raises(OutsideError) as caught:
            network.perform(connection, POST)
        assert len(server.seen) == 1
    assert "hemlig-nyckel" not in str(caught.value) + repr(connection)
    return caught.value


@pytest.mark.parametrize("body", [b"", b"<html>", ERROR % b"token-dead"])
def test_401_asks_for_a_new_connection_whatever_it_says(body: bytes) -> None:
    assert isinstance(outcome(answer(body, status="401 No")), NeedsReconnect)


@pytest.mark.parametrize("status", ["400 No", "403 No", "404 No", "409 No", "422 No"])
def test_a_known_error_object_is_a_no(status: str) -> None:
    found = outcome(answer(ERROR % b"too-long", status=status))
    assert isinstance(found, Refused)
    assert (found.code, found.cause, found.retry_after) == ("too-long", "Nej tack.", None)


@pytest.mark.parametrize(
    "body", [b"<html>Not found</html>", b"{}", b'{"error": "x"}', b'{"error": {"code": "x"}}', b"["]
)
def test_an_unknown_4xx_proves_nothing(body: bytes) -> None:
    found = outcome(answer(body, status="404 No"))
    assert isinstance(found, Unreachable)
    assert (found.code, found.maybe_done) == ("http-404", True)


def test_429_is_a_no_even_without_an_error_object() -> None:
    raw = b"HTTP/1.1 429 Slow\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n"
    found = outcome(raw)
    assert isinstance(found, Refused)
    assert found.retry_after == timedelta(seconds=30)
    assert found.cause


@pytest.mark.parametrize(
    "change", [{"id": ""}, {"id": None}, {"id": 7}, {"at": "i går"}, {"at": "2026-09-08"}]
)
def test_an_answer_without_id_or_time_is_maybe_done(change: dict[str, object]) -> None:
    found = outcome(answer(json.dumps({**GOOD, **change}).encode(), status="201 Created"))
    assert isinstance(found, Unreachable)
    assert (found.code, found.maybe_done) == ("no-id", True)


def test_every_5xx_is_maybe_done() -> None:
    for status in (500, 502, 503, 504, 599):
        found = outcome(answer(ERROR % b"too-long", status=f"{status} Oops"))
        assert isinstance(found, Unreachable)
        assert found.maybe_done is True


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"events": {}, "cursor": "1", "more": false}',
        b'{"events": [], "more": false}',
        b'{"events": [{}], "cursor": "1", "more": false}',
        b'{"events": [{"author": {}, "object": "", "version": ""}], "cursor": "1", "more": false}',
    ],
)
def test_broken_events_move_no_cursor(body: bytes) -> None:
    with hostile(says(answer(body))) as server:
        network = PracticeNetwork(GuardedClient((server.origin,), timeout=2))
        connection = Connection("practice", server.origin, "k_1", "kommun", "x")
        with pytest.raises(Unreachable) as caught:
            network.fetch(connection, "")
    assert (caught.value.code, caught.value.maybe_done) == ("events-broken", False)


def test_a_list_without_an_end_is_not_read_for_ever() -> None:
    body = json.dumps({"acts": [], "after": 0, "more": True}).encode()
    with hostile(says(answer(body))) as server:
        card = card_for(KeyKind.READ_BACK)
        network = PracticeNetwork(GuardedClient((server.origin,), timeout=2), card=card)
        connection = Connection("practice", server.origin, "k_1", "kommun", "x")
        network.read_back(connection, POST, now())
        assert len(server.seen) == 1


def test_the_card_says_what_the_profile_can() -> None:
    for profile in KeyKind:
        card = card_for(profile, name=f"practice-{profile}")
        assert (card.key_kind, card.adapter) == (profile, f"practice-{profile}")
        assert card.capabilities == frozenset(Capability)
        assert card.uncertainty > card.client_timeout

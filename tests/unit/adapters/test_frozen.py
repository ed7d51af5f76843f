"""A worker that stood still must not send what others have begun to do anew."""

import time
from typing import Any

import pytest
from tests.unit.adapters.hostile import Hostile, answer, hostile, says

from torg.adapters import transport
from torg.adapters.http import GuardedClient
from torg.adapters.transport import Flight, Watched
from torg.ports.errors import Unreachable
from torg.ports.leave import has_leave, leave_from

TIME = 0.3


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The watch that cuts a call stands still with its process, and goes on after it."""
    monkeypatch.setattr(Flight, "_cut", lambda _self: None)


def failure(server: Hostile, method: str = "POST", body: bytes = b"{}") -> Unreachable:
    client = GuardedClient((server.origin,), timeout=TIME)
    with pytest.raises(Unreachable) as caught:
        client.send(method, server.origin + "/x", body=body)
    return caught.value


def test_without_leave_nothing_is_written() -> None:
    with hostile(says(answer(b"{}"))) as server, leave_from(lambda: False):
        told = failure(server)
        assert (told.code, told.maybe_done) == ("lock-lost", False)
        assert GuardedClient((server.origin,)).send("GET", server.origin + "/x").status == 200
    assert [request[:4] for request in server.seen] == [b"GET "]


def test_leave_is_asked_for_each_call_and_ends_with_its_block() -> None:
    answers = iter([True, False])
    with hostile(says(answer(b"{}"))) as server, leave_from(lambda: next(answers)):
        assert GuardedClient((server.origin,)).send("POST", server.origin + "/x").status == 200
        assert failure(server).code == "lock-lost"
    assert len(server.seen) == 1
    assert has_leave()


def test_leave_that_took_the_call_s_whole_time_is_none() -> None:
    def late() -> bool:
        time.sleep(TIME * 1.2)
        return True

    with hostile(says(answer(b"{}"))) as server, leave_from(late):
        told = failure(server)
    assert (told.code, told.maybe_done) == ("timeout", False)
    assert b"".join(server.seen) == b""


@pytest.mark.usefixtures("still")
def test_a_call_that_stood_still_before_its_first_byte_did_not_leave(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    send = Watched.send

    def frozen(self: Watched, data: Any) -> None:
        time.sleep(TIME * 1.2)
        send(self, data)

    monkeypatch.setattr(Watched, "send", frozen)
    with hostile(says(answer(b"{}"))) as server:
        told = failure(server)
    assert (told.code, told.maybe_done) == ("timeout", False)
    assert b"".join(server.seen) == b""


@pytest.mark.usefixtures("still")
def test_a_body_is_not_ended_when_the_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "BLOCK", 1000)
    hand_over, left = Flight.hand_over, [3]  # the head, and two thousand bytes of the body

    def frozen(self: Flight) -> None:
        left[0] -= 1
        if left[0] < 0:
            time.sleep(TIME * 1.2)
        hand_over(self)

    monkeypatch.setattr(Flight, "hand_over", frozen)
    with hostile(says(answer(b"{}"))) as server:
        told = failure(server, body=b"x" * 5000)
    assert (told.code, told.maybe_done) == ("timeout", True)
    assert b"".join(server.seen).count(b"x") <= 2001

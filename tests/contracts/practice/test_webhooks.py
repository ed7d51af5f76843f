"""Deliveries: signed, at least once, patient; and how the adapter judges them."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.contracts.practice.practice_rig import SECRET, PracticeRig, now
from tests.unit.adapters.hostile import answer, hostile, says

from torg.adapters.http import GuardedClient
from torg.adapters.networks.practice import accounts, store, webhooks
from torg.adapters.networks.practice.client import PracticeNetwork
from torg.adapters.networks.practice.refusal import No
from torg.adapters.networks.practice.webhooks import deliver_due, signature
from torg.ports.errors import Refused


def subscribe(net: PracticeRig, origin: str) -> None:
    accounts.subscribe(net.app.site.store, net.account.id, url=f"{origin}/hook", secret=SECRET)


def test_a_failed_delivery_comes_again_later(net: PracticeRig) -> None:
    with hostile(says(answer(b"", status="500 Nej"))) as broken:
        subscribe(net, broken.origin)
        net.mention("Hör ni?")
        assert deliver_due(net.app.site.store, now()) == 0
        assert deliver_due(net.app.site.store, now()) == 0
    assert len(broken.seen) == 1
    with hostile(says(answer(b"{}"))) as mended:
        subscribe(net, mended.origin)
        assert deliver_due(net.app.site.store, now() + timedelta(seconds=2)) == 1
        assert deliver_due(net.app.site.store, now() + timedelta(hours=9)) == 0
    first, second = (server.seen[0].partition(b"\r\n\r\n")[2] for server in (broken, mended))
    assert first == second


def test_a_lost_answer_means_a_second_delivery(net: PracticeRig) -> None:
    with hostile(lambda peer: peer.close()) as desk:
        subscribe(net, desk.origin)
        net.mention("En eller två?")
        for hours in range(3):
            deliver_due(net.app.site.store, now() + timedelta(hours=hours))
    bodies = {request.partition(b"\r\n\r\n")[2] for request in desk.seen}
    assert (len(desk.seen), len(bodies)) == (3, 1)


def test_without_an_address_nothing_is_queued(net: PracticeRig) -> None:
    net.mention("Tyst")
    rows = net.app.site.store.reading().execute("SELECT count(*) FROM delivery").fetchone()
    assert rows[0] == 0


def test_an_address_needs_a_secret(net: PracticeRig) -> None:
    with pytest.raises(No, match="secret-missing"):
        accounts.subscribe(net.app.site.store, net.account.id, url="http://x", secret="")


def test_the_courier_delivers_at_once(net: PracticeRig) -> None:
    before = set(threading.enumerate())
    with hostile(says(answer(b"{}"))) as desk:
        subscribe(net, desk.origin)
        net.app.start()
        net.mention("Hej")
        until(lambda: bool(desk.seen))
        net.app.close()
    assert len(desk.seen) == 1
    left = set(threading.enumerate()) - before
    assert not [thread for thread in left if "practice" in thread.name]


def test_the_courier_outlives_a_file_that_others_hold(
    net: PracticeRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.01)
    monkeypatch.setattr(webhooks, "PAUSE", 0.01)
    with hostile(says(answer(b"{}"))) as desk:
        subscribe(net, desk.origin)
        net.mention("Hej")
        with net.app.site.store.writing():
            net.app.start()
            until(lambda: len(desk.seen) > 1)  # tried, not noted, tried again
        until(lambda: not waiting(net))
        net.app.close()
    assert not waiting(net)


def until(seen: Callable[[], bool]) -> None:
    for _ in range(1000):
        if seen():
            return
        time.sleep(0.02)


def waiting(net: PracticeRig) -> int:
    rows = net.app.site.store.reading().execute(
        "SELECT count(*) FROM delivery WHERE done_at IS NULL"
    )
    return int(rows.fetchone()[0])


@pytest.mark.parametrize(("seconds", "ok"), [(0, True), (290, True), (310, False), (-310, False)])
def test_an_old_delivery_is_not_taken(net: PracticeRig, seconds: int, ok: bool) -> None:
    sent = net.delivery()
    network = PracticeNetwork(GuardedClient(), clock=lambda: time.time() + seconds)
    assert network.signature_ok(net.connection, sent.headers, sent.body) is ok


@pytest.mark.parametrize(
    "header",
    [
        "",
        "t=,v1=",
        "v1=0",
        "t=abc,v1=0",
        "t=-1,v1=0",
        "t=9999999999999999999,v1=0",
        "t=1;v1=å",
        "=",
    ],
)
def test_a_strange_signature_is_a_plain_no(net: PracticeRig, header: str) -> None:
    headers = {"x-practice-signature": header}
    assert not net.network.signature_ok(net.connection, headers, b"{}")


def test_a_delivery_to_another_account_is_refused(net: PracticeRig) -> None:
    sent = net.delivery()
    with pytest.raises(Refused):
        net.network.parse(replace(net.connection, account_id="k_annan"), sent.body)


def test_a_delivery_signed_with_no_secret_is_not_taken(net: PracticeRig) -> None:
    body = net.delivery().body
    headers = {"x-practice-signature": signature("", body, now())}
    assert not net.network.signature_ok(replace(net.connection, webhook_secret=""), headers, body)

"""Planted faults: what the desk's adapter makes of each, and what the log says was done."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.contracts.practice.practice_rig import PracticeRig, now, practice_rig
from werkzeug.test import Client, TestResponse

from torg.adapters.http import GuardedClient
from torg.adapters.networks.practice import calls
from torg.adapters.networks.practice.card import card_for, card_of
from torg.adapters.networks.practice.client import PracticeNetwork
from torg.adapters.networks.practice.faults import Fault, Plan, Saboteur
from torg.adapters.networks.practice.settings import Settings
from torg.ports.errors import DUPLICATE, Mender, Refused, Unreachable
from torg.ports.network import ActKind, ActRequest, KeyKind, NetworkCard


def plant(net: PracticeRig, *faults: dict[str, object], seed: int = 1) -> int:
    answer = Client(net.app).put(
        "/ovning/api/control/faults", json={"seed": seed, "faults": list(faults)}
    )
    return answer.status_code


def control(net: PracticeRig, door: str, **body: object) -> TestResponse:
    return Client(net.app).put(f"/ovning/api/control/{door}", json=body)


def origin(net: PracticeRig) -> str:
    return net.connection.base_url.removesuffix("/ovning")


def hasty_card() -> NetworkCard:
    return replace(card_for(KeyKind.KEYED), client_timeout=timedelta(seconds=0.25))


def wait_for(true: Callable[[], bool]) -> None:
    for _ in range(500):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it did not happen")


def post(text: str = "Hej") -> ActRequest:
    return ActRequest(ActKind.PUBLISH, f"nyckel-{text}", text=text)


@pytest.mark.parametrize(
    ("fault", "accepted"),
    [
        (Fault.RESET_BEFORE_ACCEPT, 0),
        (Fault.RESET_AFTER_ACCEPT, 1),
        (Fault.STATUS_500_BEFORE_ACCEPT, 0),
        (Fault.STATUS_500_AFTER_ACCEPT, 1),
        (Fault.STATUS_502_BEFORE_ACCEPT, 0),
        (Fault.STATUS_502_AFTER_ACCEPT, 1),
        (Fault.STATUS_503_BEFORE_ACCEPT, 0),
        (Fault.STATUS_504_BEFORE_ACCEPT, 0),
        (Fault.STATUS_504_AFTER_ACCEPT, 1),
        (Fault.HTML_BEFORE_ACCEPT, 0),
        (Fault.NO_ID_BEFORE_ACCEPT, 0),
        (Fault.HTML_AFTER_ACCEPT, 1),
        (Fault.NO_ID_AFTER_ACCEPT, 1),
        (Fault.TRUNCATED_AFTER_ACCEPT, 1),
    ],
)
def test_a_broken_answer_is_maybe_done(net: PracticeRig, fault: Fault, accepted: int) -> None:
    assert plant(net, {"match": {"kind": "publish", "nth": 1}, "fault": fault.value}) == 200
    with pytest.raises(Unreachable) as caught:
        net.network.perform(net.connection, post())
    assert caught.value.maybe_done is True
    assert len(net.truth()) == len(net.held()) == accepted
    assert net.network.perform(net.connection, post()).network_id
    assert len(net.held()) == 1


@pytest.mark.parametrize(
    ("fault", "at_once"), [(Fault.DELAY_BEFORE_ACCEPT, 0), (Fault.DELAY_AFTER_ACCEPT, 1)]
)
def test_a_delay_outlasts_the_caller(net: PracticeRig, fault: Fault, at_once: int) -> None:
    plant(net, {"fault": fault.value, "seconds": 0.8})
    hasty = PracticeNetwork(GuardedClient((origin(net),)), card=hasty_card())
    with pytest.raises(Unreachable) as caught:
        hasty.perform(net.connection, post())
    assert (caught.value.code, caught.value.maybe_done) == ("timeout", True)
    if not at_once:
        assert len(net.truth()) == 0
    give_up = time.monotonic() + 20
    while not net.truth() and time.monotonic() < give_up:
        time.sleep(0.05)
    assert len(net.truth()) == 1


@pytest.mark.parametrize(("seconds", "wait"), [(7, 7), (0, 60)])
def test_too_many_calls_is_a_no_for_now(net: PracticeRig, seconds: int, wait: int) -> None:
    plant(net, {"fault": "status_429", "seconds": seconds})
    with pytest.raises(Refused) as caught:
        net.network.perform(net.connection, post())
    assert caught.value.retry_after is not None
    assert caught.value.retry_after.total_seconds() == wait
    assert net.truth() == []


def test_a_drip_outlasts_the_caller(net: PracticeRig) -> None:
    plant(net, {"fault": "drip_after_accept", "seconds": 0.05})
    hasty = PracticeNetwork(GuardedClient((origin(net),)), card=hasty_card())
    with pytest.raises(Unreachable) as caught:
        hasty.perform(net.connection, post())
    assert (caught.value.code, caught.value.maybe_done) == ("timeout", True)
    assert len(net.truth()) == 1


def test_a_duplicate_is_refused_with_a_code_of_the_port(net: PracticeRig) -> None:
    plant(net, {"fault": "duplicate_refused"})
    with pytest.raises(Refused) as caught:
        net.network.perform(net.connection, post())
    assert (caught.value.code, caught.value.mender) == (DUPLICATE, Mender.AUTHOR)
    assert net.truth() == []


def test_a_network_may_refuse_the_same_text_again(net: PracticeRig) -> None:
    assert control(net, "settings", refuse_duplicates=True).status_code == 200
    net.network.perform(net.connection, replace(post(), key="ett"))
    with pytest.raises(Refused, match=DUPLICATE):
        net.network.perform(net.connection, replace(post(), key="två"))
    net.network.perform(net.connection, post("Annat"))
    assert len(net.truth()) == 2


@pytest.mark.parametrize("kind", ["fetch", "look"])
def test_reading_fails_too_and_is_never_maybe_done(net: PracticeRig, kind: str) -> None:
    plant(net, {"match": {"kind": kind}, "fault": "status_502_before_accept"})
    net.network.perform(net.connection, post())
    reads: dict[str, Callable[[], object]] = {
        "fetch": lambda: net.network.fetch(net.connection, ""),
        "look": lambda: net.network.read_back(net.connection, post(), now()),
    }
    with pytest.raises(Unreachable) as caught:
        reads[kind]()
    assert not caught.value.maybe_done


def test_processing_goes_on_when_the_caller_has_left(net: PracticeRig) -> None:
    control(net, "settings", processing=0.6)
    hasty = PracticeNetwork(GuardedClient((origin(net),)), card=hasty_card())
    with pytest.raises(Unreachable):
        hasty.perform(net.connection, post())
    assert net.truth() == []
    wait_for(lambda: len(net.truth()) == 1)


def test_every_call_is_counted_also_the_refused(net: PracticeRig) -> None:
    plant(net, {"match": {"nth": 1}, "fault": "status_429"})
    for _ in range(2):
        with suppress(Refused):
            net.network.perform(net.connection, post())
    *knocks, stands = calls.read(net.truth_path.parent / calls.NAME)
    assert [(line["kind"], line["key"], line["fault"]) for line in knocks] == [
        ("publish", "nyckel-Hej", "status_429"),
        ("publish", "nyckel-Hej", ""),
    ]
    # Of what was accepted there is also when it stood.
    assert (stands["kind"], stands["key"]) == (calls.ACCEPTED, "nyckel-Hej")
    assert str(knocks[1]["at"]) <= str(stands["at"])
    assert str(stands["arrived"]) <= str(stands["at"])


def test_an_instance_without_control_keeps_no_calls(tmp_path: Path) -> None:
    with practice_rig(tmp_path, Settings()) as quiet:
        quiet.network.perform(quiet.connection, post())
        assert not (tmp_path / calls.NAME).exists()


@pytest.mark.parametrize(
    "asked",
    [
        {"profile": "magic"},
        {"visibility_lag": -1},
        {"visibility_lag": "1"},
        {"duplicated": 1.5},
        {"forged": True},
        {"echo_own": 1},
        {"control": False},
        {"typo": 1},
    ],
)
def test_broken_settings_are_refused_and_change_nothing(
    net: PracticeRig, asked: dict[str, object]
) -> None:
    before = net.app.site.store.settings
    assert control(net, "settings", **asked).status_code == 400
    assert net.app.site.store.settings == before


def test_a_network_can_change_its_kind(net: PracticeRig) -> None:
    control(net, "settings", profile="read_back", visibility_lag=0.5, processing=1, seed=9)
    card = card_of(net.app.site.store.settings, client_timeout=timedelta(seconds=2))
    assert card.key_kind is KeyKind.READ_BACK
    assert card.uncertainty == timedelta(seconds=2 + 0.5 + 1 + 0.5)


def test_only_the_matching_call_fails(net: PracticeRig) -> None:
    plant(net, {"match": {"kind": "publish", "nth": 2}, "fault": "status_500_before_accept"})
    net.network.perform(net.connection, post("Ett"))
    with pytest.raises(Unreachable):
        net.network.perform(net.connection, post("Två"))
    net.network.perform(net.connection, post("Tre"))
    assert [held.text for held in net.held()] == ["Ett", "Tre"]


def test_the_same_seed_draws_the_same_faults() -> None:
    def drawn(seed: int) -> list[bool]:
        saboteur = Saboteur(seed)
        saboteur.plant([Plan(Fault.STATUS_429, share=0.3)])
        return [saboteur.draw("publish") is not None for _ in range(200)]

    assert drawn(5) == drawn(5)
    assert drawn(5) != drawn(6)
    assert 30 < sum(drawn(5)) < 90


def test_other_calls_in_between_do_not_move_the_faults() -> None:
    def drawn(*others: str) -> list[bool]:
        saboteur = Saboteur(5)
        saboteur.plant([Plan(Fault.STATUS_429, kind="publish", share=0.3)])
        found = []
        for _ in range(100):
            for other in others:
                saboteur.draw(other)
            found.append(saboteur.draw("publish") is not None)
        return found

    assert drawn() == drawn("fetch", "reply") == drawn("look")


def test_counting_holds_under_threads() -> None:
    saboteur = Saboteur(1)
    saboteur.plant([Plan(Fault.STATUS_429, kind="publish", nth=250)])
    hits: list[Plan] = []

    def draw() -> None:
        hits.extend(plan for _ in range(100) if (plan := saboteur.draw("publish")))

    threads = [threading.Thread(target=draw) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(hits) == 1


@pytest.mark.parametrize(
    "faults",
    [
        {},
        "x",
        [1],
        [{}],
        [{"fault": "fire"}],
        [{"fault": "status_429", "match": {"nth": "x"}}],
        [{"fault": "status_429", "typo": 1}],
        [{"fault": "status_429", "match": {"type": "x"}}],
        [{"fault": "status_429", "match": {"kind": "publsih"}}],
    ],
)
def test_a_broken_list_is_refused(net: PracticeRig, faults: object) -> None:
    answer = Client(net.app).put("/ovning/api/control/faults", json={"faults": faults})
    assert answer.status_code == 400


def test_control_is_closed_unless_opened(tmp_path: Path) -> None:
    with practice_rig(tmp_path, Settings()) as net:
        client = Client(net.app)
        before = len(net.truth())
        assert plant(net) == 404
        assert control(net, "settings", seed=2).status_code == 404
        for path in ("accounts", "revoke", "resident", "cursors", "storm", "deliver"):
            assert client.post(f"/ovning/api/control/{path}", json={}).status_code == 404
        assert len(net.truth()) == before


def test_control_plays_accounts_and_residents(net: PracticeRig) -> None:
    client = Client(net.app)

    def ask(path: str, **body: str) -> dict[str, str]:
        answer = client.post(f"/ovning/api/control/{path}", json=body)
        assert answer.status_code in {200, 201}, answer.text
        found: dict[str, str] = answer.get_json()
        return found

    account = ask("accounts", handle="badet", name="Badet", style="instagram")
    theirs = replace(net.connection, account_id=account["id"], secret=account["token"])
    root = net.network.perform(theirs, post()).network_id
    comment = ask("resident", name="Ur Uggla", verb="comment", object=root, text="Öppet?")
    ask("resident", name="Ur Uggla", verb="edit", object=comment["id"], text="Öppet i dag?")
    ask("resident", name="Ur Uggla", verb="like", object=root)
    ask("resident", name="Ur Uggla", verb="repost", object=root)
    ask("resident", name="Ur Uggla", verb="message", handle="badet", text="Hej")
    ask("resident", name="Ur Uggla", verb="visitor_post", handle="badet", text="Hej alla")
    ask("resident", name="Ur Uggla", verb="write", text="Hej @badet")
    ask("resident", name="Ur Uggla", verb="delete", object=comment["id"])
    told = [(event.kind, event.verb) for event in net.network.fetch(theirs, "").events]
    assert told == [
        ("comment", "created"),
        ("comment", "edited"),
        ("like", "created"),
        ("repost", "created"),
        ("message", "created"),
        ("visitor_post", "created"),
        ("mention", "created"),
        ("comment", "deleted"),
    ]
    ask("revoke", account=account["id"])
    assert client.post("/ovning/api/control/resident", json={"verb": "fly"}).status_code == 400

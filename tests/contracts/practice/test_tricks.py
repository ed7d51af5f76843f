"""Events on a bad road: told again, out of order, forged, played back, and cursors reset."""

import sqlite3
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.contracts.practice.practice_rig import SECRET, PracticeRig, now, practice_rig
from tests.unit.adapters.hostile import Hostile, answer, hostile, says
from werkzeug.test import Client

from torg.adapters.networks.practice import accounts, calls, tricks
from torg.adapters.networks.practice.settings import Settings
from torg.adapters.networks.practice.store import Store
from torg.adapters.networks.practice.webhooks import headers_of
from torg.ports.errors import CURSOR_GONE, Refused
from torg.ports.network import Event

MIXED = Settings(
    control=True, courier=False, duplicated=0.3, reordered=0.1, forged=0.1, replayed=0.1
)


def control(net: PracticeRig, method: str, door: str, **body: object) -> dict[str, Any]:
    answered = Client(net.app).open(f"/ovning/api/control/{door}", method=method, json=body)
    assert answered.status_code in {200, 201}, answered.text
    found: dict[str, Any] = answered.get_json()
    return found


def events(net: PracticeRig, cursor: str = "") -> list[Event]:
    found: list[Event] = []
    while True:
        batch = net.network.fetch(net.connection, cursor)
        found += batch.events
        cursor = batch.cursor
        if not batch.more:
            return found


def names(found: list[Event]) -> list[tuple[str, str]]:
    return [(event.network_id, event.version) for event in found]


def truly(net: PracticeRig) -> set[tuple[str, str]]:
    told = control(net, "GET", f"told?account={net.account.id}")["told"]
    return {(thing, str(version)) for thing, version, _ in told}


def test_a_storm_tells_of_as_many_events_as_it_was_asked_for(net: PracticeRig) -> None:
    done = control(
        net, "POST", "storm", handle="provkommun", events=300, edited=0.1, deleted=0.1, seed=4
    )
    assert sum(done.values()) == 300 == len(truly(net))
    assert min(done["write"], done["edit"], done["delete"]) > 10
    assert names(events(net)) == [(t, str(v)) for t, v, _ in told_in_order(net)]


def told_in_order(net: PracticeRig) -> list[tuple[str, int, str]]:
    found: list[tuple[str, int, str]] = control(net, "GET", f"told?account={net.account.id}")[
        "told"
    ]
    return found


def test_a_bad_road_loses_nothing_and_adds_nothing(net: PracticeRig) -> None:
    control(net, "PUT", "settings", duplicated=0.3, reordered=0.1)
    control(net, "POST", "storm", handle="provkommun", events=300, edited=0.05)
    found = names(events(net))
    assert set(found) == truly(net)
    again = Counter(found)
    assert 50 < sum(times > 1 for times in again.values()) < 130
    assert max(again.values()) <= 5
    assert list(dict.fromkeys(found)) != [(t, str(v)) for t, v, _ in told_in_order(net)]
    assert names(events(net)) == found


def delivered(folder: Path, desk: Hostile, seed: int) -> list[dict[str, object]]:
    """One storm, delivered by hand; what the network noted of each delivery."""
    with practice_rig(folder, replace(MIXED, seed=seed)) as net:
        store = net.app.site.store
        accounts.subscribe(store, net.account.id, url=f"{desk.origin}/hook", secret=SECRET)
        control(net, "POST", "storm", handle="provkommun", events=60)
        while control(net, "POST", "deliver")["waiting"]:
            continue
        noted = calls.read(folder / calls.NAME)
    return [{name: line[name] for name in ("delivery", "how", "status")} for line in noted]


def test_the_same_seed_delivers_the_same_in_the_same_order(tmp_path: Path) -> None:
    with hostile(says(answer(b"{}"))) as desk:
        first, again, other = (
            delivered(tmp_path / name, desk, seed) for name, seed in (("a", 7), ("b", 7), ("c", 8))
        )
    assert first == again != other
    hows = Counter(line["how"] for line in first)
    assert hows[tricks.GENUINE] > 60
    assert hows[tricks.REPLAYED]
    assert any(hows[how] for how in tricks.FORGERIES)
    order = [f"{line['delivery']:>6}" for line in first]
    assert order != sorted(order)


@pytest.mark.parametrize(
    ("how", "genuine"),
    [(tricks.GENUINE, True), (tricks.REPLAYED, False)] + [(how, False) for how in tricks.FORGERIES],
)
def test_only_the_genuine_is_taken_for_genuine(net: PracticeRig, how: str, genuine: bool) -> None:
    body = b'{"account": "x", "events": []}'
    headers = tricks_headers(how, body)
    assert net.network.signature_ok(net.connection, headers, body) is genuine


def tricks_headers(how: str, body: bytes) -> dict[str, str]:
    return {name.lower(): value for name, value in headers_of(how, SECRET, body, now()).items()}


def test_what_is_forged_is_sent_once_however_it_is_answered(tmp_path: Path) -> None:
    settings = Settings(control=True, courier=False, forged=1.0)
    with (
        hostile(says(answer(b"", status="401 Nej"))) as desk,
        practice_rig(tmp_path, settings) as net,
    ):
        store = net.app.site.store
        accounts.subscribe(store, net.account.id, url=f"{desk.origin}/hook", secret=SECRET)
        net.mention("Hej")
        assert control(net, "POST", "deliver") == {"arrived": 0, "waiting": 1}
    assert len(desk.seen) == 2
    assert sum(b"Forged" in seen for seen in desk.seen) == 1


def test_a_refused_cursor_says_so_and_the_beginning_still_works(net: PracticeRig) -> None:
    net.mention("Ett")
    before = net.network.fetch(net.connection, "").cursor
    control(net, "POST", "cursors", how="refuse")
    with pytest.raises(Refused) as caught:
        net.network.fetch(net.connection, before)
    assert caught.value.code == CURSOR_GONE
    assert caught.value.retry_after is None
    batch = net.network.fetch(net.connection, "")
    net.mention("Två")
    assert len(batch.events) == 1
    assert len(net.network.fetch(net.connection, batch.cursor).events) == 1


def test_numbers_that_start_anew_hide_new_events_behind_an_old_cursor(net: PracticeRig) -> None:
    for number in range(3):
        net.mention(f"Före {number}")
    before = net.network.fetch(net.connection, "").cursor
    control(net, "POST", "cursors", how="restart")
    new = net.mention("Efter")
    assert net.network.fetch(net.connection, before).events == ()
    assert names(list(net.network.fetch(net.connection, "").events)) == [(new, "1")]


@pytest.mark.parametrize("cursor", ["1.", ".1", "1.x", "x.1", "9" * 30, "-1", "1.1.1"])
def test_a_strange_cursor_is_refused(net: PracticeRig, cursor: str) -> None:
    with pytest.raises(Refused, match="cursor"):
        net.network.fetch(net.connection, cursor)


def test_a_file_from_before_has_the_new_column(tmp_path: Path) -> None:
    Store(tmp_path).close()
    with sqlite3.connect(tmp_path / "practice.sqlite3") as old:
        old.execute("ALTER TABLE delivery DROP COLUMN how")
    store = Store(tmp_path)
    columns = [row["name"] for row in store.reading().execute("PRAGMA table_info(delivery)")]
    assert "how" in columns
    store.close()

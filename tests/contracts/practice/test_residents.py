"""The talkers and the seeded past."""

import random
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.contracts.practice.practice_rig import PracticeRig, practice_rig

from torg.adapters.networks.practice import accounts, history, truth
from torg.adapters.networks.practice.remarks import (
    RemarkKind,
    data,
    remark_on,
    remarks,
    topics_of,
)
from torg.adapters.networks.practice.residents import react, speak
from torg.adapters.networks.practice.settings import Settings
from torg.adapters.networks.practice.stamps import moment
from torg.adapters.networks.practice.store import Store
from torg.adapters.networks.practice.styles import graphemes
from torg.ports.network import ActKind, ActRequest

NOW = datetime(2026, 9, 8, 8, 0, tzinfo=UTC)


def seeded(folder: Path, seed: int = 7, weeks: int = 4) -> tuple[Store, list[history.Lived]]:
    store = Store(folder)
    channels = [
        accounts.open_account(store, handle=handle, name=handle.title(), style=style, now=NOW)[0]
        for handle, style in (("vattnebo", "facebook"), ("badet", "instagram"))
    ]
    return store, history.seed_history(store, channels, weeks=weeks, now=NOW, seed=seed)


def test_there_are_many_texts_of_every_kind() -> None:
    texts = [remark.text for remark in remarks()]
    assert len(texts) == len(set(texts)) >= 80
    counts = Counter(remark.kind for remark in remarks())
    assert all(counts[kind] >= 6 for kind in RemarkKind)
    assert {remark.topic for remark in remarks()} <= {*data("remarks.toml")["topics"], "any"}
    assert all(0 < graphemes(text) <= 280 for text in texts)


def test_every_post_of_the_past_has_its_topic() -> None:
    for topic, texts in data("history.toml")["posts"].items():
        for text in texts:
            assert topic in topics_of(text), text


def test_remarks_fit_the_post_or_any_post() -> None:
    chance = random.Random(3)
    found = [remark_on("I natt plogar vi", chance) for _ in range(500)]
    assert {remark.kind for remark in found} == set(RemarkKind)
    fitting = sum(remark.topic == "snow" for remark in found)
    assert fitting > 300
    assert all(remark.topic in {"snow", "any"} for remark in found if remark.kind != "private")


def test_the_same_seed_gives_the_same_past(tmp_path: Path) -> None:
    first, lived = seeded(tmp_path / "a")
    second, again = seeded(tmp_path / "b")
    assert lived == again
    assert truth.read(first.truth_path) == truth.read(second.truth_path)
    assert seeded(tmp_path / "c", seed=8)[1] != lived


def test_the_past_is_whole_and_past(tmp_path: Path) -> None:
    store, lived = seeded(tmp_path, weeks=6)
    times = [moment(item.thing.created_at) for item in lived]
    assert times == sorted(times)
    assert NOW - timedelta(weeks=6, days=1) < times[0]
    assert times[-1] < NOW
    kinds = Counter((item.thing.kind, item.by_channel) for item in lived)
    assert min(kinds["post", True], kinds["comment", False], kinds["comment", True]) > 15
    assert kinds["message", False] > 1
    events = store.reading().execute("SELECT body FROM event ORDER BY seq").fetchall()
    assert len(events) > len(lived) / 2
    assert len(truth.read(store.truth_path)) >= len(lived)
    assert store.new_id("p") != store.new_id("p")


def test_seeding_twice_adds_nothing(tmp_path: Path) -> None:
    _, lived = seeded(tmp_path)
    assert lived
    assert seeded(tmp_path)[1] == []


@pytest.fixture
def rig_settings() -> Settings:
    return Settings(talk_per_hour=360_000)


def test_talkers_talk_until_stopped(tmp_path: Path, rig_settings: Settings) -> None:
    with practice_rig(tmp_path, rig_settings) as net:
        root = ActRequest(ActKind.PUBLISH, "k", text="I natt plogar vi")
        net.network.perform(net.connection, root)
        net.app.start()
        for _ in range(200):
            if len(net.truth()) > 12:
                break
            time.sleep(0.02)
        net.app.close()
        lines = len(net.truth())
        assert lines > 12
        time.sleep(0.1)
        assert len(net.truth()) == lines


def test_talkers_are_silent_where_nothing_is(net: PracticeRig) -> None:
    with practice_rig(net.truth_path.parent / "other", Settings()) as empty:
        chance = random.Random(1)
        found = [speak(empty.app.site, chance) for _ in range(10)]
    assert all(thing is None or thing.kind in {"message", "post"} for thing in found)


def test_a_talker_who_is_blocked_says_nothing(net: PracticeRig) -> None:
    store = net.app.site.store
    with store.writing() as db:
        for person in accounts.residents(store):
            db.execute(
                "INSERT INTO wall VALUES (?, ?, 'block', '2026')", (net.account.id, person.id)
            )
    chance = random.Random(1)
    assert [speak(net.app.site, chance) for _ in range(20)] == [None] * 20


def test_the_newest_post_without_comments_is_commented_once(net: PracticeRig) -> None:
    chance = random.Random(1)
    assert react(net.app.site, chance) is None
    root = ActRequest(ActKind.PUBLISH, "k", text="I natt plogar vi")
    receipt = net.network.perform(net.connection, root)
    said = react(net.app.site, chance)
    assert said is not None
    assert (said.kind, said.parent_id) == ("comment", receipt.network_id)
    assert react(net.app.site, chance) is None

"""Polling against a scripted list: nothing lost, nothing twice, whatever order things come in.

The script pages as the AppView does: newest first by claimed time, cursor = time of the last
row, next page strictly below it.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contracts.bluesky.wire import CONNECTION, DID, Asked, answer, no, scripted

from torg.adapters.http import Answer
from torg.adapters.networks.bluesky import Bluesky, cursor, reading
from torg.ports.errors import Refused, Unreachable
from torg.ports.network import Batch, Event, EventKind, EventVerb

T0 = datetime(2026, 9, 8, 8, 0, tzinfo=UTC)
OTHER = "did:plc:invanarensegetkonto123"
OWN = f"at://{DID}/app.bsky.feed.post/3l25zusnsfctk"


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _address(name: str) -> str:
    return f"at://{OTHER}/app.bsky.feed.post/{name}"


@dataclass
class Feed:
    """The network's list and records."""

    page: int = 100
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    records: set[str] = field(default_factory=set)
    pages: int = 0

    def add(self, name: str, at: datetime, *, reason: str = "reply", cid: str = "c1") -> None:
        """A notification; the same name again is a new edition."""
        uri = _address(name)
        self.records.add(uri)
        self.rows[uri] = {
            "uri": uri,
            "cid": f"bafy-{name}-{cid}",
            "author": {"did": OTHER, "handle": "rut.example", "displayName": "Rut Rask"},
            "reason": reason,
            "reasonSubject": OWN,
            "record": {"text": name, "reply": {"root": {"uri": OWN, "cid": "r"}}},
            "indexedAt": _iso(at),
        }

    def list(self, asked: Asked) -> Answer:
        """One page."""
        self.pages += 1
        below = parse_qs(urlsplit(asked.url).query).get("cursor", ["~"])[0]
        rows = sorted(self.rows.values(), key=lambda row: (row["indexedAt"], row["uri"]))
        rows = [row for row in reversed(rows) if row["indexedAt"] < below][: self.page]
        ends = {"cursor": rows[-1]["indexedAt"]} if rows else {}
        return answer(200, {"notifications": rows, **ends}, wrote=False)

    def record(self, asked: Asked) -> Answer:
        """One record."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(asked.url).query).items()}
        uri = f"at://{query['repo']}/{query['collection']}/{query['rkey']}"
        if uri not in self.records:
            return no(400, "RecordNotFound")
        return answer(200, {"uri": uri, "cid": "c", "value": {}}, wrote=False)

    def network(self) -> Bluesky:
        """The adapter over this feed."""
        return scripted(listNotifications=[self.list], getRecord=[self.record])[0]


def _all(network: Bluesky, mark: str) -> tuple[list[Event], str]:
    events: list[Event] = []
    while True:
        batch: Batch = network.fetch(CONNECTION, mark)
        events += batch.events
        mark = batch.cursor
        if not batch.more:
            return events, mark


def _names(events: list[Event]) -> list[str]:
    return [event.network_id.rsplit("/", 1)[1] for event in events]


def test_oldest_first_over_many_pages_then_nothing_more() -> None:
    feed = Feed(page=7)
    for number in range(50):
        feed.add(f"n{number:02}", T0 + timedelta(minutes=number))
    events, mark = _all(feed.network(), "")
    assert _names(events) == [f"n{number:02}" for number in range(50)]
    assert _all(feed.network(), mark)[0] == []


def test_rows_of_one_instant_survive_the_page_boundary() -> None:
    feed = Feed(page=3)
    for number in range(4):
        feed.add(f"before{number}", T0 - timedelta(minutes=number + 1))
    feed.add("same1", T0)
    feed.add("same2", T0)
    feed.add("after1", T0 + timedelta(minutes=1))
    feed.add("after2", T0 + timedelta(minutes=2))
    assert len(_all(feed.network(), "")[0]) == 8


def test_a_late_row_below_what_was_seen_still_arrives_once() -> None:
    feed = Feed()
    feed.add("first", T0)
    _, mark = _all(feed.network(), "")
    feed.add("late", T0 - timedelta(hours=30))
    events, mark = _all(feed.network(), mark)
    assert _names(events) == ["late"]
    assert _all(feed.network(), mark)[0] == []


def test_a_backlog_comes_in_batches_of_which_none_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "BATCH", 20)
    monkeypatch.setattr(cursor, "KEEP", 5)
    feed = Feed()
    for number in range(90):
        feed.add(f"n{number:02}", T0 + timedelta(days=number))
    network = feed.network()
    first = network.fetch(CONNECTION, "")
    assert first.more
    assert len(first.events) == 20
    events, mark = _all(network, first.cursor)
    assert _names([*first.events, *events]) == [f"n{number:02}" for number in range(90)]
    assert len(cursor.read(mark).held) <= 5


def test_a_poll_reads_only_the_window() -> None:
    feed = Feed()
    for number in range(1000):
        feed.add(f"n{number:03}", T0 + timedelta(hours=number))
    _, mark = _all(feed.network(), "")
    feed.pages = 0
    _all(feed.network(), mark)
    assert feed.pages == 1


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["reply", "like", "mention"]))),
        max_size=6,
    ),
    st.integers(2, 5),
)
def test_every_row_of_the_window_arrives_exactly_once(
    rounds: list[list[tuple[int, str]]], page: int
) -> None:
    feed = Feed(page=page)
    network, mark, got, wanted = feed.network(), "", [], set()
    for turn, rows in enumerate(rounds):
        for number, (minute, reason) in enumerate(rows):
            name = f"n{turn}x{number}"
            # Four a minute at most: a page of one instant only is more than the server can page.
            at = T0 + timedelta(minutes=minute, milliseconds=turn * 100 + number)
            feed.add(name, at, reason=reason)
            if reason != "like":
                wanted.add(name)
        events, mark = _all(network, mark)
        got += _names(events)
    assert sorted(got) == sorted(wanted)


def test_a_new_edition_is_an_edit() -> None:
    feed = Feed()
    feed.add("n", T0)
    _, mark = _all(feed.network(), "")
    feed.add("n", T0, cid="c2")
    events, mark = _all(feed.network(), mark)
    assert [event.verb for event in events] == [EventVerb.EDITED]
    assert events[0].version.endswith("c2")
    assert _all(feed.network(), mark)[0] == []


def test_a_vanished_row_is_a_deletion_only_when_the_record_is_gone() -> None:
    feed = Feed()
    feed.add("muted", T0)
    feed.add("deleted", T0)
    feed.add("stays", T0)
    created, mark = _all(feed.network(), "")
    for name in ("muted", "deleted"):
        del feed.rows[_address(name)]
    feed.records.remove(_address("deleted"))
    events, mark = _all(feed.network(), mark)
    assert [(event.network_id, event.verb) for event in events] == [
        (_address("deleted"), EventVerb.DELETED)
    ]
    gone = events[0]
    known = next(event for event in created if event.network_id == gone.network_id)
    assert (gone.kind, gone.root_id, gone.author.id) == (known.kind, known.root_id, OTHER)
    assert gone.version != known.version
    assert _all(feed.network(), mark)[0] == []
    feed.records.remove(_address("muted"))
    assert _names(_all(feed.network(), mark)[0]) == ["muted"]


def test_many_vanished_rows_are_looked_up_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHECKS", 3)
    feed = Feed()
    for number in range(10):
        feed.add(f"n{number}", T0)
    _, mark = _all(feed.network(), "")
    feed.rows.clear()
    feed.records.remove(_address("n9"))
    found: list[Event] = []
    for _ in range(5):
        events, mark = _all(feed.network(), mark)
        found += events
    assert _names(found) == ["n9"]


def test_an_answer_below_our_post_is_a_comment_whatever_the_network_calls_it() -> None:
    feed = Feed()
    feed.add("a", T0, reason="mention")
    feed.add("b", T0, reason="quote")
    feed.rows[_address("c")] = {
        **feed.rows[_address("b")],
        "uri": _address("c"),
        "cid": "bafy-c",
        "record": {"text": "c"},
    }
    feed.add("d", T0, reason="mention")
    feed.rows[_address("d")]["record"] = {"text": "d"}
    events, _ = _all(feed.network(), "")
    found = {event.text: event for event in events}
    assert {name: event.kind for name, event in found.items()} == {
        "a": EventKind.COMMENT,
        "b": EventKind.COMMENT,
        "c": EventKind.QUOTE,
        "d": EventKind.MENTION,
    }
    assert found["a"].root_id == OWN
    assert found["c"].parent_id == OWN
    assert found["c"].root_id == found["c"].network_id
    assert found["d"].root_version == found["d"].version


def test_a_thread_that_cannot_be_read_does_not_stop_the_poll() -> None:
    feed = Feed()
    feed.add("n", T0)
    for problem in (
        Unreachable("too-large", maybe_done=False),
        answer(200, {"thread": {"replies": [{"post": {"uri": 1}}, 7, {"post": {}}]}}, wrote=False),
        answer(200, {"thread": []}, wrote=False),
    ):
        network, _ = scripted(listNotifications=[feed.list], getPostThread=[problem])
        assert _names(list(network.fetch(CONNECTION, "").events)) == ["n"]


@pytest.mark.parametrize(
    "mark", ["{", "[]", '["2",0,0,[]]', '["1",0,0,[["x"]]]', "12", '["1",[],0,[]]']
)
def test_a_mark_that_is_not_ours_is_refused(mark: str) -> None:
    with pytest.raises(Refused):
        Feed().network().fetch(CONNECTION, mark)


def test_a_broken_row_or_an_endless_list_moves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    feed = Feed()
    feed.add("n", T0)
    feed.rows[_address("n")]["indexedAt"] = "i går"
    with pytest.raises(Unreachable):
        feed.network().fetch(CONNECTION, "")
    monkeypatch.setattr(reading, "PAGES", 5)
    endless = answer(200, {"notifications": [], "cursor": "same"}, wrote=False)
    with pytest.raises(Unreachable):
        scripted(listNotifications=[endless])[0].fetch(CONNECTION, "")

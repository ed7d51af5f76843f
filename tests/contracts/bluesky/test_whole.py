"""Against the whole network: what residents see of us, and what we hear of them."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from tests.contracts.bluesky import people
from tests.contracts.bluesky.stack import adapter, connection, new_person
from tools.bluesky.network import Stack

from torg.adapters.networks.bluesky import Bluesky
from torg.ports.errors import Unreachable
from torg.ports.network import (
    ActKind,
    ActRequest,
    Connection,
    Event,
    EventKind,
    EventVerb,
    Image,
    Receipt,
    Seen,
    Target,
)

pytestmark = pytest.mark.bluesky


class Town:
    """Our account with a cursor, and one resident."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.ours, self.rut = new_person(stack, "kommun"), new_person(stack, "rut")
        self.network: Bluesky = adapter(stack)
        self.line: Connection = connection(stack, self.ours)
        self.cursor = ""

    def order(self, kind: ActKind, **also: object) -> ActRequest:
        """An act with a key of its own."""
        key = self.network.mint_key(datetime.now(UTC), uuid4().bytes)
        return ActRequest(kind=kind, key=key, **also)  # type: ignore[arg-type]

    def do(self, kind: ActKind, **also: object) -> Receipt:
        """Perform and let it be seen."""
        receipt = self.network.perform(self.line, self.order(kind, **also))
        self.stack.settle()
        return receipt

    def says(self, text: str, **also: object) -> str:
        """The resident writes."""
        return people.write(self.stack, self.rut, text, **also)  # type: ignore[arg-type]

    def told(self) -> list[Event]:
        """What is new since the last time."""
        self.stack.settle()
        batch = self.network.fetch(self.line, self.cursor)
        self.cursor = batch.cursor
        return list(batch.events)


@pytest.fixture
def town(whole: Stack) -> Town:
    """New accounts on the running network."""
    return Town(whole)


def test_residents_see_post_image_alt_language_and_facets(town: Town) -> None:
    text = f"Åh! Läs https://kommun.example/å #Bäckängsbadet, hälsar @{town.rut.handle}"
    image = Image(people.picture(), "image/png", "Badhuset i kvällssol", 8, 8)
    receipt = town.do(ActKind.PUBLISH, text=text, images=(image,))
    post = people.view(town.stack, town.rut, receipt.network_id)["post"]
    assert post["cid"] == receipt.version
    assert post["record"]["langs"] == ["sv"]
    assert [one["alt"] for one in post["embed"]["images"]] == ["Badhuset i kvällssol"]
    assert [one["features"][0]["$type"].split("#")[1] for one in post["record"]["facets"]] == [
        "link",
        "tag",
        "mention",
    ]
    assert datetime.fromisoformat(post["indexedAt"]) <= datetime.now(UTC)


def test_reply_mention_and_quotation_arrive_exactly_once(town: Town) -> None:
    post = town.do(ActKind.PUBLISH, text="Badhuset öppnar")
    name = f"@{town.ours.handle}"
    said = {
        town.says("När då?", parent=post.network_id): EventKind.COMMENT,
        town.says(f"Hej {name}", naming=town.ours): EventKind.MENTION,
        town.says("Äntligen!", quoting=post.network_id): EventKind.QUOTE,
        town.says(f"{name} hör ni?", parent=post.network_id, naming=town.ours): EventKind.COMMENT,
    }
    told = town.told()
    assert [event.network_id for event in told] == list(said)
    assert {event.network_id: event.kind for event in told} == said
    assert {event.author.handle for event in told} == {town.rut.handle}
    quotation = told[2]
    assert (quotation.parent_id, quotation.root_id) == (post.network_id, quotation.network_id)
    for _ in range(3):
        assert town.told() == []


def test_an_answer_to_our_answer_keeps_the_thread(town: Town) -> None:
    post = town.do(ActKind.PUBLISH, text="Vägen stängs")
    town.says("Hur länge?", parent=post.network_id)
    (asked,) = town.told()
    target = Target(asked.network_id, asked.version, asked.root_id, asked.root_version)
    answer = town.do(ActKind.REPLY, text="Till fredag.", target=target)
    town.says("Tack!", parent=answer.network_id)
    (thanks,) = town.told()
    assert thanks.root_id == post.network_id
    assert thanks.root_version == post.version
    assert thanks.parent_id == answer.network_id


def test_a_residents_image_is_told_with_an_address(town: Town) -> None:
    post = town.do(ActKind.PUBLISH, text="Visa oss!")
    blob = people.upload(town.stack, town.rut, people.picture())
    embed = {"$type": "app.bsky.embed.images", "images": [{"alt": "Grop", "image": blob}]}
    town.says("Här", parent=post.network_id, also={"embed": embed})
    (event,) = town.told()
    assert len(event.images) == 1
    assert event.images[0].startswith("http")


def test_edit_and_delete_arrive_as_versions(town: Town) -> None:
    post = town.do(ActKind.PUBLISH, text="Tyck till")
    uri = town.says("Före", parent=post.network_id)
    (first,) = town.told()
    people.edit(town.stack, town.rut, uri, "Efter")
    (second,) = town.told()
    assert (second.verb, second.text, second.network_id) == (EventVerb.EDITED, "Efter", uri)
    people.delete(town.stack, town.rut, uri)
    (last,) = town.told()
    assert (last.verb, last.network_id, last.root_id) == (
        EventVerb.DELETED,
        uri,
        post.network_id,
    )
    assert len({first.version, second.version, last.version}) == 3
    assert town.told() == []


def test_a_post_that_claims_an_earlier_hour_still_arrives(town: Town) -> None:
    post = town.do(ActKind.PUBLISH, text="Nu")
    town.says("I tid", parent=post.network_id)
    assert len(town.told()) == 1
    late = datetime.now(UTC) - timedelta(hours=20)
    uri = town.says("Sent fram", parent=post.network_id, at=late)
    assert [event.network_id for event in town.told()] == [uri]
    assert town.told() == []


def test_a_long_exchange_below_our_post_is_heard_to_its_end(town: Town) -> None:
    post = town.do(ActKind.PUBLISH, text="Samtal")
    ture = new_person(town.stack, "ture")
    parent, wanted, got = post.network_id, [], []
    for turn in range(9):
        person = (town.rut, ture)[turn % 2]
        parent = people.write(town.stack, person, f"Nivå {turn + 1}", parent=parent)
        wanted.append(parent)
        if turn % 3 == 2:
            got += town.told()
    assert [event.network_id for event in got] == wanted
    assert {(event.kind, event.root_id) for event in got} == {(EventKind.COMMENT, post.network_id)}
    assert [event.parent_id for event in got] == [post.network_id, *wanted[:-1]]
    assert town.told() == []
    people.delete(town.stack, ture, wanted[7])
    assert [(one.verb, one.network_id) for one in town.told()] == [(EventVerb.DELETED, wanted[7])]


def test_hiding_hides_for_others_and_is_no_deletion(town: Town) -> None:
    post = town.do(ActKind.PUBLISH, text="Tråd")
    uri = town.says("Olämpligt", parent=post.network_id)
    (event,) = town.told()
    target = Target(uri, event.version, event.root_id, event.root_version)
    town.do(ActKind.HIDE, target=target)
    thread = people.view(town.stack, town.rut, post.network_id)
    assert thread["post"]["threadgate"]["record"]["hiddenReplies"] == [uri]
    assert town.told() == []
    people.delete(town.stack, town.rut, uri)
    assert [one.verb for one in town.told()] == [EventVerb.DELETED]


@pytest.mark.parametrize("kind", [ActKind.MUTE, ActKind.BLOCK])
def test_a_wall_silences_and_is_found_again(town: Town, kind: ActKind) -> None:
    post = town.do(ActKind.PUBLISH, text="Samtal")
    town.says("Ett", parent=post.network_id)
    (event,) = town.told()
    request = town.order(kind, target=Target(author_id=event.author.id))
    assert town.network.read_back(town.line, request, datetime.now(UTC)).seen is Seen.ABSENT
    for _ in range(2):
        town.network.perform(town.line, request)
    town.stack.settle()
    assert town.network.read_back(town.line, request, datetime.now(UTC)).seen is Seen.FOUND
    town.says("Två", parent=post.network_id)
    assert town.told() == []


def test_reports_reach_the_moderators_for_posts_and_accounts(town: Town) -> None:
    post = town.do(ActKind.PUBLISH, text="Samtal")
    uri = town.says("Köp klockor", parent=post.network_id)
    (event,) = town.told()
    by_edition = Target(uri, event.version)
    for target in (by_edition, Target(uri), Target(author_id=town.rut.did)):
        receipt = town.do(ActKind.REPORT, target=target, reason="spam: Reklam i vår tråd")
        assert receipt.network_id.startswith("report:")
    people.delete(town.stack, town.rut, uri)
    town.stack.settle()
    assert town.do(ActKind.REPORT, target=by_edition, reason="Hot").network_id


@pytest.mark.parametrize("kind", [ActKind.MUTE, ActKind.REPORT])
def test_a_server_frozen_in_mid_call_is_no_certain_answer(town: Town, kind: ActKind) -> None:
    """The two acts that stand in no account of ours: what may have come is never denied."""
    short = adapter(town.stack, seconds=2)
    short.verify(town.line)
    request = town.order(kind, target=Target(author_id=town.rut.did), reason="spam")
    frost = threading.Timer(0.01, town.stack.freeze)
    frost.start()
    maybe = True
    try:
        short.perform(town.line, request)
    except Unreachable as error:
        maybe = error.maybe_done
    finally:
        frost.join()
        town.stack.thaw()
    town.stack.settle()
    seen = town.network.read_back(town.line, request, datetime.now(UTC)).seen
    assert seen is Seen.CANNOT_TELL if kind is ActKind.REPORT else maybe or seen is Seen.ABSENT
    town.network.perform(town.line, request)
    town.stack.settle()
    seen = town.network.read_back(town.line, request, datetime.now(UTC)).seen
    assert seen is (Seen.CANNOT_TELL if kind is ActKind.REPORT else Seen.FOUND)


def test_a_burst_while_we_poll_is_told_once_each(town: Town) -> None:
    post = town.do(ActKind.PUBLISH, text="Många")
    others = [new_person(town.stack, "burst") for _ in range(3)]
    wanted, got = set(), []
    for turn in range(4):
        for person in others:
            words = f"{turn} {person.handle}"
            wanted.add(people.write(town.stack, person, words, parent=post.network_id))
        batch = town.network.fetch(town.line, town.cursor)  # without waiting for the AppView
        town.cursor = batch.cursor
        got += [event.network_id for event in batch.events]
    got += [event.network_id for event in town.told()]
    assert sorted(got) == sorted(wanted)

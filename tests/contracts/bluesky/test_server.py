"""Against a real accounts' server: what we write, look up and take away. No AppView needed."""

import hashlib
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.contracts.bluesky import people
from tests.contracts.bluesky.stack import adapter, connection, new_person
from tools.bluesky.network import Person, Stack

from torg.adapters.networks.bluesky import Bluesky, tid
from torg.ports.errors import Mender, NeedsReconnect, Refused, Unreachable
from torg.ports.network import ActKind, ActRequest, Connection, Image, Seen, Target

pytestmark = pytest.mark.bluesky


@pytest.fixture(scope="module")
def ours(pds: Stack) -> Person:
    """The municipality's account."""
    return new_person(pds, "kommun")


@pytest.fixture(scope="module")
def rut(pds: Stack) -> Person:
    """A resident's account."""
    return new_person(pds, "rut")


@pytest.fixture(scope="module")
def network(pds: Stack) -> Bluesky:
    """One adapter for the module: it signs in once."""
    return adapter(pds)


@pytest.fixture
def line(pds: Stack, ours: Person) -> Connection:
    """Our connection."""
    return connection(pds, ours)


def order(network: Bluesky, kind: ActKind, seed: str = "", **also: object) -> ActRequest:
    """An act with a key of its own."""
    now = datetime.now(UTC)
    key = network.mint_key(now, f"{seed}{time.time_ns()}".encode())
    return ActRequest(kind=kind, key=key, **also)  # type: ignore[arg-type]


def test_the_account_is_named_by_a_live_read(
    network: Bluesky, line: Connection, ours: Person
) -> None:
    account = network.verify(line)
    assert (account.id, account.handle) == (ours.did, ours.handle)
    assert account.url == f"https://bsky.app/profile/{ours.handle}"


@pytest.mark.parametrize("written", ["{}", "@{}", " @{} "])
def test_a_first_connection_knows_only_the_handle(pds: Stack, ours: Person, written: str) -> None:
    line = replace(connection(pds, ours), account_id="", handle=written.format(ours.handle))
    assert adapter(pds).verify(line).id == ours.did


def test_limits_are_those_of_the_server(network: Bluesky, line: Connection) -> None:
    limits = network.limits(line)
    assert (limits.graphemes, limits.text_bytes, limits.images) == (300, 3000, 4)
    assert limits.image_bytes == 1_000_000


def test_a_post_stands_with_images_facets_language_and_its_own_time(
    network: Bluesky, line: Connection, pds: Stack, rut: Person
) -> None:
    text = f"Åh! Läs https://kommun.example/å #Bäckängsbadet @{rut.handle} @ingen.test 👩‍👩‍👧"
    contents = [people.picture(color=color) for color in ("#a03030", "#30a030", "#3030a0", "#111")]
    images = tuple(
        Image(content, "image/png", f"Bild {number} på badhuset", 8, 8)
        for number, content in enumerate(contents)
    )
    request = order(network, ActKind.PUBLISH, text=text, images=images)
    receipt = network.perform(line, request)
    record = people.value(pds, receipt.network_id)
    assert record["text"] == text
    assert record["langs"] == ["sv"]
    assert receipt.network_id.endswith(f"/{request.key}")
    written = datetime.fromisoformat(record["createdAt"])
    assert abs(written - tid.instant(request.key)) < timedelta(milliseconds=1)
    embedded = record["embed"]["images"]
    assert [one["alt"] for one in embedded] == [image.alt for image in images]
    assert [one["image"]["size"] for one in embedded] == [len(one) for one in contents]
    assert embedded[0]["aspectRatio"] == {"width": 8, "height": 8}
    cut = [
        text.encode()[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode()
        for one in record["facets"]
    ]
    assert cut == ["https://kommun.example/å", "#Bäckängsbadet", f"@{rut.handle}"]
    assert record["facets"][2]["features"][0]["did"] == rut.did


def test_the_same_act_again_gives_one_record_and_the_same_receipt(
    network: Bluesky, line: Connection, pds: Stack, ours: Person
) -> None:
    image = Image(people.picture(), "image/png", "Alt", 8, 8)
    request = order(network, ActKind.PUBLISH, text="En gång", images=(image,))
    before = len(people.records(pds, ours))
    first, second = network.perform(line, request), network.perform(line, request)
    assert (first.network_id, first.version) == (second.network_id, second.version)
    assert len(people.records(pds, ours)) == before + 1


def test_looking_back_finds_what_was_done_and_nothing_else(
    network: Bluesky, line: Connection
) -> None:
    request = order(network, ActKind.PUBLISH, text="Finns")
    since = datetime.now(UTC)
    assert network.read_back(line, request, since).seen is Seen.ABSENT
    receipt = network.perform(line, request)
    found = network.read_back(line, request, since)
    assert found.seen is Seen.FOUND
    assert found.receipt is not None
    assert (found.receipt.network_id, found.receipt.version, found.receipt.url) == (
        receipt.network_id,
        receipt.version,
        receipt.url,
    )


def test_an_answer_to_a_resident_names_thread_and_edition(
    network: Bluesky, line: Connection, pds: Stack, rut: Person
) -> None:
    post = network.perform(line, order(network, ActKind.PUBLISH, text="Badhuset öppnar"))
    question = people.write(pds, rut, "När?", parent=post.network_id)
    edition = people.reference(pds, question)["cid"]
    told = Target(id=question, version=edition, root_id=post.network_id, root_version=post.version)
    bare = Target(id=question)
    for target in (told, bare):
        request = order(network, ActKind.REPLY, text="Klockan 10.", target=target)
        receipt = network.perform(line, request)
        reply = people.value(pds, receipt.network_id)["reply"]
        assert reply["root"] == {"uri": post.network_id, "cid": post.version}
        assert reply["parent"] == {"uri": question, "cid": edition}
        assert network.read_back(line, request, datetime.now(UTC)).seen is Seen.FOUND


@pytest.mark.parametrize("kind", [ActKind.LIKE, ActKind.REPOST])
def test_a_mark_points_at_the_edition(
    network: Bluesky, line: Connection, pds: Stack, ours: Person, rut: Person, kind: ActKind
) -> None:
    theirs = people.write(pds, rut, "Tack!")
    request = order(network, kind, target=Target(id=theirs))
    assert network.read_back(line, request, datetime.now(UTC)).seen is Seen.ABSENT
    network.perform(line, request)
    network.perform(line, request)
    made = people.records(pds, ours, f"app.bsky.feed.{kind}")
    subjects = [one["value"]["subject"] for one in made]
    assert subjects.count(people.reference(pds, theirs)) == 1
    assert network.read_back(line, request, datetime.now(UTC)).seen is Seen.FOUND


def test_hiding_fills_one_gate_and_keeps_what_stood_there(
    network: Bluesky, line: Connection, pds: Stack, ours: Person, rut: Person
) -> None:
    post = network.perform(line, order(network, ActKind.PUBLISH, text="Tråd"))
    answers = [people.write(pds, rut, f"Svar {n}", parent=post.network_id) for n in range(2)]
    orders = [
        order(network, ActKind.HIDE, target=Target(id=uri, root_id=post.network_id))
        for uri in answers
    ]
    assert network.read_back(line, orders[0], datetime.now(UTC)).seen is Seen.ABSENT
    receipts = [network.perform(line, one) for one in (*orders, orders[0])]
    assert len({receipt.network_id for receipt in receipts}) == 1
    gates = people.records(pds, ours, "app.bsky.feed.threadgate")
    gate = next(one["value"] for one in gates if one["value"]["post"] == post.network_id)
    assert gate["hiddenReplies"] == answers
    assert "allow" not in gate
    assert network.read_back(line, orders[1], datetime.now(UTC)).seen is Seen.FOUND


def test_blocking_writes_one_record(
    network: Bluesky, line: Connection, pds: Stack, ours: Person
) -> None:
    someone = new_person(pds, "arg")
    request = order(network, ActKind.BLOCK, target=Target(author_id=someone.did))
    for _ in range(2):
        network.perform(line, request)
    made = people.records(pds, ours, "app.bsky.graph.block")
    assert [one["value"]["subject"] for one in made] == [someone.did]
    assert network.read_back(line, request, datetime.now(UTC)).seen is Seen.FOUND


def test_our_own_post_can_be_deleted_twice_and_anothers_not_at_all(
    network: Bluesky, line: Connection, pds: Stack, rut: Person
) -> None:
    post = network.perform(line, order(network, ActKind.PUBLISH, text="Bort"))
    request = order(network, ActKind.DELETE_OWN, target=Target(id=post.network_id))
    assert network.read_back(line, request, datetime.now(UTC)).seen is Seen.ABSENT
    for _ in range(2):
        assert network.perform(line, request).network_id == post.network_id
    assert network.read_back(line, request, datetime.now(UTC)).seen is Seen.FOUND
    theirs = people.write(pds, rut, "Mitt")
    with pytest.raises(Refused, match="not-own"):
        network.perform(line, order(network, ActKind.DELETE_OWN, target=Target(id=theirs)))
    assert people.value(pds, theirs)["text"] == "Mitt"


@pytest.mark.parametrize(
    ("text", "fits"),
    [("å" * 300, True), ("å" * 301, False), ("👩‍👩‍👧" * 166, True), ("👩‍👩‍👧" * 167, False)],
)
def test_the_server_counts_characters_and_bytes_as_the_card_says(
    network: Bluesky, line: Connection, text: str, fits: bool
) -> None:
    request = order(network, ActKind.PUBLISH, text=text)
    if fits:
        assert network.perform(line, request).network_id
        return
    with pytest.raises(Refused) as caught:
        network.perform(line, request)
    assert caught.value.mender is Mender.AUTHOR
    assert "längre" in caught.value.cause


def test_a_fifth_or_too_large_image_is_refused_in_words(network: Bluesky, line: Connection) -> None:
    small = Image(people.picture(), "image/png", "Alt", 8, 8)
    large = Image(b"\x89PNG" + bytes(1_000_001), "image/png", "Alt", 8, 8)
    for images, words in (((large,), "större"), ((small,) * 5, "fyra")):
        with pytest.raises(Refused) as caught:
            network.perform(line, order(network, ActKind.PUBLISH, text="Hej", images=images))
        assert caught.value.mender is Mender.AUTHOR
        assert words in caught.value.cause


def test_a_wrong_app_password_asks_for_a_new_connection(
    network: Bluesky, pds: Stack, ours: Person
) -> None:
    wrong = connection(pds, ours, secret="aaaa-bbbb-cccc-dddd")
    for call in (
        lambda: network.verify(wrong),
        lambda: network.fetch(wrong, ""),
        lambda: network.perform(wrong, order(network, ActKind.PUBLISH, text="Nej")),
    ):
        with pytest.raises(NeedsReconnect):
            call()


def test_a_revoked_app_password_is_found_by_the_next_probe(pds: Stack) -> None:
    someone = new_person(pds, "avgang")
    network, line = adapter(pds), connection(pds, someone)
    network.verify(line)
    body = {"name": "torg"}
    pds.call("com.atproto.server.revokeAppPassword", body, token=someone.token)
    with pytest.raises(NeedsReconnect):
        network.verify(line)


def test_a_connection_to_another_account_is_not_used(pds: Stack, ours: Person) -> None:
    someone = new_person(pds, "annan")
    mixed = connection(pds, ours, secret=someone.app_password)
    with pytest.raises(NeedsReconnect):
        adapter(pds).verify(mixed)


def test_a_server_frozen_in_the_write_leaves_one_post_that_is_found_again(
    pds: Stack, ours: Person, line: Connection
) -> None:
    network, short = adapter(pds), adapter(pds, seconds=2)
    for one in (network, short):
        one.verify(line)
    request = order(network, ActKind.PUBLISH, text="Fryst mitt i")
    before = len(people.records(pds, ours))
    since = datetime.now(UTC)
    pds.freeze()
    try:
        with pytest.raises(Unreachable) as caught:
            short.perform(line, request)
    finally:
        pds.thaw()
    assert caught.value.maybe_done
    found = people.eventually(
        lambda: network.read_back(line, request, since), wanted=lambda one: one.seen is Seen.FOUND
    )
    assert found.receipt is not None
    again = network.perform(line, request)
    assert again.network_id == found.receipt.network_id
    assert len(people.records(pds, ours)) == before + 1


def test_a_server_frozen_before_the_write_did_nothing(
    pds: Stack, ours: Person, line: Connection
) -> None:
    short = adapter(pds, seconds=1)
    short.verify(line)
    image = Image(people.picture(), "image/png", "Alt", 8, 8)
    request = order(short, ActKind.PUBLISH, text="Fryst före", images=(image,))
    pds.freeze()
    try:
        with pytest.raises(Unreachable) as caught:
            short.perform(line, request)
    finally:
        pds.thaw()
    assert not caught.value.maybe_done
    assert adapter(pds).read_back(line, request, datetime.now(UTC)).seen is Seen.ABSENT


def test_a_delete_lost_on_the_way_is_found_done(pds: Stack, ours: Person, line: Connection) -> None:
    network, short = adapter(pds), adapter(pds, seconds=1)
    short.verify(line)
    post = network.perform(line, order(network, ActKind.PUBLISH, text="Ska bort"))
    request = order(network, ActKind.DELETE_OWN, target=Target(id=post.network_id))
    pds.freeze()
    try:
        with pytest.raises(Unreachable) as caught:
            short.perform(line, request)
    finally:
        pds.thaw()
    assert caught.value.maybe_done
    people.eventually(
        lambda: network.read_back(line, request, datetime.now(UTC)),
        wanted=lambda one: one.seen is Seen.FOUND,
    )


def test_without_an_appview_a_poll_is_unreachable_and_changes_nothing(
    network: Bluesky, line: Connection
) -> None:
    with pytest.raises(Unreachable) as caught:
        network.fetch(line, "")
    assert not caught.value.maybe_done


def test_a_server_that_is_not_there_was_certainly_not_reached(ours: Person, pds: Stack) -> None:
    network = adapter(pds)
    network.verify(connection(pds, ours))
    gone = Connection(
        adapter="bluesky",
        base_url="http://localhost:9",
        account_id=ours.did,
        handle=ours.handle,
        secret="x",
    )
    with pytest.raises((Unreachable, Refused)) as caught:
        network.perform(gone, order(network, ActKind.PUBLISH, text="Nej"))
    assert not getattr(caught.value, "maybe_done", False)


def test_the_real_rate_limit_is_a_wait_and_no_dead_credential(counting: Stack) -> None:
    someone = new_person(counting, "ivrig")
    line = connection(counting, someone, secret="fel-fel-fel-fel")
    said: list[Exception] = []
    for _ in range(32):
        try:
            adapter(counting).verify(line)
        except (NeedsReconnect, Refused) as problem:
            said.append(problem)
    assert isinstance(said[0], NeedsReconnect)
    last = said[-1]
    assert isinstance(last, Refused)
    assert last.retry_after is not None
    assert timedelta(0) < last.retry_after <= timedelta(minutes=5)


def test_an_image_is_the_very_file_that_was_handed_over(
    network: Bluesky, line: Connection, pds: Stack, ours: Person
) -> None:
    content = people.picture(color="#123456")
    request = order(
        network, ActKind.PUBLISH, text="Bild", images=(Image(content, "image/png", "A", 0, 0),)
    )
    receipt = network.perform(line, request)
    blob = people.value(pds, receipt.network_id)["embed"]["images"][0]["image"]
    served = people.blob(pds, ours, blob["ref"]["$link"])
    assert hashlib.sha256(served).digest() == hashlib.sha256(content).digest()

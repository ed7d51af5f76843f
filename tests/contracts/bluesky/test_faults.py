"""Every act that we can look up, while the real server is frozen, killed and started again.

Whatever the answer was, looking back tells the truth, and the same act again makes one object.
"""

import os
import random
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from tests.contracts.bluesky import people
from tests.contracts.bluesky.stack import adapter, connection, lasting_stack, new_person
from tests.contracts.bluesky.test_server import order
from tools.bluesky.network import Person, Stack

from torg.adapters.networks.bluesky import Bluesky
from torg.ports.errors import NeedsReconnect, Refused, Unreachable
from torg.ports.network import ActKind, ActRequest, Connection, Image, Seen, Target

pytestmark = pytest.mark.bluesky

KINDS = (
    ActKind.PUBLISH,
    ActKind.REPLY,
    ActKind.LIKE,
    ActKind.REPOST,
    ActKind.HIDE,
    ActKind.BLOCK,
    ActKind.DELETE_OWN,
)
# Seconds into the call; FULL=1 takes all of them.
MOMENTS = (0.0, 0.004, 0.012, 0.03) if os.environ.get("FULL") else (0.01,)
WRITTEN = {
    ActKind.PUBLISH: "app.bsky.feed.post",
    ActKind.REPLY: "app.bsky.feed.post",
    ActKind.LIKE: "app.bsky.feed.like",
    ActKind.REPOST: "app.bsky.feed.repost",
    ActKind.HIDE: "app.bsky.feed.threadgate",
    ActKind.BLOCK: "app.bsky.graph.block",
}


@pytest.fixture(scope="module")
def lasting() -> Iterator[Stack]:
    """A server whose data outlive it."""
    yield from lasting_stack()


@pytest.fixture(scope="module")
def ours(lasting: Stack) -> Person:
    """The municipality's account."""
    return new_person(lasting, "kommun")


@pytest.fixture(scope="module")
def rut(lasting: Stack) -> Person:
    """A resident's account."""
    return new_person(lasting, "rut")


def request_of(
    kind: ActKind, network: Bluesky, line: Connection, stack: Stack, rut: Person
) -> ActRequest:
    """An order of the kind, with what it needs on the network."""
    if kind is ActKind.PUBLISH:
        images = tuple(Image(people.picture(), "image/png", f"Bild {n}", 8, 8) for n in range(2))
        return order(network, kind, text="Åäö 🌊 #snö https://kommun.example/sno", images=images)
    if kind is ActKind.BLOCK:
        return order(network, kind, target=Target(author_id=new_person(stack, "arg").did))
    post = network.perform(line, order(network, ActKind.PUBLISH, text="Badhuset öppnar"))
    if kind is ActKind.DELETE_OWN:
        return order(network, kind, target=Target(id=post.network_id))
    answer = people.write(stack, rut, "När?", parent=post.network_id)
    target = Target(id=answer, root_id=post.network_id)
    return order(network, kind, text="Klockan 10." if kind is ActKind.REPLY else "", target=target)


def count(stack: Stack, ours: Person, kind: ActKind) -> int:
    """How many objects of the kind stand there."""
    return len(people.records(stack, ours, WRITTEN.get(kind, WRITTEN[ActKind.PUBLISH])))


def judge(
    stack: Stack, ours: Person, line: Connection, request: ActRequest, before: int, maybe: bool
) -> None:
    """One object after a look back and the same act again; none before where none was made."""
    network = adapter(stack)
    seen = people.eventually(
        lambda: network.read_back(line, request, datetime.now(UTC)),
        wanted=lambda one: one.seen is not Seen.CANNOT_TELL,
    ).seen
    assert maybe or seen is Seen.ABSENT, "what was certainly not done stands there"
    wanted = -1 if request.kind is ActKind.DELETE_OWN else 1
    assert count(stack, ours, request.kind) == before + (wanted if seen is Seen.FOUND else 0)
    network.perform(line, request)
    assert network.read_back(line, request, datetime.now(UTC)).seen is Seen.FOUND
    assert count(stack, ours, request.kind) == before + wanted


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_server_frozen_at_any_moment_leaves_one_object(
    kind: ActKind, moment: float, lasting: Stack, ours: Person, rut: Person
) -> None:
    line = connection(lasting, ours)
    network, short = adapter(lasting), adapter(lasting, seconds=2)
    short.verify(line)
    request = request_of(kind, network, line, lasting, rut)
    before = count(lasting, ours, kind)
    frost = threading.Timer(moment, lasting.freeze)
    frost.start()
    maybe = True
    try:
        short.perform(line, request)
    except Unreachable as error:
        maybe = error.maybe_done
    finally:
        frost.join()
        lasting.thaw()
    judge(lasting, ours, line, request, before, maybe)


@pytest.mark.parametrize("kind", KINDS)
def test_a_server_killed_and_started_again_leaves_one_object(
    kind: ActKind, lasting: Stack, ours: Person, rut: Person
) -> None:
    line = connection(lasting, ours)
    network = adapter(lasting)
    request = request_of(kind, network, line, lasting, rut)
    before = count(lasting, ours, kind)
    chance = random.Random(f"{kind}")
    death = threading.Timer(chance.uniform(0.0, 0.03), lasting.kill)
    death.start()
    maybe = True
    try:
        network.perform(line, request)
    except (Unreachable, Refused, NeedsReconnect) as error:
        maybe = getattr(error, "maybe_done", False)
    finally:
        death.join()
        time.sleep(0.05)
        lasting.restart()
    judge(lasting, ours, line, request, before, maybe)

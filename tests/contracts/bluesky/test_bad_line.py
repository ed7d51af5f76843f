"""The real Bluesky behind the fault proxy."""

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.contracts.bluesky.stack import adapter, connection, new_person
from tests.drills.bad_line import HARMS, NAMES, PATIENCE, Line, send
from tests.drills.proxy import proxy
from tools.bluesky.network import Stack

from torg.adapters.http import GuardedClient
from torg.adapters.networks.bluesky import Bluesky


@pytest.fixture
def bluesky(pds: Stack) -> Iterator[Line]:
    person = new_person(pds, "linje")
    past = connection(pds, person)
    with proxy(pds.url) as line:
        yield Line(
            line=line,
            far=Bluesky(GuardedClient((line.origin, pds.url)), call_seconds=PATIENCE),
            near=adapter(pds),
            through=replace(past, base_url=line.origin),
            past=past,
            stands=lambda text: records(pds, person.did).count(text),
            again=True,
        )


def records(stack: Stack, did: str) -> list[str]:
    """The texts of the account's posts, as its server lists them to anybody."""
    query = f"repo={did}&collection=app.bsky.feed.post&limit=100"
    url = f"{stack.url}/xrpc/com.atproto.repo.listRecords?{query}"
    with urllib.request.urlopen(url, timeout=10) as answer:
        return [row["value"]["text"] for row in json.load(answer)["records"]]


@pytest.mark.drill
def test_bluesky_behind_a_bad_line(bluesky: Line) -> None:
    for name, toxic in zip(NAMES, HARMS, strict=True):
        send(bluesky, toxic, name)

"""The journey's core against a real Bluesky network, driven in the browser.

Without the AppView's parts only what we write can be shown; without Node nothing. Both say so.
"""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser
from tests.browser.journey import (
    bluesky_steps,
    inbox_steps,
    ledger_steps,
    moderation_steps,
    planning_steps,
)
from tests.browser.journey.bluesky_steps import Network
from tests.browser.journey.cast import ADMINISTRATOR, COLLEAGUE, LEAD, WRITER, Part
from tests.browser.journey.running_desk import RunningDesk, running_desk
from tests.browser.journey.towns import TOWNS
from tests.browser.journey.walker import Walker, signed_in
from tests.contracts.bluesky import people
from tools.bluesky.network import Missing, Stack, full_size_lacks, is_installed, node

pytestmark = [pytest.mark.browser, pytest.mark.bluesky]
TOWN = TOWNS["vallentuna"]


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    try:
        node()
    except Missing as missing:
        pytest.skip(f"INTE PRÖVAT mot riktiga Bluesky: {missing}")
    if not is_installed():
        pytest.skip("INTE PRÖVAT mot riktiga Bluesky: kör python tools/bluesky/stack.py setup")
    with Stack("pds" if full_size_lacks() else "full") as stack:
        yield Network(stack, stack.person("vallentuna"), stack.person("vendela"))


@pytest.fixture(scope="module")
def bluesky_desk(
    network: Network, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningDesk]:
    folder = tmp_path_factory.mktemp("desk") / "data"
    with running_desk(folder, "--bluesky", private_origins=network.stack.url) as desk:
        yield desk


class Crew:
    """The people of the desk, each in a browser of their own."""

    def __init__(self, browser: Browser, desk: RunningDesk, stack: ExitStack) -> None:
        self._browser, self._desk, self._stack = browser, desk, stack
        self._open: dict[Part, Walker] = {}
        self.post = ""

    def person(self, part: Part) -> Walker:
        if part not in self._open:
            entered = signed_in(self._browser, self._desk.url, part, TOWN.name)
            self._open[part] = self._stack.enter_context(entered)
        return self._open[part]


@pytest.fixture(scope="module")
def crew(browser: Browser, bluesky_desk: RunningDesk) -> Iterator[Crew]:
    with ExitStack() as stack:
        yield Crew(browser, bluesky_desk, stack)


def published(crew: Crew, network: Network) -> str:
    """The address of the post, gone out by the desk; the first test that asks sends it."""
    if not crew.post:
        bluesky_steps.connect(crew.person(ADMINISTRATOR), network)
        writer = crew.person(WRITER)
        planned = bluesky_steps.plan(writer)
        planning_steps.approve(crew.person(COLLEAGUE), planned)
        planning_steps.goes_out(writer, planned)
        crew.post = bluesky_steps.stands_once(network)
    return crew.post


def heard(network: Network) -> None:
    """Skip, loudly, where the network has no AppView to hear residents through."""
    if network.stack.size != "full":
        pytest.skip(f"INTE PRÖVAT mot Blueskys flöde: {full_size_lacks()}")


def test_a_post_goes_out_once_on_bluesky(crew: Crew, network: Network) -> None:
    assert published(crew, network).startswith(f"at://{network.ours.did}/app.bsky.feed.post/")


def test_a_reply_on_bluesky_is_answered_there(crew: Crew, network: Network) -> None:
    heard(network)
    question = network.says(inbox_steps.QUESTION, published(crew, network))
    writer = crew.person(WRITER)

    path = bluesky_steps.arrives(writer, inbox_steps.QUESTION)
    inbox_steps.promised(writer, TOWN)
    writer.press("Ta hand om")
    inbox_steps.answer(writer, TOWN, path)

    bluesky_steps.answered_once(network, question, inbox_steps.framed(TOWN).text)


def test_an_unlawful_reply_on_bluesky_is_sealed_and_hidden(
    crew: Crew, network: Network, bluesky_desk: RunningDesk
) -> None:
    heard(network)
    threat = network.says(inbox_steps.UNLAWFUL, published(crew, network))
    bluesky_steps.arrives(crew.person(WRITER), inbox_steps.UNLAWFUL)

    moderation_steps.report(crew.person(WRITER))
    lead = crew.person(LEAD)
    path = moderation_steps.open_case(lead)
    assert people.records(network.stack, network.ours, "app.bsky.feed.threadgate") == []
    moderation_steps.decide(lead, TOWN, path, measure="Dölj", by=LEAD)

    bluesky_steps.is_hidden(network, threat)
    ledger_steps.log_is_whole(bluesky_desk, TOWN)

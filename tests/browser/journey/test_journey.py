"""One post out, one comment back, everything on record: in four municipalities, as a user.

The four are planned first, one after the other, since each post then waits for its minute.
"""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser
from tests.browser.journey import inbox_steps, ledger_steps, planning_steps
from tests.browser.journey.cast import LEAD, MODERATOR, WRITER
from tests.browser.journey.running_desk import RunningDesk
from tests.browser.journey.stages import Journey
from tests.browser.journey.towns import TOWNS

pytestmark = pytest.mark.browser
each_town = pytest.mark.parametrize("town", TOWNS)


@pytest.fixture(scope="module")
def journeys(browser: Browser, desk: RunningDesk) -> Iterator[dict[str, Journey]]:
    with ExitStack() as stack:
        yield {slug: Journey(browser, desk, town, stack) for slug, town in TOWNS.items()}


@each_town
def test_a_post_is_planned_under_the_towns_own_rules(
    journeys: dict[str, Journey], town: str
) -> None:
    assert journeys[town].planned().path.startswith("/planering/")


@each_town
def test_it_goes_out_once_at_its_minute(journeys: dict[str, Journey], town: str) -> None:
    journey = journeys[town]

    address = journey.published()

    planning_steps.stands_once(journey.resident, journey.town, journey.planned(), address)


@each_town
def test_a_question_is_answered_within_the_towns_own_promise(
    journeys: dict[str, Journey], town: str
) -> None:
    journey = journeys[town]

    journey.answered()

    inbox_steps.stands_answered(journey.resident, journey.town, journey.published())


@each_town
def test_an_unlawful_comment_is_sealed_and_removed(journeys: dict[str, Journey], town: str) -> None:
    assert journeys[town].removed().startswith("/arenden/")


@each_town
def test_every_step_stands_in_the_record(
    journeys: dict[str, Journey], desk: RunningDesk, town: str
) -> None:
    journey = journeys[town]
    thread, case = journey.answered(), journey.removed()
    writer = journey.person(WRITER)

    ledger_steps.post_is_told(writer, journey.town, journey.planned().path)
    ledger_steps.thread_is_told(writer, thread)
    ledger_steps.case_is_told(journey.person(MODERATOR), case)
    ledger_steps.log_is_read(journey.person(LEAD))
    ledger_steps.log_is_whole(desk, journey.town)

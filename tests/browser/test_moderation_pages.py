"""Moderation in a real browser: accessible, quiet, within the width, without JavaScript."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer
from tests.browser.desk_browser import (
    faulty,
    opened,
    signed_in,
)
from tests.factories.inbox import Desk, make_desk
from tests.factories.moderation import (
    StandInRenderer,
    decision,
    deliver,
    message_of,
    moderator_of,
    rendering,
    reported,
)
from tests.factories.network import ANNA, CAT, wire_talking

from torg.delivery.actions import enqueue
from torg.delivery.models import Publication
from torg.inbox.models import Message
from torg.kernel.refs import Ref
from torg.kernel.scope import scope
from torg.moderation import actions, jobs
from torg.moderation.models import Case
from torg.people.models import User
from torg.ports.network import ActKind

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "Folk som ni borde packa och åka hem. Vi vet var ni bor och vi kommer förbi ikväll. 😡"


@pytest.fixture(autouse=True)
def maker() -> Iterator[StandInRenderer]:
    with rendering() as stand_in:
        yield stand_in


@pytest.fixture
def desk() -> Desk:
    wire_talking()
    return make_desk("vallentuna")


@pytest.fixture
def moderator(desk: Desk) -> User:
    return moderator_of(desk)


def post_of_ours(desk: Desk) -> None:
    """What the residents write under."""
    act = enqueue(
        channel=desk.channel,
        kind=ActKind.PUBLISH,
        payload={"text": "Nu öppnar vi badet för säsongen. Välkomna på lördag från klockan tio!"},
        origin=Ref("test", "inlägg"),
        by=None,
        now=timezone.now(),
    )
    Publication.objects.create(
        municipality=desk.municipality,
        act=act,
        channel=desk.channel,
        network_id="post-1",
        url="http://127.0.0.1:9/post-1",
        published_at=timezone.now() - timedelta(hours=4),
    )


@pytest.fixture
def cases(desk: Desk, moderator: User, tmp_path: Path) -> list[Case]:
    """Sealed an hour ago, carried out and waiting for its hand-over, dismissed."""
    now = timezone.now()
    with scope(desk.municipality.pk):
        post_of_ours(desk)
        wrote = now - timedelta(hours=2)
        messages: list[Message] = [
            message_of(desk, WORDS, author=ANNA, at=wrote),
            message_of(desk, "Grannens barn heter X och går hos er på BUP.", author=CAT, at=wrote),
            message_of(desk, "Ni är Sveriges sämsta kommun!", at=wrote),
        ]
        found = [
            reported(desk, message=message, now=now - timedelta(minutes=ago))
            for message, ago in zip(messages, (64, 50, 30), strict=True)
        ]
        actions.decide(
            case=found[1],
            decision=decision(desk, ground="secrecy", assessment="Namnger ett barn och dess vård."),
            by=moderator,
            now=now - timedelta(minutes=40),
        )
        deliver(desk, now, tmp_path)
        jobs.follow_decisions()
        actions.dismiss(case=found[2], assessment="Kritik.", by=moderator, now=now)
    return found


def test_the_pages_are_accessible_and_fit(
    browser: Browser,
    live_server: LiveServer,
    desk: Desk,
    moderator: User,
    cases: list[Case],
) -> None:
    with scope(desk.municipality.pk):
        fresh = message_of(desk, WORDS)
    pages = {
        "arenden": reverse("moderation:list_cases"),
        "arende-forseglat": reverse("moderation:show_case", args=[cases[0].pk]),
        "arende-genomfort": reverse("moderation:show_case", args=[cases[1].pk]),
        "arende-far-sta-kvar": reverse("moderation:show_case", args=[cases[2].pk]),
        "rapportera": reverse("moderation:report_message", args=[fresh.pk]),
    }
    looked = {name: (moderator, path) for name, path in pages.items()}
    assert faulty(browser, live_server.url, looked, "moderation-") == {}


def test_a_decision_is_taken_without_javascript(
    browser: Browser, live_server: LiveServer, desk: Desk, moderator: User, cases: list[Case]
) -> None:
    address = live_server.url + reverse("moderation:show_case", args=[cases[0].pk])
    cookies = signed_in(live_server.url, moderator)
    with opened(browser, address, script=False, cookies=cookies) as page:
        page.get_by_label("Olaga hot").check()
        page.get_by_label("Bedömning").fill("Hotar namngivna personer i deras hem.")
        page.get_by_label("Dölj").check()
        page.get_by_text("I allvarliga fall").click()
        page.get_by_label("Blockera personen från kanalen").check()
        page.get_by_role("button", name="Besluta och genomför").click()
        expect(page.get_by_text("på väg till nätverket").first).to_be_visible()
    with scope(desk.municipality.pk):
        case = Case.objects.get(pk=cases[0].pk)
        assert (case.state, case.ground, case.measure) == ("decided", "unlawful_threat", "hide")
        assert case.block.decided_by == moderator

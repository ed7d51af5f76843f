"""Two note one answer at the same moment, and two lay up one municipality: once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.factories.inbox import Desk, make_desk
from tests.factories.moderation import NOW
from tests.factories.processes import at_once

from torg.channels.models import Channel, ChannelKind
from torg.inbox.actions import Seen, Words, note_answer, note_comment, set_kind
from torg.inbox.models import Message, Thread
from torg.kernel.scope import scope
from torg.ledger.models import Entry
from torg.people.actions import found_municipality
from torg.people.models import Municipality, RoleGrant, User

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "https://kommunen.example/badet/"


@pytest.fixture
def desk(transactional_db: None) -> Iterator[Desk]:
    made = make_desk("vallentuna")
    with scope(made.municipality.pk):
        yield made


@pytest.fixture
def thread(desk: Desk) -> Thread:
    site = Channel.objects.create(
        municipality=desk.municipality, department=desk.department, name="Badets sida",
        network="web", kind=ChannelKind.OWN_SITE, import_reason="Fanns redan", state="live",
        created_at=NOW, changed_at=NOW,
    )  # fmt: skip
    seen = Seen(
        form_token="fråga", text="När öppnar badet?", name="Badgäst",
        at=NOW - timedelta(hours=2), url=PAGE,
    )  # fmt: skip
    message = note_comment(channel=site, seen=seen, by=desk.writer, now=NOW)
    set_kind(message=message, kind="question", by=desk.writer, now=NOW)
    return message.thread


def answers() -> tuple[int, int]:
    """How many stand, and how many are in the log."""
    return (
        Message.objects.filter(direction="out").count(),
        Entry.objects.filter(verb="message.sent_by_hand").count(),
    )


def test_one_form_sent_twice_is_one_answer(desk: Desk, thread: Thread) -> None:
    def note() -> None:
        words = Words(text="Hej! Vi öppnar nio.", form_token="ett")
        note_answer(thread=thread, words=words, by=desk.writer, now=NOW)

    assert at_once(note, note) == ["ok", "ok"]
    assert answers() == (1, 1)


def test_two_who_have_both_answered_on_the_page_both_stand(desk: Desk, thread: Thread) -> None:
    """What is on the page is on the page: the record leaves neither out."""

    def note(by: User) -> None:
        words = Words(text="Hej! Vi öppnar nio.", form_token=str(by.pk))
        note_answer(thread=thread, words=words, by=by, now=NOW)

    told = at_once(lambda: note(desk.writer), lambda: note(desk.colleague))
    assert told == ["ok", "ok"]
    assert answers() == (2, 2)
    thread.refresh_from_db()
    assert (thread.state, thread.outcome) == ("done", "answered")


@pytest.mark.parametrize(
    ("slugs", "emails"),
    [
        (("provboda", "provboda"), ("a@provboda.example", "b@provboda.example")),
        (("provboda", "provlunda"), ("a@provboda.example", "a@provboda.example")),
    ],
    ids=["one name", "one address"],
)
def test_one_of_two_municipalities_is_laid_up(
    transactional_db: None, slugs: tuple[str, str], emails: tuple[str, str]
) -> None:
    def found(slug: str, email: str) -> None:
        found_municipality(
            slug=slug, name="Provboda", email=email, given_name="Första", family_name="Ansvarig",
            by=None, now=NOW,
        )  # fmt: skip

    told = at_once(*(lambda s=s, e=e: found(s, e) for s, e in zip(slugs, emails, strict=True)))
    assert sorted(told) == ["Refusal", "ok"]
    made = Municipality.objects.get(name="Provboda")
    assert User.objects.filter(email__in=emails).count() == 1
    with scope(made.pk):
        assert RoleGrant.objects.count() == 1
        assert Entry.objects.filter(verb="people.found_municipality").count() == 1

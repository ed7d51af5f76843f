"""A person leaves in the midst of answering: nothing of theirs goes out, nobody waits unseen."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.factories.inbox import Desk, make_desk, words
from tests.factories.moderation import NOW, message_of, moderator_of, rendering, reported
from tests.factories.network import wire_talking
from tests.factories.people import make_user
from tests.factories.planning import content

from torg.delivery.models import Act
from torg.desk.actions import let_go
from torg.inbox.actions import claim, reply, request_second_reader, second_read
from torg.inbox.models import Message, Note, Reply, Thread
from torg.inbox.states import ReplyState
from torg.kernel.refs import Ref
from torg.kernel.scope import scope
from torg.ledger.queries import timeline
from torg.moderation.actions import accept
from torg.moderation.queries.cases import to_accept
from torg.people.actions import appoint_deputy
from torg.people.models import User
from torg.planning.actions import write_post
from torg.planning.models import Post

pytestmark = pytest.mark.django_db
TEXT = "Hej Anna!\n\nBadet öppnar klockan tio.\n\nVänliga hälsningar, Omar"
UNDO = timedelta(minutes=10)


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    wire_talking()
    made = make_desk("stockholm")
    with scope(made.municipality.pk):
        yield made


@pytest.fixture
def admin(desk: Desk) -> User:
    return make_user(role="administrator", municipality=desk.municipality)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def answered(desk: Desk) -> Reply:
    thread = message_of(desk, "När öppnar badet?").thread
    claim(thread=thread, by=desk.writer, now=NOW)
    return reply(thread=thread, words=words(thread, TEXT), by=desk.writer, now=NOW, undo=UNDO)


def test_an_answer_that_has_not_left_is_stopped_and_the_resident_waits_again(
    desk: Desk, admin: User
) -> None:
    made = answered(desk)
    assert Thread.objects.get().state == "done"
    page = reverse("desk:leave_person", args=[desk.writer.pk])
    assert "Ett svar som inte har gått ut stoppas" in browser(admin).get(page).text
    departed = browser(admin).post(page)
    assert Act.objects.get(kind="reply").state == "cancelled"
    thread = Thread.objects.get()
    assert (thread.state, thread.assigned_to, thread.outcome) == ("new", None, "")
    assert Message.objects.get(direction="in").answered_at is None
    assert thread.due_at is not None, "its promise runs again"
    assert Reply.objects.get().state == ReplyState.DRAFT
    told = browser(desk.colleague).get(reverse("inbox:show_thread", args=[thread.pk])).text
    assert "Badet öppnar klockan tio" in told, "a colleague sees what it was to say"
    assert "Svar som stoppats" in browser(admin).get(departed["Location"]).text
    verbs = [one.verb for one in timeline(Ref("inbox.thread", str(thread.pk)))]
    assert "reply.stopped" in verbs
    assert made.form_token == Reply.objects.get().form_token


def test_what_has_left_or_was_let_go_by_another_is_not_touched(desk: Desk, admin: User) -> None:
    answered(desk)
    Act.objects.filter(kind="reply").update(state="sending")
    other = message_of(desk, "Är det kallt?").thread
    asked = request_second_reader(thread=other, words=words(other, TEXT), by=desk.writer, now=NOW)
    second_read(reply=asked, approve=True, by=desk.colleague, now=NOW, undo=UNDO)
    let_go(user=desk.writer, colleague=None, by=admin, now=timezone.now())
    assert set(Act.objects.values_list("state", flat=True)) == {"sending", "due"}
    assert set(Reply.objects.values_list("state", flat=True)) == {"sent"}


def test_an_answer_that_the_leaver_read_waits_for_another_reader(desk: Desk, admin: User) -> None:
    thread = message_of(desk, "Är det kallt?").thread
    asked = request_second_reader(
        thread=thread, words=words(thread, TEXT.replace("Omar", "Sara")), by=desk.colleague, now=NOW
    )
    second_read(reply=asked, approve=True, by=desk.writer, now=NOW, undo=UNDO)
    let_go(user=desk.writer, colleague=None, by=admin, now=timezone.now())
    held = Reply.objects.get()
    assert (held.state, held.second_reader) == ("awaiting", None)
    thread.refresh_from_db()
    assert (thread.state, thread.assigned_to) == ("claimed", desk.colleague)
    assert not Note.objects.exists()


def test_nothing_waits_for_the_leaver_alone(desk: Desk, admin: User) -> None:
    thread = message_of(desk, "När öppnar badet?").thread
    later = timezone.now() + timedelta(days=2)
    Thread.objects.update(answerer=desk.writer, others_told_at=later)
    post = write_post(
        department=desk.department,
        content=content(desk.channel, answerer=desk.writer),
        by=desk.colleague,
        now=NOW,
    )
    moderator = moderator_of(desk)
    with rendering():
        case = accept(case=reported(desk), by=moderator, now=NOW)
    now = timezone.now()
    let_go(user=desk.writer, colleague=None, by=admin, now=now)
    let_go(user=moderator, colleague=None, by=admin, now=now)
    thread.refresh_from_db()
    assert (thread.answerer, thread.others_told_at) == (None, now)
    assert Post.objects.get(pk=post.pk).answerer == desk.colleague
    case.refresh_from_db()
    assert case.accepted_by is None
    assert list(to_accept(moderator_of(desk))) == [case]


def test_a_role_and_an_absence_that_nobody_covers_are_told(desk: Desk, admin: User) -> None:
    today = timezone.localdate()
    [grant] = desk.lead.grants.all()
    appoint_deputy(
        grant=grant, user=desk.centre, starts_on=today, ends_on=today + timedelta(days=9),
        by=admin, now=timezone.now(),
    )  # fmt: skip
    told = browser(admin).get(reverse("desk:leave_person", args=[desk.centre.pk])).text
    assert "Ingen annan har de här rollerna" in told
    assert f"i stället för {desk.lead.full_name}" in told
    departure = let_go(user=desk.centre, colleague=None, by=admin, now=timezone.now())
    page = reverse("desk:show_departure", args=[departure.pk])
    assert desk.lead.full_name in browser(admin).get(page).text
    appoint_deputy(
        grant=grant, user=desk.colleague, starts_on=today, ends_on=today + timedelta(days=9),
        by=admin, now=timezone.now(),
    )  # fmt: skip
    assert desk.lead.full_name not in browser(admin).get(page).text
    colleague = browser(admin).get(reverse("desk:leave_person", args=[desk.writer.pk])).text
    assert "Ingen annan har de här rollerna" not in colleague, "another communicator stays"

"""Ask communications: from any page to the queue, and the answer back to the object."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.delivery import wire_scripted
from tests.factories.inbox import Desk, arrive, make_desk
from tests.factories.moderation import NOW, rendering, reported
from tests.factories.network import make_event
from tests.factories.people import make_department, make_user
from tests.factories.planning import content

from torg.handbook.models import Question
from torg.inbox.models import Thread, ThreadKind
from torg.kernel.refs import Ref
from torg.kernel.scope import scope
from torg.ledger.queries import timeline
from torg.people.models import User
from torg.planning.actions import write_post

ASK = "/fragor/ny/"
QUEUE = "/fragor/"


@dataclass
class Asked:
    """A desk, one conversation in it, and an official of the channel's own department."""

    desk: Desk
    thread: Thread
    official: User
    address: str


@pytest.fixture
def asked(db: None) -> Iterator[Asked]:
    wire_scripted()
    desk = make_desk("stockholm")
    with scope(desk.municipality.pk):
        thread = arrive(desk.channel, make_event()).thread
        official = make_user(
            role="official", municipality=desk.municipality, department=desk.channel.department
        )
        yield Asked(desk, thread, official, _page(thread))


def _page(thread: Thread) -> str:
    return reverse("inbox:show_thread", kwargs={"thread_id": thread.pk})


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def _ask(user: User, path: str, text: str = "Vilken ton passar här?") -> Question:
    assert _client(user).post(ASK, {"text": text, "fran": path}).status_code == 302
    return Question.objects.first()  # type: ignore[return-value]


@pytest.mark.req("M2-10")
@pytest.mark.parametrize("path", ["/", "/planering/", "/handbok/", "/kanalregister/", "/regler/"])
def test_the_link_stands_on_every_page(asked: Asked, path: str) -> None:
    assert f'href="{ASK}?fran={quote(path, safe="")}"' in _text(_client(asked.official), path)


@pytest.mark.req("M2-10")
def test_a_question_reaches_the_queue_and_the_answer_the_object(asked: Asked) -> None:
    asker, lead = _client(asked.official), _client(asked.desk.lead)
    link = f"{ASK}?fran={quote(asked.address, safe='')}"
    assert link in _text(asker, asked.address)
    assert f'<a href="{asked.address}">Konversationen</a>' in _text(asker, link)
    question = _ask(asked.official, asked.address, "<b>Vilken</b> ton?")
    assert (question.kind, question.target) == ("inbox.thread", asked.thread.pk)
    assert question.department == asked.thread.department
    page = reverse("desk:show_question", kwargs={"question_id": question.pk})
    assert page in _text(lead, QUEUE)
    opened = _text(lead, page)
    assert f'<a href="{asked.address}">Konversationen</a>' in opened
    assert "&lt;b&gt;Vilken&lt;/b&gt; ton?" in opened
    lead.post(f"{page}svara/", {"answer": "Saklig och vänlig."})
    for reader, place in ((asker, asked.address), (asker, page), (lead, asked.address)):
        assert "Saklig och vänlig." in _text(reader, place)
    assert "Saklig och vänlig." in _text(asker, f"{QUEUE}?visa=avslutade")
    assert "Inga frågor väntar på svar" in _text(lead, QUEUE)
    told = [one.verb for one in timeline(Ref("inbox.thread", str(asked.thread.pk)))]
    assert {"handbook.question_asked", "handbook.question_answered"} <= set(told)


@pytest.mark.req("M2-10")
def test_a_page_without_an_object_is_linked_by_its_path(asked: Asked) -> None:
    question = _ask(asked.official, "/planering/lista/")
    assert (question.kind, question.page) == ("", "/planering/lista/")
    assert 'href="/planering/lista/"' in _text(_client(asked.desk.writer), f"{QUEUE}{question.pk}/")


@pytest.mark.parametrize(
    "path",
    ["https://ond.example/", "//ond.example/", "/\\ond.example", "javascript:alert(1)", "/x", ""],
)
def test_only_own_pages_are_linked(asked: Asked, path: str) -> None:
    assert "ingen särskild sida" in _text(_client(asked.official), f"{ASK}?fran={quote(path)}")
    question = _ask(asked.official, path)
    assert (question.kind, question.page) == ("", "")


def test_what_one_may_not_see_is_neither_asked_about_nor_told(asked: Asked) -> None:
    question = _ask(asked.official, asked.address, "Hemlig fråga?")
    elsewhere = make_department(municipality=asked.desk.municipality, name="Park")
    other = make_user(role="official", municipality=asked.desk.municipality, department=elsewhere)
    blind = _ask(other, asked.address)
    assert (blind.kind, blind.page, blind.department) == ("", "", None)
    assert "Hemlig" not in _text(_client(other), QUEUE)
    assert _client(other).get(f"{QUEUE}{question.pk}/").status_code == 404


def test_a_question_on_a_direct_message_is_for_those_who_read_messages(asked: Asked) -> None:
    Thread.objects.filter(pk=asked.thread.pk).update(kind=ThreadKind.MESSAGE)
    question = _ask(asked.desk.lead, asked.address, "Får vi svara så?")
    assert question.kind == "inbox.thread"
    assert "Får vi svara" in _text(_client(asked.desk.lead), QUEUE)
    assert "Får vi svara" not in _text(_client(asked.desk.writer), QUEUE)
    answer = _client(asked.desk.writer).post(f"{QUEUE}{question.pk}/svara/", {"answer": "Ja."})
    assert answer.status_code == 404


def test_only_communications_answer_once_and_nothing_typed_is_lost(asked: Asked) -> None:
    question = _ask(asked.official, asked.address)
    address, lead = f"{QUEUE}{question.pk}/svara/", _client(asked.desk.lead)
    assert _client(asked.official).post(address, {"answer": "Jag"}).status_code == 403
    assert lead.post(address, {"answer": " "}).status_code == 422
    assert lead.post(address, {"answer": "Så här."}).status_code == 302
    late = _client(asked.desk.writer).post(address, {"answer": "Eller så här."})
    assert late.status_code == 409
    assert "väntar inte längre" in late.content.decode()
    assert "Eller så här." in late.content.decode()
    question.refresh_from_db()
    assert question.answer == "Så här."


def test_the_asker_takes_it_back_while_it_waits(asked: Asked) -> None:
    question = _ask(asked.official, asked.address)
    address = f"{QUEUE}{question.pk}/angra/"
    assert _client(asked.desk.lead).post(address).status_code == 403
    assert _client(asked.official).post(address).status_code == 302
    assert "Vilken ton" not in _text(_client(asked.official), asked.address)
    assert _client(asked.official).post(address).status_code == 409


def test_an_empty_question_stays_on_its_page(asked: Asked) -> None:
    sent = _client(asked.official).post(ASK, {"text": " ", "fran": asked.address})
    assert sent.status_code == 422
    assert f'value="{asked.address}"' in sent.content.decode()
    assert not Question.objects.exists()


def test_the_queue_has_pages(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("torg.desk.queries.questions.PAGE", 1)
    first, second = (_ask(asked.official, "/", f"Fråga {number}?") for number in (1, 2))
    lead = _client(asked.desk.lead)
    newest = _text(lead, QUEUE)
    assert "Fråga 2?" in newest
    assert "Fråga 1?" not in newest
    assert f"?fore={second.pk}" in newest
    assert "Fråga 1?" in _text(lead, f"{QUEUE}?fore={second.pk}")
    assert "Inga frågor" in _text(lead, f"{QUEUE}?fore={first.pk}")
    assert "Inga frågor" in _text(lead, f"{QUEUE}?fore=x")


@pytest.mark.req("M2-10")
def test_a_channel_a_post_and_a_case_show_it_too(asked: Asked) -> None:
    desk, lead = asked.desk, asked.desk.lead
    post = write_post(
        department=desk.department, content=content(desk.channel), by=desk.writer, now=NOW
    )
    with rendering():
        case = reported(desk)
    for below, target in (
        (f"/kanalregister/{desk.channel.pk}/anslut/", desk.channel),
        (f"/planering/{post.pk}/andra/", post),
        (f"/arenden/{case.pk}/", case),
    ):
        question = _ask(lead, below, f"Hur gör vi med {target.pk}?")
        assert question.target == target.pk
        page = f"/{below.split('/')[1]}/{target.pk}/"
        assert f'href="{page}"' in _text(_client(lead), f"{QUEUE}{question.pk}/")
        assert f"Hur gör vi med {target.pk}?" in _text(_client(lead), page)
    assert str(case.pk) not in _text(_client(desk.writer), QUEUE)

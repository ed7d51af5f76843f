"""The pages as a person meets them: three panes, plain forms, what was typed is kept."""

import re
import sys
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.factories.inbox import Desk, arrive, make_desk
from tests.factories.network import WHEN, TalkingNetwork, make_event
from tests.factories.people import make_department

from torg.channels.models import ChannelConnection
from torg.delivery.actions import enqueue
from torg.delivery.models import Act, Publication, Worker
from torg.inbox.models import Message, Reply, Template, Thread, WatchRound
from torg.inbox.states import ThreadState
from torg.kernel.refs import Ref
from torg.kernel.scope import scope
from torg.people.models import User, counting, prepared
from torg.ports.network import Author, EventKind
from torg.ui import numbers

Browse = Callable[[User], Client]
TEXT = "Hej Anna!\n\nKlockan tio.\n\nVänliga hälsningar, Omar"


def page(client: Client, name: str, **kwargs: object) -> str:
    """The page's text."""
    answer = client.get(reverse(f"inbox:{name}", kwargs=kwargs))
    assert answer.status_code == 200
    return answer.content.decode()


def form_of(message: Message, text: str = TEXT, **more: object) -> dict[str, object]:
    """What the reply form sends."""
    return {"text": text, "form_token": "t-1", "seen": str(message.pk), "do": "send", **more}


def post_of_ours(desk: Desk) -> Publication:
    """A published post."""
    act = enqueue(
        channel=desk.channel,
        kind=EventKind.COMMENT and "publish",  # type: ignore[arg-type]
        payload={"text": "Badhuset har nya tider."},
        origin=Ref("test", "inlägg"),
        by=None,
        now=WHEN,
    )
    made: Publication = Publication.objects.create(
        municipality=desk.municipality,
        act=act,
        channel=desk.channel,
        network_id="post-1",
        url="http://127.0.0.1:9/post-1",
        published_at=WHEN,
    )
    return made


def test_the_queue_shows_who_what_and_how_long_is_left(desk: Desk, browse: Browse) -> None:
    soon = timezone.now() - timedelta(minutes=1)
    arrive(desk.channel, make_event(at=soon))
    text = page(browse(desk.writer), "list_threads")
    assert "Anna Karlsson" in text
    assert "När öppnar badhuset?" in text
    assert "Fråga" in text
    assert "kvar" in text


def test_more_than_anybody_counts_is_said_so_in_tab_and_menu(
    desk: Desk, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (counting, numbers):
        monkeypatch.setattr(module, "MOST_COUNTED", 1)
    prepared._known.clear()
    for number in range(3):
        arrive(desk.channel, make_event(f"c{number}", root=f"p{number}"))
    text = page(browse(desk.writer), "list_threads")
    prepared._known.clear()
    assert re.search(r"Nya<span[^>]*>1\+</span>", text)
    # The tab, the menu, and the menu of a narrow screen.
    assert len(re.findall(r">1\+<", text)) == 3


@pytest.mark.parametrize("query", ["", "?ko=klara", "?ko=nya&sort=question&sena=1"])
def test_the_queue_asks_six_questions(
    desk: Desk, browse: Browse, django_assert_num_queries: Callable[[int], Any], query: str
) -> None:
    """Session, person with roles, what one may narrow by, counts, rows, the frame (B2)."""
    arrive(desk.channel)
    now = timezone.now()
    Worker.objects.create(host="b2", pid=1, started_at=now, beat_at=now)
    client = browse(desk.writer)
    with django_assert_num_queries(6):
        assert client.get(reverse("inbox:list_threads") + query).status_code == 200


def test_a_page_deep_in_a_queue_goes_on_where_the_last_one_ended(
    desk: Desk, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["torg.inbox.queries.listing"], "PAGE", 2)
    for number in range(5):
        who = Author(f"p{number}", "", f"Person {number}")
        arrive(desk.channel, make_event(f"c{number}", root=f"c{number}", author=who))
    client, address, seen = browse(desk.writer), reverse("inbox:list_threads"), []
    while address:
        text = client.get(address).content.decode()
        seen += re.findall(r"<bdi>(Person \d)</bdi>", text)
        more = re.search(r'href="([^"]*efter=[^"]+)"', text)
        address = reverse("inbox:list_threads") + unescape(more[1]) if more else ""
    assert sorted(seen) == [f"Person {number}" for number in range(5)]


def test_filters_stand_in_the_address(desk: Desk, browse: Browse) -> None:
    arrive(desk.channel)
    client = browse(desk.writer)
    for query, found in (
        ("?sort=question", True),
        ("?sort=praise", False),
        ("?typ=mention", False),
        (f"?kanal={desk.channel.pk}", True),
        ("?kanal=inte-ett-id&ko=finns-inte&efter=%C3%A5", True),
        ("?sena=1", True),
        ("?ko=klara", False),
    ):
        answer = client.get(reverse("inbox:list_threads") + query)
        assert ("Anna Karlsson" in answer.content.decode()) is found, query


def test_the_thread_page_has_post_promise_history_and_prefilled_reply(
    desk: Desk, browse: Browse, django_assert_max_num_queries: object
) -> None:
    post_of_ours(desk)
    message = arrive(desk.channel)
    arrive(desk.channel, make_event("old", root="post-0", text="Förra frågan?"))
    client = browse(desk.writer)
    with django_assert_max_num_queries(60):  # type: ignore[operator]
        text = page(client, "show_thread", thread_id=message.thread_id)
    assert "Badhuset har nya tider." in text
    assert "http://127.0.0.1:9/post-1" in text
    assert "Så räknade vi" in text
    assert "24 timmar räknas" in text
    assert "Förra frågan?" in text
    assert "Hej Anna!" in text
    assert "Vänliga hälsningar, Omar" in text
    assert "style=" not in text
    assert "<script>" not in text


def test_the_words_of_residents_are_plain_text(desk: Desk, browse: Browse) -> None:
    evil = Author("e", "<b>@e</b>", '<img src=x onerror="alert(1)">')
    message = arrive(
        desk.channel, make_event(author=evil, text="<script>alert(1)</script> {{ 7*7 }}")
    )
    text = page(browse(desk.writer), "show_thread", thread_id=message.thread_id)
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in text


def test_a_reply_goes_out_and_the_page_says_so(desk: Desk, browse: Browse) -> None:
    message = arrive(desk.channel)
    client = browse(desk.writer)
    url = reverse("inbox:reply", args=[message.thread_id])
    for _ in range(2):
        answer = client.post(url, form_of(message), follow=True)
    assert "Svaret är på väg." in answer.content.decode()
    assert "På väg" in answer.content.decode()
    assert (Reply.objects.count(), Act.objects.count()) == (1, 1)


def test_a_refused_reply_keeps_the_words_and_cites_the_clause(desk: Desk, browse: Browse) -> None:
    message = arrive(desk.channel)
    url = reverse("inbox:reply", args=[message.thread_id])
    client = browse(desk.writer)
    answer = client.post(url, form_of(message, "Klockan tio, min vän."))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Klockan tio, min vän." in text
    assert "S-12" in text
    assert 'name="motive"' in text
    assert 'value="t-1"' in text
    sent = client.post(url, form_of(message, "Klockan tio, min vän.", motive="Kort tråd."))
    assert sent.status_code == 302
    assert Reply.objects.get().motive == "Kort tråd."


def test_findings_come_while_one_writes(desk: Desk, browse: Browse) -> None:
    message = arrive(desk.channel)
    url = reverse("inbox:advise", args=[message.thread_id])
    client = browse(desk.writer)
    assert "S-13" in client.post(url, {"text": "Hej Anna! Tio."}).content.decode()
    assert "inget att invända" in client.post(url, {"text": TEXT}).content.decode()


def test_a_template_is_put_between_greeting_and_closing(desk: Desk, browse: Browse) -> None:
    message = arrive(desk.channel)
    template = Template.objects.create(
        municipality=desk.municipality, title="Öppettider", body="Tiderna finns på {länk}."
    )
    url = reverse("inbox:reply", args=[message.thread_id])
    answer = browse(desk.writer).post(
        url, form_of(message, "", do="template", template=str(template.pk))
    )
    text = answer.content.decode()
    assert text.index("Hej Anna!") < text.index("Tiderna finns på {länk}.")
    assert not Reply.objects.exists()


def test_second_reading_from_page_to_page(desk: Desk, browse: Browse) -> None:
    message = arrive(desk.channel)
    writer, reader = browse(desk.writer), browse(desk.colleague)
    writer.post(reverse("inbox:reply", args=[message.thread_id]), form_of(message, do="reader"))
    reply = Reply.objects.get()
    assert "Godkänn och skicka" not in page(writer, "show_thread", thread_id=message.thread_id)
    assert "Godkänn och skicka" in page(reader, "show_thread", thread_id=message.thread_id)
    url = reverse("inbox:second_read", args=[reply.pk])
    assert writer.post(url, {"do": "approve"}).status_code == 403
    reader.post(url, {"do": "return", "note": "Varmare."})
    back = page(writer, "show_thread", thread_id=message.thread_id)
    assert "Varmare." in back
    assert 'value="t-1"' in back
    writer.post(reverse("inbox:reply", args=[message.thread_id]), form_of(message, do="reader"))
    assert reader.post(url, {"do": "approve"}).status_code == 302
    assert Act.objects.count() == 1


def test_claim_sort_note_close_and_open_again(desk: Desk, browse: Browse) -> None:
    message = arrive(desk.channel)
    client, other = browse(desk.writer), browse(desk.colleague)
    args = [message.thread_id]
    client.post(reverse("inbox:claim", args=args))
    late = other.post(reverse("inbox:claim", args=args))
    assert late.status_code == 409
    assert "Omar" in late.content.decode()
    refused = client.post(reverse("inbox:close", args=args), {"outcome": "answered"})
    assert refused.status_code == 409
    own, others = "S-06", "V-11"
    assert own in refused.content.decode()
    assert others not in refused.content.decode()
    client.post(
        reverse("inbox:set_kind", args=args), {"message": str(message.pk), "kind": "viewpoint"}
    )
    long = client.post(reverse("inbox:add_note", args=args), {"note": "Bara för oss. " * 400})
    assert (long.status_code, "Bara för oss. Bara" in long.content.decode()) == (409, True)
    client.post(reverse("inbox:add_note", args=args), {"note": "Bara för oss."})
    assert "Bara för oss." in page(client, "show_thread", thread_id=message.thread_id)
    client.post(reverse("inbox:close", args=args), {"outcome": "ironic"})
    assert Thread.objects.get().state == ThreadState.DONE
    client.post(reverse("inbox:reopen", args=args))
    assert Thread.objects.get().state == ThreadState.NEW


def test_forwarding_from_the_page(desk: Desk, browse: Browse) -> None:
    message = arrive(desk.channel)
    unit = make_department(municipality=desk.municipality, name="Trafikkontoret")
    client = browse(desk.writer)
    url = reverse("inbox:forward", args=[message.thread_id])
    opened = client.get(url).content.decode()
    assert "Hej Anna!" in opened
    assert "hänvisas till rätt instans" in opened
    assert "V-53" not in opened
    client.post(url, {"department": str(unit.pk), "form_token": "t-2"})
    assert Thread.objects.get().department == unit


@pytest.mark.req("V-53")
def test_where_the_rules_ask_the_page_asks_for_a_word_or_a_reason(
    db: None, network: TalkingNetwork, browse: Browse
) -> None:
    desk = make_desk("vallentuna")
    with scope(desk.municipality.pk):
        message = arrive(desk.channel)
        unit = make_department(municipality=desk.municipality, name="Trafikkontoret")
        client = browse(desk.writer)
        url = reverse("inbox:forward", args=[message.thread_id])
        assert "V-53" in client.get(url).content.decode()
        sent = {"department": str(unit.pk), "form_token": "t-2"}
        refused = client.post(url, sent)
        assert refused.status_code == 409
        assert "V-53" in refused.content.decode()
        client.post(url, {**sent, "reason": "Redan ringt."})
        assert Thread.objects.get().department == unit


def test_referring_shows_the_duty_of_service_as_data(desk: Desk, browse: Browse) -> None:
    message = arrive(desk.channel)
    client = browse(desk.writer)
    url = reverse("inbox:refer", args=[message.thread_id])
    assert "Förvaltningslag (2017:900), 6 §" in client.get(url).content.decode()
    unfilled = client.post(
        url, {"body": "Polisen", "text": "Fråga {instans}.", "form_token": "t-3"}
    )
    assert unfilled.status_code == 409
    assert "{instans}" in unfilled.content.decode()


@pytest.mark.req("S-04")
def test_a_post_and_its_twelve_comments_are_one_page_in_time_order(
    desk: Desk, browse: Browse
) -> None:
    publication = post_of_ours(desk)
    for number in (7, 3, 0, 11, 5, 1, 9, 2, 10, 4, 8, 6):
        author = Author(f"p{number % 5}", "", f"Person {number % 5}")
        arrive(
            desk.channel,
            make_event(f"c{number}", author=author, text=f"ord-{number:02}", minutes=number),
        )
    text = page(browse(desk.writer), "show_post", publication_id=publication.pk)
    places = [text.index(f"ord-{number:02}") for number in range(12)]
    assert places == sorted(places)
    assert text.index("Badhuset har nya tider.") < places[0]


def test_one_click_is_one_round(db: None, network: TalkingNetwork, browse: Browse) -> None:
    desk = make_desk("vallentuna")
    with scope(desk.municipality.pk):
        client = browse(desk.writer)
        text = page(client, "list_rounds")
        assert "Rond gjord" in text
        assert "0 av 3" in text
        form = {"channel": str(desk.channel.pk), "rule": "vallentuna.watch.rounds"}
        answer = client.post(reverse("inbox:do_round"), form, follow=True)
        assert "1 av 3" in answer.content.decode()
        assert WatchRound.objects.get().user == desk.writer


@pytest.mark.parametrize(
    ("address", "shown"), [("https://natverk.example/oss", True), ("javascript:hej()", False)]
)
def test_a_round_links_to_the_account_by_a_web_address_only(
    db: None, network: TalkingNetwork, browse: Browse, address: str, shown: bool
) -> None:
    """A list without working days: what networks send is shown on every day of the week."""
    desk = make_desk("vallentuna")
    with scope(desk.municipality.pk):
        ChannelConnection.objects.filter(channel=desk.channel).update(account_url=address)
        assert (f'href="{address}"' in page(browse(desk.writer), "list_rounds")) is shown


@pytest.mark.req("G-47")
def test_words_that_are_hard_to_read_get_a_hint_with_the_figure(
    db: None, network: TalkingNetwork, browse: Browse
) -> None:
    desk = make_desk("goteborg")
    with scope(desk.municipality.pk):
        message = arrive(desk.channel)
    url = reverse("inbox:advise", args=[message.thread_id])
    hard = "Förvaltningsövergripande samverkansformer beträffande infrastrukturplanering. " * 6
    text = browse(desk.writer).post(url, {"text": hard}).content.decode()
    assert "Texten är svårläst: läsbarhetsindex" in text
    assert "G-47" in text
    assert "G-47" not in browse(desk.writer).post(url, {"text": "Ja. " * 30}).content.decode()


@pytest.mark.req("S-14")
def test_a_reply_that_is_hard_to_read_is_warned_of_and_spelling_is_checked(
    desk: Desk, browse: Browse
) -> None:
    message = arrive(desk.channel)
    client, args = browse(desk.writer), [message.thread_id]
    client.post(reverse("inbox:claim", args=args))
    opened = page(client, "show_thread", thread_id=message.thread_id)
    assert re.search(r'<textarea[^>]*name="text"[^>]*spellcheck="true"', opened)
    hard = (
        "Kommunstyrelsens arbetsutskott konstaterar betydelsen av förvaltningsövergripande "
        "samverkansformer beträffande infrastrukturplanering innebärande konsekvensanalyser "
        "avseende trafiksäkerhetsåtgärder inom stadsutvecklingsområden och bostadsförsörjning."
    )
    sent = {**form_of(message, f"Hej Anna!\n\n{hard}\n\nVänliga hälsningar, Omar")}
    refused = client.post(reverse("inbox:reply", args=args), sent)
    assert refused.status_code == 409
    shown = unescape(refused.content.decode())
    assert "läsbarhetsindex" in shown
    assert "S-14" in shown
    assert hard in shown
    assert not Reply.objects.exists()
    client.post(reverse("inbox:reply", args=args), {**sent, "motive": "Lagens egna ord."})
    assert Reply.objects.get().motive == "Lagens egna ord."

"""Help where the question arises: at the field, for the municipality whose advice it is."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from tests.factories.delivery import make_channel
from tests.factories.inbox import Desk, arrive, make_desk
from tests.factories.moderation import moderator_of, rendering, reported
from tests.factories.network import make_event, wire_talking
from tests.factories.planning import content

from torg.handbook.queries import handbook
from torg.inbox.actions import set_kind
from torg.kernel.scope import scope
from torg.people.models import User
from torg.planning import actions
from torg.ports.network import EventKind
from torg.rules.actions import set_mode
from torg.rules.queries import Mode

pytestmark = pytest.mark.django_db
TOWNS = {"m1": "malmo", "m2": "malmo", "g": "goteborg", "s": "stockholm", "v": "vallentuna"}


@pytest.fixture
def working_hour(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def browsed(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def opens(user: User, page: str, place: str, key: str) -> None:
    """The page has the place's link, and what it opens says the key's answer with its row."""
    address = reverse("handbook:show_place", kwargs={"place": place})
    assert f'href="{address}" target="_blank" rel="noopener" data-help' in page, place
    own = browsed(user, address).split("Så gör andra kommuner")[0]
    section = handbook().keys[key][1]
    assert section.title in own
    assert key.upper() in own


def composer(desk: Desk) -> str:
    return browsed(desk.writer, reverse("planning:new_post"))


def read_page(desk: Desk, now: datetime) -> str:
    """A post as its reader sees it, with the buttons that let it out."""
    with scope(desk.municipality.pk):
        post = actions.write_post(
            department=desk.department, content=content(desk.channel), by=desk.writer, now=now
        )
        actions.submit(post=post, by=desk.writer, now=now)
    return browsed(desk.lead, reverse("planning:show_post", kwargs={"post_id": post.pk}))


def answering(desk: Desk, now: datetime, kind: str = "criticism") -> str:
    """The reply editor under a comment of that sort."""
    message = arrive(desk.channel, make_event(f"c-{kind}", text="Så sköter ni det här."))
    with scope(desk.municipality.pk):
        set_kind(message=message, kind=kind, by=desk.writer, now=now)
    thread = {"thread_id": message.thread_id}
    return browsed(desk.writer, reverse("inbox:show_thread", kwargs=thread))


IN_THE_COMPOSER = {
    "m1-39": "inlagg.relevans", "m2-17": "inlagg.dag", "m2-18": "inlagg.dag",
    "m2-23": "inlagg.bild", "g-13": "inlagg.ton", "g-18": "inlagg.bild", "g-19": "inlagg.text",
    "s-21": "inlagg.text", "v-28": "inlagg.text", "v-33": "inlagg.bild", "v-70": "inlagg.ton",
}  # fmt: skip


@pytest.mark.req("M1-39", "M2-17", "M2-18", "M2-23", "G-18", "G-19", "S-21", "V-28", "V-33", "V-70")
@pytest.mark.parametrize("town", ["malmo", "goteborg", "stockholm", "vallentuna"])
def test_the_composers_fields_open_the_towns_own_advice(town: str) -> None:
    wire_talking()
    desk = make_desk(town)
    page = composer(desk)
    for key, place in IN_THE_COMPOSER.items():
        if TOWNS[key.split("-")[0]] == town:
            opens(desk.writer, page, place, key)


@pytest.mark.req("G-13")
def test_the_tone_is_told_in_both_editors(now: datetime) -> None:
    wire_talking()
    desk = make_desk("goteborg")
    opens(desk.writer, composer(desk), "inlagg.ton", "g-13")
    opens(desk.writer, answering(desk, now), "svar.ton", "g-13")


@pytest.mark.req("G-15")
@pytest.mark.usefixtures("working_hour")
def test_the_buttons_that_publish_remind_that_words_live_on(now: datetime) -> None:
    wire_talking()
    desk = make_desk("goteborg")
    opens(desk.lead, read_page(desk, now), "inlagg.publicera", "g-15")


@pytest.mark.req("G-43", "G-46", "S-23")
@pytest.mark.parametrize(
    ("town", "keys"), [("goteborg", ("g-43", "g-46")), ("stockholm", ("s-23",))]
)
def test_criticism_brings_its_checklist(town: str, keys: tuple[str, ...], now: datetime) -> None:
    wire_talking()
    desk = make_desk(town)
    page = answering(desk, now)
    for key in keys:
        opens(desk.writer, page, "inkorg.kritik", key)
    assert "/handbok/falt/inkorg.kritik/" not in answering(desk, now, "praise")


@pytest.mark.req("S-05", "S-15")
def test_silent_readers_are_remembered_in_public_and_not_in_private(now: datetime) -> None:
    wire_talking()
    desk = make_desk("stockholm")
    page = answering(desk, now)
    opens(desk.writer, page, "svar.lasare", "s-05")
    opens(desk.writer, page, "svar.ton", "s-15")
    private = make_event("dm-1", text="En fråga", kind=EventKind.MESSAGE, root="dm-1", parent="")
    thread = arrive(desk.channel, private).thread_id
    shown = browsed(desk.centre, reverse("inbox:show_thread", kwargs={"thread_id": thread}))
    assert "/handbok/falt/svar.sprak/" in shown
    assert "/handbok/falt/svar.lasare/" not in shown


@pytest.mark.req("S-30")
def test_in_a_crisis_every_reply_is_written_under_the_reminder(now: datetime) -> None:
    wire_talking()
    desk = make_desk("stockholm")
    reminder = "sprids lätt till andra medier"
    assert reminder not in answering(desk, now, "question")
    with scope(desk.municipality.pk):
        set_mode(municipality=desk.municipality, mode=Mode.CRISIS, reason="Storm", by=None, now=now)
    page = answering(desk, now, "criticism")
    assert reminder in page
    opens(desk.writer, page, "kris.svar", "s-30")
    opens(desk.writer, page, "kris", "s-25")


@pytest.mark.req("V-71")
def test_who_replies_speaks_for_the_municipality(now: datetime) -> None:
    wire_talking()
    desk = make_desk("vallentuna")
    opens(desk.writer, answering(desk, now), "svar.ton", "v-71")


@pytest.mark.req("S-03")
def test_the_inbox_tells_why_we_answer() -> None:
    wire_talking()
    desk = make_desk("stockholm")
    page = browsed(desk.writer, reverse("inbox:list_threads"))
    opens(desk.writer, page, "inkorg.varfor", "s-03")


@pytest.mark.req("V-82", "V-84")
def test_the_handbooks_summary_dares_and_encourages() -> None:
    desk = make_desk("vallentuna")
    page = browsed(desk.writer, "/handbok/")
    opens(desk.writer, page, "handbok.start", "v-82")
    opens(desk.writer, page, "handbok.start", "v-84")


@pytest.mark.req("M2-14")
def test_the_advice_card_follows_the_chosen_network() -> None:
    wire_talking()
    desk = make_desk("malmo")
    with scope(desk.municipality.pk):
        insta = make_channel(department=desk.department, network="instagram", name="Bilderna")
    client = Client()
    client.force_login(desk.writer)

    def cards(channel: object) -> str:
        sent = {"channels": [str(channel)], "text": "Hej", "department": str(desk.department.pk)}
        return client.post(reverse("planning:check_words"), sent).content.decode()

    assert "Ett bra inlägg på Facebook" in cards(desk.channel.pk)
    followed = cards(insta.pk)
    assert "Börja och arbeta på Instagram" in followed
    assert "Ett bra inlägg på Facebook" not in followed
    # Without scripts the same card comes with the page that answers a save.
    refused = client.post(
        reverse("planning:new_post"), {"channels": [str(insta.pk)], "text": "Hej"}
    )
    assert "Börja och arbeta på Instagram" in refused.content.decode()


@pytest.mark.req("V-112")
def test_who_removes_reads_that_the_writer_may_answer_for_the_words() -> None:
    wire_talking()
    desk = make_desk("vallentuna")
    with scope(desk.municipality.pk), rendering():
        case = reported(desk)
        moderator = moderator_of(desk)
    page = browsed(moderator, reverse("moderation:show_case", kwargs={"case_id": case.pk}))
    opens(moderator, page, "arende.grund", "v-112")


@pytest.mark.req("V-86")
def test_nothing_ties_an_employee_to_a_private_account(browse_key: Callable[[str], str]) -> None:
    accounts = {"handle", "account", "account_id", "account_url", "username", "profile_url"}
    tied = {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("torg.")
        and accounts & {field.name for field in model._meta.fields}
        and any(field.related_model is User for field in model._meta.fields)
    }
    # The municipality's own account, with whoever answers for it in the register.
    assert tied <= {"channels.Channel"}
    assert "Yttrandefriheten" in browse_key("v-86")


@pytest.fixture
def browse_key() -> Callable[[str], str]:
    desk = make_desk("vallentuna")
    return lambda key: browsed(desk.writer, f"/handbok/hjalp/{key}/")

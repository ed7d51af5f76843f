"""Moderation's pages as people meet them: evidence first, plain forms, typed words kept."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.factories.inbox import Desk
from tests.factories.moderation import (
    StandInRenderer,
    decision,
    deliver,
    message_of,
    moderator_of,
    rendering,
    reported,
)
from tests.factories.network import TalkingNetwork
from tests.factories.people import make_department, make_user

from torg.delivery.models import Act
from torg.inbox.models import Message
from torg.kernel.blobs import BlobStore
from torg.moderation import actions, jobs
from torg.moderation.models import Block, Case, Evidence
from torg.people.models import User

Browse = Callable[[User], Client]
CONTEXT = "Under inlägget om badet, riktat mot en annan som skrev."


def at(name: str, **kwargs: object) -> str:
    return reverse(f"moderation:{name}", kwargs=kwargs)


def page(client: Client, name: str, **kwargs: object) -> str:
    """The page's text."""
    answer = client.get(at(name, **kwargs))
    assert answer.status_code == 200
    return answer.content.decode()


def carried_out(desk: Desk, by: User, folder: Path, **more: object) -> Case:
    """A case that the network has done what it asked for."""
    now = timezone.now()
    actions.decide(case=reported(desk, now=now), decision=decision(desk, **more), by=by, now=now)
    deliver(desk, timezone.now(), folder)
    assert jobs.follow_decisions() == 1
    return Case.objects.get()


def test_reporting_starts_from_a_sentence_and_seals(
    desk: Desk, browse: Browse, moderator: User
) -> None:
    message = message_of(desk)
    client = browse(desk.writer)
    text = page(client, "report_message", message_id=message.pk)
    assert f"Kommentar på {desk.channel.name} på Facebook." in text
    assert "får inte kopieras" in text
    answer = client.post(at("report_message", message_id=message.pk), {"context": CONTEXT})
    assert answer["Location"] == reverse("inbox:show_thread", args=[message.thread_id])
    assert Evidence.objects.get().context == CONTEXT
    told = client.get(answer["Location"]).content.decode()
    assert f"står nu överst hos {moderator.full_name}" in told
    again = page(client, "report_message", message_id=message.pk)
    assert "Redan rapporterat" in again
    answer = client.post(at("report_message", message_id=message.pk), {"context": CONTEXT})
    assert answer.status_code == 409


def test_the_conversation_leads_to_the_report(desk: Desk, browse: Browse) -> None:
    message = message_of(desk)
    thread = reverse("inbox:show_thread", args=[message.thread_id])
    text = browse(desk.writer).get(thread).content.decode()
    assert at("report_message", message_id=message.pk) in text


def test_without_context_nothing_is_sealed_and_the_form_says_so(desk: Desk, browse: Browse) -> None:
    message = message_of(desk)
    answer = browse(desk.writer).post(
        at("report_message", message_id=message.pk), {"context": "  ", "no_copy": "on"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Beskriv sammanhanget" in text
    assert "checked" in text
    assert Case.objects.count() == 0


def test_whoever_may_not_read_the_thread_may_not_report(desk: Desk, browse: Browse) -> None:
    message = message_of(desk)
    elsewhere = make_department(municipality=desk.municipality)
    stranger = make_user(role="official", municipality=desk.municipality, department=elsewhere)
    for method in ("get", "post"):
        answer = getattr(browse(stranger), method)(at("report_message", message_id=message.pk))
        assert answer.status_code == 404


@pytest.mark.req("V-64")
def test_the_newest_alarm_stands_on_top_with_its_minutes(
    desk: Desk, browse: Browse, moderator: User
) -> None:
    now = timezone.now()
    reported(desk, now=now - timedelta(minutes=12), message=message_of(desk, "Den andra"))
    reported(desk, now=now - timedelta(minutes=43), message=message_of(desk, "Den första"))
    text = page(browse(moderator), "list_cases")
    assert "upptäckt för 43\N{NO-BREAK SPACE}min sedan" in text
    assert text.index("Den första") < text.index("Den andra")
    assert "2 ärenden väntar på att någon tar det" in text
    assert "Ligger kvar, larm" not in text


@pytest.mark.req("V-106")
def test_what_is_still_up_an_hour_after_the_seal_alarms_the_moderator(
    desk: Desk, browse: Browse, moderator: User
) -> None:
    reported(desk, now=timezone.now() - timedelta(minutes=61))
    text = page(browse(moderator), "list_cases")
    assert "1 ärende ligger kvar på nätverket för länge" in text
    assert "Ligger kvar, larm" in text


def test_taking_a_case_quiets_it_for_the_others(
    desk: Desk, browse: Browse, moderator: User
) -> None:
    case = reported(desk, now=timezone.now())
    other = moderator_of(desk)
    assert "Jag tar det" in page(browse(other), "show_case", case_id=case.pk)
    browse(moderator).post(at("accept", case_id=case.pk))
    text = page(browse(other), "list_cases")
    assert "väntar på att någon tar det" not in text
    assert f"hos {moderator.full_name}" in text
    assert browse(other).post(at("accept", case_id=case.pk)).status_code == 409


def test_the_evidence_comes_before_the_decision(
    desk: Desk, browse: Browse, moderator: User
) -> None:
    case = reported(desk, message=message_of(desk, "<b>Ut</b> med er\u202e!"))
    text = page(browse(moderator), "show_case", case_id=case.pk)
    assert text.index(">Beviset<") < text.index(">Besluta<")
    assert "&lt;b&gt;Ut&lt;/b&gt; med er[U+202E]!" in text
    assert case.evidence.digest in text
    assert "Kritik är ingen grund" in text
    lag, rules = text.index(">Lag</p>"), text.index(">Kommunens regler</p>")
    assert lag < text.index("Hets mot folkgrupp") < rules < text.index("Kränker någon")
    assert "criticism" not in text
    for part in ("manifest", "card", "file"):
        assert at("evidence_file", case_id=case.pk, part=part) in text


def test_a_decision_goes_out_once_and_the_page_says_how_it_went(
    desk: Desk, browse: Browse, moderator: User, network: TalkingNetwork, tmp_path: Path
) -> None:
    case = reported(desk)
    client = browse(moderator)
    given = {"measure": "hide", "ground": "offensive", "assessment": "Kränker en namngiven."}
    answer = client.post(at("decide", case_id=case.pk), given)
    assert answer["Location"] == at("show_case", case_id=case.pk)
    assert network.calls == []
    assert client.post(at("decide", case_id=case.pk), given).status_code == 409
    assert "på väg till nätverket" in page(client, "show_case", case_id=case.pk)
    assert "Ångra" in page(client, "show_case", case_id=case.pk)
    deliver(desk, timezone.now(), tmp_path)
    assert network.calls == [], "it can still be taken back"
    deliver(desk, timezone.now() + moderator.undo_span, tmp_path)
    jobs.follow_decisions()
    text = page(client, "show_case", case_id=case.pk)
    assert "Klart på nätverket" in text
    assert "Avsluta ärendet" in text
    assert "du får gärna vara kritisk" in text
    answer = client.post(at("close", case_id=case.pk), {"notice": "sent", "text": "Så här var det"})
    assert answer.status_code == 302
    assert "Så här var det" in page(client, "show_case", case_id=case.pk)
    assert "Inga ärenden här" in page(client, "list_cases")
    assert "Kränker någon" in client.get(at("list_cases") + "?visa=avslutade").content.decode()


def test_a_refused_decision_keeps_what_was_typed(
    desk: Desk, browse: Browse, moderator: User
) -> None:
    case = reported(desk)
    given = {
        "measure": "hide",
        "ground": "offensive",
        "assessment": " ",
        "block": "on",
        "review_on": "2020-01-01",
    }
    answer = browse(moderator).post(at("decide", case_id=case.pk), given)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Skriv en bedömning" in text
    assert 'id="grund_offensive" required checked' in text
    assert "2020-01-01" in text
    given["assessment"] = "En bedömning som ska stå kvar."
    answer = browse(moderator).post(at("decide", case_id=case.pk), given)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Omprövningen måste ligga framåt i tiden" in text
    assert "En bedömning som ska stå kvar." in text
    given["ground"] = "criticism"
    answer = browse(moderator).post(at("decide", case_id=case.pk), given)
    assert "Kritik är aldrig en grund" in answer.content.decode()
    assert (Act.objects.count(), Block.objects.count()) == (0, 0)


@pytest.mark.req("V-66")
def test_without_the_right_to_block_there_is_no_such_choice_and_none_is_obeyed(
    desk: Desk, browse: Browse, moderator: User
) -> None:
    case = reported(desk)
    assert "Blockera personen" not in page(browse(desk.lead), "show_case", case_id=case.pk)
    given = {
        "measure": "hide",
        "ground": "offensive",
        "assessment": "Hotar.",
        "block": "on",
        "review_on": str(timezone.localdate() + timedelta(days=30)),
    }
    browse(desk.lead).post(at("decide", case_id=case.pk), given)
    assert Block.objects.count() == 0
    other = reported(desk)
    assert "Blockera personen" in page(browse(moderator), "show_case", case_id=other.pk)
    browse(moderator).post(at("decide", case_id=other.pk), given)
    block = Block.objects.get()
    assert (block.case_id, block.decided_by) == (other.pk, moderator)
    assert "Omprövas" in page(browse(moderator), "show_case", case_id=other.pk)


def test_the_account_lead_hides_but_does_not_remove(desk: Desk, browse: Browse) -> None:
    case = reported(desk)
    text = page(browse(desk.lead), "show_case", case_id=case.pk)
    assert 'value="hide"' in text
    assert 'value="delete"' not in text
    answer = browse(desk.lead).post(
        at("decide", case_id=case.pk),
        {"measure": "delete", "ground": "offensive", "assessment": "Bort."},
    )
    assert answer.status_code == 422


def test_what_stays_up_has_its_reasons_on_the_page(
    desk: Desk, browse: Browse, moderator: User
) -> None:
    case = reported(desk)
    client = browse(moderator)
    assert client.post(at("dismiss", case_id=case.pk), {"reasons": ""}).status_code == 422
    assert client.post(at("dismiss", case_id=case.pk), {"reasons": "Hård ton."}).status_code == 302
    assert "Hård ton." in page(client, "show_case", case_id=case.pk)


@pytest.mark.req("V-69", "V-101")
def test_secrecy_waits_for_its_department_and_its_number(
    desk: Desk, browse: Browse, moderator: User, tmp_path: Path
) -> None:
    registrar = make_user(role="registrar", municipality=desk.municipality)
    case = carried_out(desk, moderator, tmp_path, ground="secrecy")
    client, office = browse(moderator), browse(registrar)
    closing = {"notice": "not_possible"}
    answer = client.post(at("close", case_id=case.pk), closing)
    assert "förvaltning tar över" in answer.content.decode()
    unit = {"department": str(desk.department.pk)}
    assert client.post(at("hand_over", case_id=case.pk), unit).status_code == 302
    answer = client.post(at("close", case_id=case.pk), closing)
    assert "registreras i Platina" in answer.content.decode()
    assert "Att registrera" in page(office, "list_cases")
    assert "Spara beteckningen" in page(office, "show_case", case_id=case.pk)
    assert client.post(at("register", case_id=case.pk), {"reference": "x"}).status_code == 403
    assert office.post(at("register", case_id=case.pk), {"reference": ""}).status_code == 422
    assert office.post(at("register", case_id=case.pk), {"reference": "KS 1"}).status_code == 302
    assert client.post(at("close", case_id=case.pk), closing).status_code == 302
    assert "Registrerat i Platina som KS 1." in page(client, "show_case", case_id=case.pk)


def test_sealed_files_come_as_attachments_that_no_browser_runs(
    desk: Desk, browse: Browse, moderator: User
) -> None:
    case = reported(desk)
    client = browse(moderator)
    for part, mime in (
        ("manifest", "application/json"),
        ("card", "text/html; charset=utf-8"),
        ("file", "application/pdf"),
    ):
        answer = client.get(at("evidence_file", case_id=case.pk, part=part))
        assert answer.status_code == 200
        assert answer["Content-Type"] == mime
        assert answer["Content-Disposition"].startswith("attachment; filename=")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert "no-store" in answer["Cache-Control"]
    manifest = json.loads(client.get(at("evidence_file", case_id=case.pk, part="manifest")).content)
    assert manifest["message"] == str(case.message_id)
    for part in ("payload", "annat"):
        missing = client.get(at("evidence_file", case_id=case.pk, part=part))
        assert missing.status_code == 404
    assert browse(desk.writer).get(
        at("evidence_file", case_id=case.pk, part="manifest")
    ).status_code == 404  # fmt: skip


def test_a_damaged_file_is_said_and_not_handed_out(
    desk: Desk, browse: Browse, moderator: User, tmp_path: Path, settings: object
) -> None:
    settings.BLOBS = tmp_path  # type: ignore[attr-defined]
    case = reported(desk)
    path = BlobStore(tmp_path).path(case.evidence.card_digest)
    path.chmod(0o600)
    path.write_bytes(b"annat")
    answer = browse(moderator).get(at("evidence_file", case_id=case.pk, part="card"))
    assert answer.status_code == 409
    assert "stämmer inte längre med sin kontrollsumma" in answer.content.decode()


def test_without_a_renderer_the_case_opens_and_the_page_says_why(
    desk: Desk, browse: Browse, moderator: User
) -> None:
    with rendering(StandInRenderer(missing="Pango saknas på servern.")):
        case = reported(desk)
    text = page(browse(moderator), "show_case", case_id=case.pk)
    assert "Pango saknas på servern." in text
    assert "Besluta och genomför" in text


def test_what_may_not_be_copied_is_not_shown(desk: Desk, browse: Browse, moderator: User) -> None:
    case = reported(desk, message=message_of(desk, "kanariegul-7f3a"), no_copy=True)
    client = browse(moderator)
    for text in (page(client, "show_case", case_id=case.pk), page(client, "list_cases")):
        assert "kanariegul" not in text
        assert "får inte kopieras" in text


def test_what_happened_meanwhile_is_said(desk: Desk, browse: Browse, moderator: User) -> None:
    case = reported(desk)
    Message.objects.filter(pk=case.message_id).update(
        deleted_upstream_at=timezone.now(), is_current=False
    )
    text = page(browse(moderator), "show_case", case_id=case.pk)
    assert "Borta från nätverket" in text
    assert "Ändrat efter rapporten" in text


@pytest.mark.req("G-35")
def test_the_pages_offer_no_removal_without_a_sealed_case(
    desk: Desk, browse: Browse, moderator: User, network: TalkingNetwork, tmp_path: Path
) -> None:
    message = message_of(desk)
    given = {"measure": "delete", "ground": "offensive", "assessment": "Bort."}
    answer = browse(moderator).post(at("decide", case_id=message.pk), given)
    assert answer.status_code == 404
    deliver(desk, timezone.now(), tmp_path)
    assert (network.calls, Act.objects.count()) == ([], 0)

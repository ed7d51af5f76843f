"""The policy as a document: adopted, sent, confirmed, changed by two, cited."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from tests.factories.people import make_department, make_municipality, make_user
from tests.factories.rules import DAY_BOOKING, LONG_AGO, malmo_edition

from torg.kernel.scope import scope
from torg.people.models import DepartmentKind, Municipality, User
from torg.policy.channel_facts import SponsoringFacts
from torg.policy.loading import load_folder
from torg.rules.actions import adopt_pack
from torg.rules.models import ChangeProposal, PackAdoption
from torg.rules.queries import check

pytestmark = pytest.mark.django_db
DECISION = {
    "adopting_body": "Kommunstyrelsen",
    "reference": "STK-2026-7",
    "paragraph": "§ 9",
    "proposing_body": "Arbetsutskottet",
    "basis": "Tjänsteskrivelsen",
}


@pytest.fixture
def malmo(tmp_path: Path, settings: Settings) -> Municipality:
    """With an edition in force, whose file lies in a folder of the test's own."""
    settings.POLICIES = tmp_path
    municipality = make_municipality(slug="malmo", name="Malmö")
    malmo_edition(tmp_path)
    adopt_pack(municipality=municipality, by=None, now=LONG_AGO)
    return municipality


def at_desk(municipality: Municipality, role: str) -> tuple[Client, User]:
    user, client = make_user(role=role, municipality=municipality), Client()
    client.force_login(user)
    return client, user


def page(client: Client, name: str, query: str = "", **kwargs: object) -> str:
    answer = client.get(reverse(f"rules:{name}", kwargs=kwargs) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def decision(**more: str) -> dict[str, str]:
    today = str(timezone.localdate())
    return {**DECISION, "decided_on": today, "from_day": today, **more}


def hidden(text: str) -> dict[str, str]:
    """What a page's hidden fields would send."""
    found = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', text)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


@pytest.mark.req("V-01", "V-03")
def test_an_edition_is_read_twice_adopted_and_sent(malmo: Municipality, tmp_path: Path) -> None:
    for number in range(6):
        make_department(municipality=malmo, name=f"Nämnd {number}", kind=DepartmentKind.BOARD)
    malmo_edition(tmp_path, version="2026.2", per_day=2)
    client, keeper = at_desk(malmo, "administrator")
    shown = page(client, "adopt")
    assert "Högst 2" in shown
    assert "Malmö stad" in shown
    asked = client.post(reverse("rules:adopt"), decision(**hidden(shown))).content.decode()
    assert "Stämmer det?" in asked
    with scope(malmo.pk):
        assert PackAdoption.objects.count() == 1
    answer = client.post(reverse("rules:adopt"), hidden(asked), follow=True)
    told = answer.content.decode()
    assert "Version 2 är antagen." in told
    for words in (*DECISION.values(), keeper.full_name, "Gäller till", "Akten", "Nämnd 5"):
        assert words in told
    with scope(malmo.pk):
        rows = list(PackAdoption.objects.get(number=2).dispatches.all())
    assert len(rows) == 7
    sent = {"address": "registrator", "sent_on": str(timezone.localdate())}
    for row in rows:
        client.post(reverse("rules:mark_sent", kwargs={"dispatch_id": row.pk}), sent)
    assert "Inte skickat" not in page(client, "show_adoption", number=2)
    first = page(client, "show_adoption", number=1)
    assert "Den är ersatt" in first
    assert "Högst 1 inlägg" in first
    history = page(client, "list_adoptions")
    assert history.index("Version 2") < history.index("Version 1")


@pytest.mark.req("V-01")
def test_vallentunas_policy_shows_who_proposed_and_who_adopted() -> None:
    municipality = make_municipality(slug="vallentuna", name="Vallentuna")
    adopt_pack(municipality=municipality, by=None, now=LONG_AGO)
    client, _user = at_desk(municipality, "official")
    shown = page(client, "show_adoption", number=1)
    for words in ("KS 2017.516", "Kommunstyrelsens arbetsutskott 2018-02-20", "Kommunstyrelsen"):
        assert words in shown


def test_without_a_body_or_a_day_the_form_keeps_what_was_typed(malmo: Municipality) -> None:
    client, _user = at_desk(malmo, "administrator")
    sent = decision(adopting_body="", from_day="snart", basis="Mitt <b>långa</b> underlag")
    answer = client.post(reverse("rules:adopt"), sent)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "Skriv vem som har antagit regelverket." in shown
    assert "Mitt &lt;b&gt;långa&lt;/b&gt; underlag" in shown


def test_a_broken_file_is_told_with_line_rule_and_remedy(
    malmo: Municipality, tmp_path: Path
) -> None:
    file = tmp_path / "malmo" / "pack.toml"
    file.write_text(file.read_text("utf-8").replace("reviewed = true", "reviewd = true", 1))
    client, _user = at_desk(malmo, "administrator")
    shown = page(client, "adopt")
    assert "Regelfilen är fel" in shown
    assert DAY_BOOKING in shown
    assert re.search(r"Rad \d+", shown)
    assert "Menar du reviewed?" in shown


@pytest.mark.req("V-02")
def test_a_channel_worker_is_asked_and_then_listed(malmo: Municipality) -> None:
    writer, person = at_desk(malmo, "communicator")
    lead, _lead = at_desk(malmo, "account_lead")
    official, _official = at_desk(malmo, "official")
    bar = "Reglerna har en version som du inte har bekräftat."
    assert bar in writer.get("/").content.decode()
    assert bar not in official.get("/").content.decode()
    listed = page(lead, "list_readers")
    assert "Inte bekräftat" in listed
    assert person.full_name in listed
    lead.post(reverse("rules:remind"))
    asked = page(writer, "confirm")
    assert "påminner dig" in asked
    answer = writer.post(reverse("rules:confirm"), hidden(asked), follow=True)
    assert "du har läst reglerna" in answer.content.decode()
    assert bar not in writer.get("/").content.decode()
    assert "bekräftade" in page(lead, "list_readers")
    assert "Du har inget att bekräfta" in page(writer, "confirm")


def test_a_value_is_proposed_by_one_and_approved_by_another(malmo: Municipality) -> None:
    first, proposer = at_desk(malmo, "administrator")
    second, _second = at_desk(malmo, "account_lead")
    to = reverse("rules:propose_change", kwargs={"of": DAY_BOOKING, "key": "max_per_day"})
    assert f'href="{to}"' in page(first, "show_rule", rule_id=DAY_BOOKING)
    sent = {
        "value": "0", "reason": "Festivalveckan", "body": "kommunikationschefen",
        "from_day": str(timezone.localdate()),
    }  # fmt: skip
    refused = first.post(to, sent)
    assert refused.status_code == 409
    assert "Minst 1." in refused.content.decode()
    assert "Festivalveckan" in refused.content.decode()
    told = first.post(to, {**sent, "value": "3"}, follow=True).content.decode()
    assert "En andra person avgör" in told
    with scope(malmo.pk):
        held = ChangeProposal.objects.get()
    assert held.proposed_by == proposer
    settle = {"proposal_id": held.pk}
    listed = page(second, "list_changes")
    assert "Dagbokning: " in listed
    assert DAY_BOOKING not in listed
    alone = first.post(reverse("rules:approve_change", kwargs=settle))
    assert alone.status_code == 403
    empty = second.post(reverse("rules:decline_change", kwargs=settle), {"settled_reason": ""})
    assert empty.status_code == 422
    done = second.post(reverse("rules:approve_change", kwargs=settle), follow=True)
    assert "Egen ändring" in done.content.decode()
    assert "Högst 3" in page(second, "show_rule", rule_id=DAY_BOOKING)
    assert "Festivalveckan" in page(second, "show_rule", rule_id=DAY_BOOKING)


def test_the_version_in_force_is_exported_whole(malmo: Municipality, tmp_path: Path) -> None:
    client, _user = at_desk(malmo, "official")
    answer = client.get(reverse("rules:export_pack", kwargs={"number": 1}))
    folder = tmp_path / "ut" / "malmo"
    folder.mkdir(parents=True)
    (folder / "pack.toml").write_bytes(answer.content)
    with scope(malmo.pk):
        assert load_folder(folder).digest == PackAdoption.objects.get().digest


@pytest.mark.req("S-08")
def test_a_findings_source_opens_the_document_and_the_clause() -> None:
    municipality = make_municipality(slug="stockholm", name="Stockholm")
    adopt_pack(municipality=municipality, by=None, now=LONG_AGO)
    client, _user = at_desk(municipality, "official")
    shown = page(client, "show_source", rule_id="stockholm.reply.greeting")
    policy = "Policy för Stockholms stads konton i sociala medier"
    for words in ("Dialog och att svara", "Principer vid svar", "S-12", policy):
        assert words in shown
    assert client.get(reverse("rules:show_source", kwargs={"rule_id": "x"})).status_code == 404


@pytest.mark.req("V-06")
def test_an_ad_is_refused_with_the_chapters_number_and_heading() -> None:
    municipality = make_municipality(slug="vallentuna", name="Vallentuna")
    adopt_pack(municipality=municipality, by=None, now=LONG_AGO)
    client, _user = at_desk(municipality, "official")
    chapter = "2.1.4 Sponsrade inlägg, annonser och kampanjer"
    with scope(municipality.pk):
        found = check(municipality, SponsoringFacts(network="instagram"), timezone.now())
    refusal = next(one for one in found if one.rule_id == "vallentuna.sponsoring.page")
    assert refusal.verdict == "stop"
    assert chapter in str(refusal.citation)
    assert chapter in page(client, "show_source", rule_id=refusal.rule_id)


def test_a_finding_leads_to_its_source(malmo: Municipality) -> None:
    client, _user = at_desk(malmo, "communicator")
    sent = {"network": "facebook", "channel_class": "main", "planned_for": "2026-09-08"}
    tried = client.post(reverse("rules:try_text"), {**sent, "others": "1", "text": "Hej"})
    link = reverse("rules:show_source", kwargs={"rule_id": DAY_BOOKING})
    assert f'<a href="{link}">' in tried.content.decode()
    assert client.get(link).status_code == 200


def test_a_stored_edition_that_no_version_reads_any_more_is_replaced(
    malmo: Municipality, settings: Settings
) -> None:
    with scope(malmo.pk):
        old = PackAdoption.objects.get()
        PackAdoption.objects.create(
            municipality=malmo,
            number=2,
            digest="0" * 64,
            file_digest="0" * 64,
            version="2024.1",
            content=old.content.replace('"day_booking"', '"day_reserving"'),
            adopted_at=LONG_AGO,
            in_force_from=LONG_AGO,
            adopting_body="Kommunstyrelsen",
        )
    client, _ = at_desk(malmo, "administrator")
    refused = client.get(reverse("rules:show_pack"))
    assert refused.status_code == 409
    assert "kan inte läsa det antagna regelverket" in refused.content.decode()
    assert client.get("/").status_code < 500
    page(client, "list_adoptions")
    sent = decision(**hidden(page(client, "adopt")))
    asked = client.post(reverse("rules:adopt"), sent).content.decode()
    client.post(reverse("rules:adopt"), hidden(asked))
    page(client, "show_pack")

"""The rules as people read them: in force, one by one, tried, and beside a neighbour's."""

import shutil
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests.factories.people import make_municipality, make_user
from tests.factories.rules import make_ruled_municipality

from torg.policy.catalogue import PARAMETERS
from torg.policy.comparing import ABSENT
from torg.policy.loading import load_folder
from torg.rules.queries.book import neighbours

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def reader(slug: str = "malmo") -> Client:
    """An official of a municipality with its own rules, signed in."""
    client = Client()
    client.force_login(make_user(role="official", municipality=make_ruled_municipality(slug)))
    return client


def text_of(client: Client, name: str, query: str = "", **kwargs: str) -> str:
    answer = client.get(reverse(f"rules:{name}", kwargs=kwargs) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_rule_stands_with_its_clause_and_its_own_page(settings: Settings) -> None:
    client = reader("vallentuna")
    page = text_of(client, "show_pack")
    for rule in load_folder(Path(settings.POLICIES) / "vallentuna").rules:
        address = reverse("rules:show_rule", kwargs={"rule_id": rule.id})
        assert f'href="{address}"' in page
        alone = text_of(client, "show_rule", rule_id=rule.id)
        assert all(row in alone for row in rule.citation.ledger_ids)


def test_what_is_not_regulated_is_said_and_not_borrowed() -> None:
    page = text_of(reader("malmo"), "show_pack")
    absent = page[page.index("Inte reglerat här") :]
    assert PARAMETERS["reply.greeting"].title in absent
    assert PARAMETERS["share.others_posts.facebook"].title not in absent
    assert "Vänliga hälsningar" not in page[: page.index("Inte reglerat här")]
    assert "Stockholm: Svar börjar med" in absent
    assert PARAMETERS["office.hours"].title not in absent


def test_a_search_leaves_the_rules_with_all_the_words() -> None:
    client = reader("malmo")
    page = text_of(client, "show_pack", "?q=huvudkontot+länk")
    assert "1 regel" in page
    assert "malmo.main.required-content" in page
    assert "malmo.main.sharing" not in page
    assert "M1-29" in text_of(client, "show_pack", "?q=m1-29")
    nothing = text_of(client, "show_pack", "?q=<b>xyz</b>")
    assert "Ingen regel innehåller alla orden" in nothing
    assert "<b>xyz" not in nothing


def test_a_law_that_was_followed_by_another_is_told_with_its_days() -> None:
    page = text_of(reader("stockholm"), "show_rule", rule_id="stockholm.reply.refer")
    assert "Förvaltningslag (1986:223), 4 § till och med 2018-06-30." in page
    assert "Förvaltningslag (2017:900), 6 § från 2018-07-01." in page
    assert "numret i den upphävda lagen" in page


def test_an_unknown_rule_is_not_found() -> None:
    client = reader()
    assert client.get("/regler/regel/vallentuna.reply.deadline/").status_code == 404
    assert client.get("/regler/jamfor/?med=solna").status_code == 404


TRIED = {"network": "facebook", "channel_class": "main", "planned_for": "2026-09-08"}


def tried(client: Client, **values: str) -> str:
    sent = {**TRIED, "others": "0", "text": "", **values}
    answer = client.post(reverse("rules:try_text"), sent)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_same_act_gets_opposite_answers_with_their_clauses() -> None:
    share = {"text": "Se hit", "shared_from": "https://facebook.com/exempel/1", "elements": "image"}
    malmo, vallentuna = tried(reader("malmo"), **share), tried(reader("vallentuna"), **share)
    assert "Andras inlägg delas inte på huvudkontot." in malmo
    assert "M1-34" in malmo
    assert "M1-34" not in vallentuna
    assert "Andras inlägg delas inte" not in vallentuna
    assert "Andras inlägg får gärna delas." in vallentuna
    assert "V-36" in vallentuna
    assert "V-36" not in tried(reader("stockholm"), **share)


def test_a_text_is_tried_as_it_is_typed_and_nothing_is_kept() -> None:
    client = reader("malmo")
    sent = {**TRIED, "others": "1", "text": "Badet <b>öppnar</b>"}
    part = client.post(reverse("rules:try_text"), sent, **HTMX).content.decode()  # type: ignore[arg-type]
    assert "<html" not in part
    assert "Högst 1 inlägg om dagen bokas in." in part
    whole = tried(client, others="1", text="Badet <b>öppnar</b>")
    assert "Badet &lt;b&gt;öppnar&lt;/b&gt;" in whole


def test_what_cannot_be_tried_is_told_and_the_text_stays() -> None:
    page = tried(reader(), planned_for="snart", others="-3", text="Mitt långa utkast")
    assert "Det går inte att prova än" in page
    assert "Mitt långa utkast" in page


def test_two_municipalities_stand_side_by_side() -> None:
    page = text_of(reader("malmo"), "compare", "?med=vallentuna")
    told = "utom när vi arrangerar något tillsammans (stoppar, huvudkonton på Facebook)."
    assert f"Andras inlägg delas inte, {told}" in page
    assert "Andras inlägg får delas (tips)." in page
    assert ABSENT in page


def test_a_broken_neighbour_is_left_out(tmp_path: Path, settings: Settings) -> None:
    client = reader("malmo")
    copied = tmp_path / "policies"
    shutil.copytree(settings.POLICIES, copied)
    (copied / "goteborg" / "pack.toml").write_text("[pack", encoding="utf-8")
    settings.POLICIES = copied
    names = [slug for slug, _name in neighbours(make_municipality(slug="solna"))]
    assert names == ["malmo", "stockholm", "vallentuna"]
    assert "Göteborg" not in text_of(client, "compare")


def test_without_adopted_rules_it_is_said_who_adopts_them() -> None:
    client = Client()
    client.force_login(make_user(role="official", municipality=make_municipality(slug="tomby")))
    answer = client.get(reverse("rules:show_pack"))
    assert "Kommunen har inte antagit något regelverk." in answer.content.decode()

"""The handbook as it is read: ways in, articles, search, help keys, and what leads to them."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests.factories.people import make_user
from tests.factories.rules import make_ruled_municipality

from torg.handbook.models import Remark
from torg.handbook.queries import PLACES, handbook, load, old_pages, pages
from torg.kernel.scope import scope
from torg.people.models import Municipality

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def reader(slug: str = "malmo", role: str = "official") -> Client:
    """Somebody of a municipality with its own rules, signed in."""
    client = Client()
    client.force_login(make_user(role=role, municipality=make_ruled_municipality(slug)))
    return client


def text_of(client: Client, address: str, *, panel: bool = False) -> str:
    answer = client.get(address, **(HTMX if panel else {}))  # type: ignore[arg-type]
    assert answer.status_code == 200, address
    return answer.content.decode()


def page_address(slug: str) -> str:
    return reverse("handbook:show_page", kwargs={"slug": slug})


@pytest.mark.req("M2-02", "M2-13", "M2-24")
def test_the_first_page_has_three_entrances_and_the_topics() -> None:
    client = reader()
    page = text_of(client, "/handbok/")
    assert '<html lang="sv"' in page
    for way, expected in (
        ("starta", "borja-har"),
        ("forbattra", "bra-facebookinlagg"),
        ("problem", "upphovsratt"),
    ):
        assert f'href="/handbok/vag/{way}/"' in page
        assert page_address(expected) in text_of(client, f"/handbok/vag/{way}/")
    for topic in ("Facebook", "Instagram", "Hashtaggar"):
        assert f'href="/handbok/amne/{topic}/"' in page
    assert page_address("hashtaggar") in text_of(client, "/handbok/amne/Hashtaggar/")
    assert client.get("/handbok/vag/hit/").status_code == 404


@pytest.mark.req("M2-03")
def test_all_of_it_stands_on_one_page_in_order_and_each_has_its_own_address() -> None:
    client = reader()
    whole = text_of(client, "/handbok/allt/")
    seen = handbook().seen_in("malmo")
    assert len(seen) >= 20
    places = [whole.index(f'id="sida-{page.slug}"') for page in seen]
    assert places == sorted(places)
    assert all(f'href="{page_address(page.slug)}"' in whole for page in seen)


@pytest.mark.req("G-01")
def test_goteborgs_chapters_are_organise_plan_and_create() -> None:
    page = text_of(reader("goteborg"), "/handbok/andra/goteborg/")
    for chapter in ("Organisera arbetet", "Planera", "Skapa innehåll som engagerar"):
        assert chapter in page
    assert page_address("boka-huvudkontot") not in page


def test_a_page_is_ours_shared_or_told_as_anothers() -> None:
    client = reader("vallentuna")
    own, shared = (text_of(client, page_address(one)) for one in ("hur-ofta", "upphovsratt"))
    other = text_of(client, page_address("boka-huvudkontot"))
    assert "Så gör" not in own + shared
    assert "Så gör Malmö" in other
    assert "Det är ingen regel hos er." in other
    assert "Regler som bygger på samma avsnitt" not in other
    start = text_of(client, "/handbok/")
    assert page_address("boka-huvudkontot") not in start
    assert page_address("hur-ofta") in start


@pytest.mark.req("S-40")
def test_an_article_tells_its_date_owner_sources_and_related_pages() -> None:
    page = text_of(reader(), page_address("boka-huvudkontot"))
    assert "2\N{NO-BREAK SPACE}november 2026" in page
    assert "Ansvarig kommunikatör" in page
    assert "M1-32" in page
    assert page_address("dela-pa-huvudkontot") in page


def test_an_article_and_its_rules_lead_to_each_other() -> None:
    client = reader()
    rule = reverse("rules:show_rule", kwargs={"rule_id": "malmo.main.required-content"})
    assert rule in text_of(client, page_address("boka-huvudkontot"))
    assert page_address("boka-huvudkontot") in text_of(client, rule)


def test_a_search_shows_marked_words_and_no_markup_of_the_searcher() -> None:
    client = reader()
    assert page_address("boka-huvudkontot") in text_of(client, "/handbok/sok/?q=huvudkonton")
    assert "<mark>Upphovsrätten</mark>" in text_of(client, "/handbok/sok/?q=upphovsratt")
    hostile = text_of(client, "/handbok/sok/?q=<script>alert(1)</script>")
    assert "<script>alert" not in hostile
    assert "Ingen sida har alla orden" in hostile


def test_a_search_tells_what_is_anothers() -> None:
    page = text_of(reader("malmo"), "/handbok/sok/?q=mellansvar")
    assert "Så gör Vallentuna" in page


@pytest.mark.req("M2-05")
def test_the_glossary_says_what_social_media_are_and_whence() -> None:
    page = text_of(reader(), "/handbok/hjalp/help.m2-05/")
    assert "utbyter information" in page
    assert "Handbok i sociala medier, Vad är sociala medier?" in page


@pytest.mark.parametrize("key", ["m1-40", "help.m1-40", "M1-40"])
def test_a_help_key_is_an_address(key: str) -> None:
    client = reader()
    page = text_of(client, f"/handbok/hjalp/{key}/")
    assert "minst en av tre saker" in page
    assert f"{page_address('boka-huvudkontot')}#m1-40" in page
    part = text_of(client, f"/handbok/hjalp/{key}/", panel=True)
    assert "<html" not in part
    assert "minst en av tre saker" in part


def test_what_is_no_key_or_place_is_not_found() -> None:
    client = reader()
    for address in ("hjalp/m1-03", "hjalp/..", "falt/x", "sida/saknas", "dokument/x", "andra/x"):
        assert client.get(f"/handbok/{address}/").status_code == 404, address


def test_a_place_shows_our_advice_first_and_others_as_theirs() -> None:
    page = text_of(reader("vallentuna"), "/handbok/falt/inlagg.ton/", panel=True)
    ours, theirs = page.split("Så gör andra kommuner")
    assert "lättsamt, varmt" in ours
    assert "Personlig, inte privat" in theirs
    assert "Så gör Göteborg. Ingen regel hos er." in theirs


@pytest.mark.req("V-119")
def test_a_document_is_the_configured_address_or_the_built_in_article(
    tmp_path: Path, settings: Settings
) -> None:
    client = reader("vallentuna")
    built_in = client.get("/handbok/dokument/intranat/")
    assert built_in.headers["Location"] == page_address("sa-anvander-du-handboken")
    copied = tmp_path / "policies"
    copytree(settings.POLICIES, copied)
    (copied / "vallentuna" / "handbook" / "handbook.toml").write_text(
        '[document.intranat]\ntitle = "Rutiner"\narticle = "sa-anvander-du-handboken"\n'
        'url = "https://intranat.example/rutiner"\n',
        encoding="utf-8",
    )
    settings.POLICIES = copied
    address = 'href="https://intranat.example/rutiner"'
    assert address in text_of(client, "/handbok/dokument/intranat/")
    assert address in text_of(client, "/handbok/hjalp/v-119/")
    assert "intranat.example" not in text_of(reader("malmo"), "/handbok/hjalp/v-119/")


@pytest.mark.req("S-40")
def test_old_pages_are_listed_for_their_owner(
    sign_in: Callable[..., Client], municipality: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = max(page.reviewed for page in pages(municipality))
    assert old_pages(municipality, newest) == []
    later = newest.replace(year=newest.year + 1, month=12)
    assert old_pages(municipality, later) == sorted(pages(municipality), key=lambda p: p.reviewed)
    monkeypatch.setattr("torg.handbook.queries.reading.timezone.localdate", lambda: later)
    lead = text_of(sign_in("account_lead"), "/handbok/skotsel/")
    assert page_address("upphovsratt") in lead
    assert page_address("arkivering") not in lead
    assert page_address("arkivering") in text_of(sign_in("registrar"), "/handbok/skotsel/")


def test_a_remark_goes_to_the_owner_who_closes_it(sign_in: Callable[..., Client]) -> None:
    official, lead = sign_in("official"), sign_in("account_lead")
    address = page_address("upphovsratt")
    empty = official.post(f"{address}synpunkt/", {"text": " "})
    assert empty.status_code == 422
    digest = handbook().pages["upphovsratt"].digest
    official.post(f"{address}synpunkt/", {"text": "<b>Fel</b> länk", "digest": digest})
    listed = text_of(lead, "/handbok/skotsel/")
    assert "&lt;b&gt;Fel&lt;/b&gt; länk" in listed
    assert digest[:12] in listed
    remark = Remark.objects.get()
    closing = reverse("handbook:close_remark", kwargs={"remark_id": remark.pk})
    assert official.post(closing, {"answer": ""}).status_code == 403
    lead.post(closing, {"answer": "Rättad nu."})
    assert "Rättad nu." in text_of(official, "/handbok/skotsel/")
    assert "redan hanterad" in lead.post(closing, {}, follow=True).content.decode()


def test_broken_files_are_told_to_the_administrator_and_stop_nothing(
    tmp_path: Path, settings: Settings
) -> None:
    copied = tmp_path / "policies"
    copytree(settings.POLICIES, copied)
    (copied / "malmo" / "handbook" / "hashtaggar.md").write_text("+++\n", encoding="utf-8")
    assert load(copied).faults
    settings.POLICIES = copied
    client = reader(role="administrator")
    assert "malmo/handbook/hashtaggar.md" in text_of(client, "/handbok/skotsel/")
    assert client.get(page_address("hashtaggar")).status_code == 404
    text_of(client, page_address("boka-huvudkontot"))


def test_help_hangs_at_the_fields_of_the_composer() -> None:
    client = reader(role="communicator")
    page = text_of(client, reverse("planning:new_post"))
    for name, place in PLACES.items():
        if place.screen == "planning/editor.html":
            assert f'href="/handbok/falt/{name}/" target="_blank" rel="noopener" data-help' in page


def test_without_rules_the_handbook_is_still_read(municipality: Municipality) -> None:
    client = Client()
    with scope(municipality.pk):
        client.force_login(make_user(role="official", municipality=municipality))
    text_of(client, page_address("upphovsratt"))

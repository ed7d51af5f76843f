"""Taking packs into force: once per content, on record, never rewriting the past."""

import json
import threading
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django.fixtures import Settings
from tests.factories.people import make_municipality, make_user
from tests.factories.rules import POLICIES, adopt, make_ruled_municipality

from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import NoScope, every_municipality, scope
from torg.ledger.queries import timeline
from torg.people.models import Municipality
from torg.rules.actions import adopt_pack, set_mode
from torg.rules.models import ModeFlag, PackAdoption
from torg.rules.queries import Mode, NoPack, PostFacts, check, mode, pack_in_force, rule_as_decided
from torg.rules.states import move

NOW = datetime(2026, 9, 8, 8, tzinfo=UTC)


@pytest.mark.django_db
def test_the_same_content_is_adopted_once() -> None:
    municipality = make_municipality(slug="malmo")
    first = adopt(municipality)
    again = adopt(municipality, now=NOW)
    assert again.pk == first.pk
    assert first.number == 1
    with scope(municipality.pk):
        assert PackAdoption.objects.count() == 1


@pytest.mark.django_db
def test_an_adoption_stands_in_the_ledger() -> None:
    municipality = make_ruled_municipality("malmo")
    with scope(municipality.pk):
        adoption = PackAdoption.objects.get()
        (item,) = timeline(Ref("rules.pack_adoption", str(adoption.pk)))
        assert adoption.digest
        assert json.loads(adoption.content)["pack"]["municipality"] == "malmo"
    assert "2026.1" in item.summary


@pytest.mark.django_db
def test_adopting_needs_the_permission_and_the_municipality() -> None:
    municipality = make_municipality(slug="malmo")
    folder = POLICIES / "malmo"
    writer = make_user(role="communicator", municipality=municipality)
    stranger = make_user(role="administrator")
    keeper = make_user(role="administrator", municipality=municipality)
    for person in (writer, stranger):
        with every_municipality(), pytest.raises(Denied):
            adopt_pack(municipality=municipality, by=person, now=NOW, folder=folder)
    with scope(municipality.pk):
        adoption = adopt_pack(municipality=municipality, by=keeper, now=NOW, folder=folder)
    assert adoption.adopted_by == keeper


@pytest.mark.django_db
def test_a_broken_pack_is_refused_in_words_and_nothing_is_kept(tmp_path: Path) -> None:
    municipality = make_municipality(slug="malmo")
    text = (POLICIES / "malmo" / "pack.toml").read_text(encoding="utf-8")
    folder = tmp_path / "malmo"
    folder.mkdir()
    broken = (text.replace("max_per_day", "maxx"), text.replace('"08:00-17:00"', '"09:00-08:00"'))
    for content, told in zip(broken, ("malmo.main.day-booking", "intervallet"), strict=True):
        (folder / "pack.toml").write_text(content, encoding="utf-8")
        with pytest.raises(Refusal) as refused:
            adopt_pack(municipality=municipality, by=None, now=NOW, folder=folder)
        assert told in refused.value.message
        assert refused.value.remedy
    with scope(municipality.pk):
        assert PackAdoption.objects.count() == 0


def second_edition(tmp_path: Path) -> Path:
    """Malmö's pack where two posts a day may be booked."""
    folder = tmp_path / "malmo"
    folder.mkdir(exist_ok=True)
    text = (POLICIES / "malmo" / "pack.toml").read_text(encoding="utf-8")
    text = text.replace("max_per_day = 1", "max_per_day = 2").replace("2026.1", "2026.2")
    text = text.replace(
        'posts_by_day = { "2026-09-08" = 1 }', 'posts_by_day = { "2026-09-08" = 2 }', 1
    )
    (folder / "pack.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.django_db
@pytest.mark.req("V-04")
def test_a_decision_is_judged_and_explained_by_the_edition_of_its_day(tmp_path: Path) -> None:
    municipality = make_ruled_municipality("malmo")
    adopt_pack(municipality=municipality, by=None, now=NOW, folder=second_edition(tmp_path))
    before = NOW - timedelta(days=1)
    facts = PostFacts(
        network="facebook",
        channel_class="main",
        elements=frozenset({"image"}),
        planned_for=NOW.date(),
        posts_by_day={NOW.date(): 1},
    )
    with scope(municipality.pk):
        (finding,) = check(municipality, facts, before)
        assert check(municipality, facts, NOW) == []
        old, new = pack_in_force(municipality, before), pack_in_force(municipality, NOW)
        assert (old.version, new.version) == ("2026.1", "2026.2")
        as_decided = rule_as_decided(old.digest, finding.rule_id)
        assert as_decided.params.model_dump()["max_per_day"] == 1
        assert rule_as_decided(new.digest, finding.rule_id).params.model_dump()["max_per_day"] == 2


@pytest.mark.django_db
def test_an_edition_may_come_into_force_later_but_never_backwards(tmp_path: Path) -> None:
    municipality = make_ruled_municipality("malmo")
    folder, later = second_edition(tmp_path), NOW + timedelta(days=30)
    adopt_pack(municipality=municipality, by=None, now=NOW, folder=folder, in_force_from=later)
    with scope(municipality.pk):
        assert pack_in_force(municipality, NOW).version == "2026.1"
        assert pack_in_force(municipality, later).version == "2026.2"
        long_ago = pack_in_force(municipality, datetime(2019, 1, 1, tzinfo=UTC))
        assert long_ago.version == "2026.1"  # what came before the first is judged by the first
    with pytest.raises(Refusal, match="senare"):
        adopt(municipality, now=NOW)


@pytest.mark.django_db
def test_without_a_pack_nothing_is_answered() -> None:
    municipality = make_municipality()
    with scope(municipality.pk), pytest.raises(NoPack) as refused:
        check(municipality, PostFacts(network="x"), NOW)
    assert refused.value.remedy


@pytest.mark.django_db
def test_rules_are_closed_outside_the_scope() -> None:
    municipality, other = make_ruled_municipality("malmo"), make_ruled_municipality("goteborg")
    with pytest.raises(NoScope):
        pack_in_force(municipality)
    with scope(other.pk):
        digest = pack_in_force(other).digest
        with pytest.raises(NoPack):
            pack_in_force(municipality)
    with scope(municipality.pk), pytest.raises(PackAdoption.DoesNotExist):
        rule_as_decided(digest, "goteborg.post.engage")


@pytest.mark.django_db(transaction=True)
def test_two_who_adopt_at_once_make_one_adoption() -> None:
    municipality = make_municipality(slug="malmo")
    errors: list[BaseException] = []

    def adopting() -> None:
        try:
            adopt(municipality)
        except BaseException as error:  # noqa: BLE001 shown by the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=adopting) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with scope(municipality.pk):
        assert [each.number for each in PackAdoption.objects.all()] == [1]


@pytest.mark.django_db
def test_the_command_adopts_what_is_on_disk() -> None:
    malmo, none = make_municipality(slug="malmo"), make_municipality(slug="ingenstans")
    told = StringIO()
    call_command("adopt_packs", stdout=told)
    assert "2026.1" in told.getvalue()
    assert "ingen mapp ingenstans" in told.getvalue()
    with every_municipality():
        assert [each.municipality for each in PackAdoption.objects.all()] == [malmo]
    assert Municipality.objects.filter(pk=none.pk).exists()


@pytest.mark.django_db
def test_the_command_stops_at_a_broken_pack(tmp_path: Path, settings: Settings) -> None:
    make_municipality(slug="malmo")
    (tmp_path / "malmo").mkdir()
    (tmp_path / "malmo" / "pack.toml").write_text("[pack", encoding="utf-8")
    settings.POLICIES = tmp_path
    with pytest.raises(CommandError, match="TOML"):
        call_command("adopt_packs")


@pytest.mark.django_db
def test_the_mode_is_a_flag_on_record() -> None:
    municipality = make_municipality()
    lead = make_user(role="account_lead", municipality=municipality)
    writer = make_user(role="communicator", municipality=municipality)
    with scope(municipality.pk):
        assert mode(municipality) is Mode.ORDINARY
        with pytest.raises(Denied):
            set_mode(municipality=municipality, mode=Mode.CRISIS, reason="Prov", by=writer, now=NOW)
        flag = set_mode(
            municipality=municipality, mode=Mode.CRISIS, reason="Prov", by=lead, now=NOW
        )
        assert mode(municipality) is Mode.CRISIS
        same = set_mode(
            municipality=municipality, mode=Mode.CRISIS, reason="Igen", by=lead, now=NOW
        )
        assert same.reason == "Prov"
        set_mode(municipality=municipality, mode=Mode.ORDINARY, reason="Klart", by=None, now=NOW)
        assert mode(municipality) is Mode.ORDINARY
        assert ModeFlag.objects.count() == 1
        assert len(timeline(Ref("rules.mode_flag", str(flag.pk)))) == 2
    assert move(Mode.ORDINARY, Mode.CRISIS) is Mode.CRISIS

"""The ledger's own test sentences on deadlines, watch and removal clocks."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.policy.packs import changed, engine, rule_of

from torg.policy.engine import Engine
from torg.policy.facts import ChannelFacts, InboundFacts, RemovalFacts
from torg.policy.findings import Deadline

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


def asked(engine: Engine, text: str) -> Deadline:
    return engine.deadline(InboundFacts(network="facebook", arrived_at=wall(text)))


@pytest.mark.req("S-16")
def test_24_hours_in_office_time_in_both_readings() -> None:
    found = asked(engine("stockholm"), "2026-04-02 15:00")
    assert found.limit == wall("2026-04-07 15:00")
    assert found.citation is not None
    assert found.citation.ledger_ids == ("S-16",)
    assert not found.local_setting

    def reading_b(raw: dict[str, Any]) -> None:
        rule = rule_of(raw, "stockholm.reply.deadline")
        rule["params"] = {"reading": "office_hours", "hours": 24}

    other = asked(changed("stockholm", reading_b), "2026-04-02 15:00")
    assert other.limit == wall("2026-04-09 12:00")


@pytest.mark.req("S-17")
def test_a_question_on_a_holiday_waits_for_the_next_working_day() -> None:
    found = asked(engine("stockholm"), "2026-04-03 10:00")
    assert found.limit == wall("2026-04-07 17:00")
    assert found.citation is not None
    assert found.citation.ledger_ids == ("S-17",)
    assert found.explanation == (
        "Kom in fredag 3 april 10.00, på en helgdag (Långfredagen).",
        "Svar ges närmaste arbetsdag, senast tisdag 7 april 17.00 när kontoret stänger.",
    )


@pytest.mark.req("G-22")
def test_the_same_day_with_a_cut_off_that_is_a_setting() -> None:
    assert asked(engine("goteborg"), "2026-09-07 10:00").due == wall("2026-09-07 17:00")
    late = asked(engine("goteborg"), "2026-09-07 22:00")
    assert late.due == wall("2026-09-08 17:00")
    assert late.limit is None
    assert late.explanation == (
        "Kom in måndag 7 september 22.00, utanför kontorstid.",
        "Räknas som inkommen när kontoret öppnar tisdag 8 september 08.00.",
        "Svaret önskas tisdag 8 september 17.00, när kontoret stänger.",
    )

    def cut_off_at_noon(raw: dict[str, Any]) -> None:
        rule_of(raw, "goteborg.reply.deadline")["params"]["cut_off"] = "12:00"

    noon = changed("goteborg", cut_off_at_noon)
    assert asked(noon, "2026-09-07 11:59").due == wall("2026-09-07 17:00")
    assert asked(noon, "2026-09-07 12:00").due == wall("2026-09-08 17:00")
    assert asked(noon, "2026-09-07 12:00").explanation[1].endswith("tisdag 8 september 08.00.")


@pytest.mark.req("V-59")
def test_target_the_same_day_and_limit_the_next_weekday() -> None:
    found = asked(engine("vallentuna"), "2026-09-11 16:00")
    assert found.target == wall("2026-09-11 17:00")
    assert found.limit == wall("2026-09-14 17:00")


def test_malmo_says_that_the_number_is_its_own() -> None:
    found = asked(engine("malmo"), "2026-09-11 16:00")
    assert found.limit == wall("2026-09-14 16:00")
    assert found.local_setting
    assert found.citation is not None
    assert found.citation.ledger_ids == ("M2-08",)
    assert "Lokal inställning" in found.explanation[-1]
    assert found.explanation[2] == "Räknas inte: lördag 12 september och söndag 13 september."


def test_a_silent_key_sets_no_deadline() -> None:
    def silent(raw: dict[str, Any]) -> None:
        raw["rule"] = [rule for rule in raw["rule"] if rule["kind"] != "reply_deadline"]

    found = asked(changed("vallentuna", silent), "2026-09-11 16:00")
    assert (found.target, found.limit, found.rule_id) == (None, None, "")
    assert found.explanation == ("Kommunens regler anger ingen svarstid.",)


def test_the_clock_on_the_night_the_clocks_change() -> None:
    found = asked(engine("malmo"), "2026-03-27 16:00")  # Friday before summer time
    assert found.limit == wall("2026-03-30 16:00")


def rounds(name: str, day: date, **place: Any) -> list[tuple[str, int]]:
    facts = ChannelFacts(**{"network": "facebook", **place})
    return [(duty.by, duty.rounds) for duty in engine(name).watch_duties(facts, day)]


def test_malmo_has_two_duties_on_its_main_x_account() -> None:
    main = {"network": "x", "channel_class": "main"}
    monday = date(2026, 9, 7)
    assert rounds("malmo", monday, **main) == [
        ("Ansvarig kommunikatör på stadskontoret", 3),
        ("Gatukontoret", 1),
    ]
    assert rounds("malmo", date(2026, 9, 12), **main) == []
    assert rounds("malmo", monday) == []


def test_goteborg_watches_on_working_days_and_open_comments_in_office_hours() -> None:
    facts = ChannelFacts(network="facebook")
    daily, hours = engine("goteborg").watch_duties(facts, date(2026, 9, 8))
    assert daily.rounds == 1
    assert hours.open_hours == ((wall("2026-09-08 08:00"), wall("2026-09-08 17:00")),)
    closed = ChannelFacts(network="facebook", comments_open=False)
    assert len(engine("goteborg").watch_duties(closed, date(2026, 9, 8))) == 1
    assert rounds("goteborg", date(2026, 9, 12)) == []
    assert rounds("goteborg", date(2026, 5, 1)) == []


def test_vallentuna_watches_three_times_every_day() -> None:
    assert rounds("vallentuna", date(2026, 9, 7)) == [("", 3)]
    assert rounds("vallentuna", date(2026, 9, 12)) == [("", 3)]


def removal(text: str = "2026-09-12 20:00", **more: Any) -> RemovalFacts:
    return RemovalFacts(network="facebook", discovered_at=wall(text), **more)


def test_goteborgs_day_runs_through_the_weekend() -> None:
    terms = engine("goteborg").removal_terms(removal())
    assert terms.deadline == wall("2026-09-13 20:00")
    assert terms.promptly
    assert terms.explanation == (
        "Upptäckt lördag 12 september 20.00.",
        "24 timmar från upptäckt, även kvällar och helger.",
        "Ska vara borta senast söndag 13 september 20.00.",
        "Ska tas bort så skyndsamt det går.",
    )
    assert terms.evidence == ("image", "context", "channel")


def test_the_clock_starts_at_discovery_and_says_when_it_was_published() -> None:
    facts = removal(published_at=wall("2026-09-10 09:00"))
    terms = engine("goteborg").removal_terms(facts)
    assert terms.deadline == wall("2026-09-13 20:00")
    assert terms.explanation[0] == "Publicerat torsdag 10 september 09.00."


def test_the_day_is_24_hours_also_when_the_clocks_change() -> None:
    at = datetime(2026, 3, 28, 20, tzinfo=UTC)
    terms = engine("goteborg").removal_terms(RemovalFacts(network="facebook", discovered_at=at))
    assert terms.deadline == at + timedelta(hours=24)


def test_a_judgement_starts_no_clock_and_needs_its_words() -> None:
    chosen = removal(ground="party_political", evidence=frozenset({"image", "context", "channel"}))
    terms = engine("goteborg").removal_terms(chosen)
    assert terms.deadline is None
    assert terms.assessment
    assert [finding.field for finding in engine("goteborg").check(chosen, wall("2026-09-13"))] == [
        "assessment"
    ]


def test_vallentuna_keeps_ten_years_and_protects_criticism() -> None:
    terms = engine("vallentuna").removal_terms(removal())
    assert terms.retention_years == 10
    assert terms.retention_citation is not None
    assert terms.retention_citation.ledger_ids == ("V-100",)
    assert terms.deadline is None
    assert terms.promptly
    assert (terms.alert_minutes, terms.alert_at) == (60, None)
    sealed = removal(sealed_at=wall("2026-09-12 20:30"))
    assert engine("vallentuna").removal_terms(sealed).alert_at == wall("2026-09-12 21:30")
    assert terms.assessment
    assert terms.criticism_protected
    assert "kritiska" in terms.protected[0]
    assert not any("critic" in ground.code for ground in terms.grounds)


@pytest.mark.req("V-63")
def test_vallentunas_register_has_the_three_mandatory_grounds() -> None:
    grounds = {
        ground.code: ground for ground in engine("vallentuna").removal_terms(removal()).grounds
    }
    for code in ("unlawful", "offensive", "secrecy"):
        assert grounds[code].mandatory
        assert grounds[code].policy_basis
    assert grounds["secrecy"].legal_basis.startswith("Offentlighets- och sekretesslag")
    assert grounds["offensive"].legal_basis == ""


@pytest.mark.parametrize("name", ["goteborg", "malmo", "stockholm", "vallentuna"])
def test_law_and_policy_are_told_apart_everywhere(name: str) -> None:
    terms = engine(name).removal_terms(removal())
    assert len([ground for ground in terms.legal if "1998:112" in ground.legal_basis]) == 8
    assert all(ground.policy_basis for ground in terms.policy)
    assert terms.criticism_protected
    no_copy = [ground.code for ground in terms.grounds if ground.no_copy]
    assert no_copy == ["child_abuse_image"]
    assert "image" not in engine(name).removal_terms(removal(ground=no_copy[0])).evidence

"""Every unclear wording has its readings in the packs, and each reading answers in its own way."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.policy.packs import MUNICIPALITIES, changed, engine

from torg.policy.engine import Engine
from torg.policy.facts import (
    ChannelFacts,
    EndingFacts,
    InboundFacts,
    MediaFacts,
    RemovalFacts,
    ReplyFacts,
)
from torg.policy.faults import PackRefusedError

STOCKHOLM = ZoneInfo("Europe/Stockholm")
SATURDAY = date(2026, 9, 12)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


def reads(name: str, choice: str, option: str) -> Engine:
    """The pack's engine with another reading chosen."""

    def choose(raw: dict[str, Any]) -> None:
        next(one for one in raw["choice"] if one["id"] == choice)["chosen"] = option

    return changed(name, choose)


def limit(text: str) -> Callable[[Engine], object]:
    return lambda asked: (
        asked.deadline(InboundFacts(network="facebook", arrived_at=wall(text))).limit
    )


def target(text: str) -> Callable[[Engine], object]:
    return lambda asked: (
        asked.deadline(InboundFacts(network="facebook", arrived_at=wall(text))).target
    )


def rounds(network: str, channel_class: str) -> Callable[[Engine], object]:
    facts = ChannelFacts(network=network, channel_class=channel_class)
    return lambda asked: [duty.rounds for duty in asked.watch_duties(facts, SATURDAY)]


def rows(facts: Any, text: str = "2026-09-12 16:00") -> Callable[[Engine], object]:
    return lambda asked: [each.citation.ledger_ids[0] for each in asked.check(facts, wall(text))]


def reminded(asked: Engine) -> bool:
    """Whether a silent Facebook page is reminded of on a Saturday afternoon."""
    found = asked.check(ChannelFacts(network="facebook"), wall("2026-09-12 16:00"))
    return any("V-43" in each.citation.ledger_ids for each in found)


def removal(**facts: Any) -> RemovalFacts:
    return RemovalFacts(network="facebook", discovered_at=wall("2026-09-12 20:00"), **facts)


def child(**facts: Any) -> MediaFacts:
    return MediaFacts(
        network="facebook", identifiable=True, asked_on=SATURDAY, outcome="granted", **facts
    )


ANNA = ReplyFacts(
    network="facebook",
    responder_given_name="Sara",
    responder_full_name="Sara Lind",
    responder_title="kommunikatör",
    responder_department="Fritid",
)
SEALED = wall("2026-09-07 10:00")

CASES: list[tuple[str, str, Callable[[Engine], object], dict[str, object]]] = [
    ("malmo", "A-02", rounds("x", "main"), {"working_days": [], "all_days": [3, 1]}),
    ("vallentuna", "A-03", rounds("x", "ordinary"), {"all_days": [3], "working_days": []}),
    (
        "stockholm",
        "A-04",
        limit("2026-04-02 15:00"),
        {"elapsed": wall("2026-04-07 15:00"), "counted": wall("2026-04-09 12:00")},
    ),
    (
        "goteborg",
        "A-05",
        target("2026-09-12 22:00"),
        {"office_close": wall("2026-09-14 17:00"), "calendar_day": wall("2026-09-13 00:00")},
    ),
    (
        "vallentuna",
        "A-06",
        limit("2026-09-11 16:00"),
        {"mon_fri": wall("2026-09-14 17:00"), "mon_sat": wall("2026-09-12 17:00")},
    ),
    (
        "goteborg",
        "A-07",
        lambda asked: asked.removal_terms(removal(published_at=wall("2026-09-12 09:00"))).deadline,
        {"discovery": wall("2026-09-13 20:00"), "publication": wall("2026-09-13 09:00")},
    ),
    (
        "goteborg",
        "A-09",
        rows(child(youngest=15, own_consent=True)),
        {"under": ["G-26"], "inclusive": ["G-26"]},
    ),
    (
        "goteborg",
        "A-09",
        rows(child(youngest=15, own_consent=True, guardians=True)),
        {"under": [], "inclusive": []},
    ),
    (
        "goteborg",
        "A-09",
        rows(child(youngest=15, guardians=True)),
        {"under": ["G-26"], "inclusive": []},
    ),
    ("vallentuna", "A-12", reminded, {"working_day": False, "every_day": True}),
    (
        "vallentuna",
        "A-14",
        lambda asked: asked.removal_terms(removal(sealed_at=SEALED)).kept_until,
        {"sealing": date(2036, 9, 7), "year_end": date(2037, 1, 1)},
    ),
    (
        "vallentuna",
        "A-30",
        lambda asked: asked.reply_frame(ANNA, SEALED).closing,
        {
            "given_name": "Hälsningar Sara, kommunikatör",
            "full_name": "Hälsningar Sara Lind, kommunikatör, Fritid",
        },
    ),
    (
        "vallentuna",
        "A-33",
        rows(EndingFacts(network="x", kind="praise", response="reaction")),
        {"viewpoints": [], "viewpoints_alone": ["V-55"]},
    ),
]


@pytest.mark.parametrize(
    ("name", "choice", "ask", "expected"), [pytest.param(*one, id=one[1]) for one in CASES]
)
def test_each_reading_answers_in_its_own_way(
    name: str, choice: str, ask: Callable[[Engine], object], expected: dict[str, object]
) -> None:
    proposed = engine(name).pack.choices[choice].proposed
    assert ask(engine(name)) == expected[proposed]
    for option, answer in expected.items():
        assert ask(reads(name, choice, option)) == answer, option


@pytest.mark.parametrize("name", MUNICIPALITIES)
def test_every_reading_has_rules_of_its_own(name: str) -> None:
    pack = engine(name).pack
    readings = {rule.reading for rule in pack.rules if rule.reading}
    for choice in pack.choices.values():
        assert {(choice.id, option.key) for option in choice.option} <= readings


def test_evidence_sealed_on_a_leap_day_is_kept_to_march() -> None:
    sealed = datetime(2028, 2, 29, 12, tzinfo=UTC)
    terms = engine("vallentuna").removal_terms(removal(sealed_at=sealed))
    assert terms.kept_until == date(2038, 3, 1)


def test_two_laws_under_one_key_may_not_hold_at_once() -> None:
    def later(raw: dict[str, Any]) -> None:
        old = next(law for law in raw["statute"] if law["title"].endswith("(1986:223)"))
        old["valid_to"] = "2018-12-31"

    with pytest.raises(PackRefusedError) as refused:
        changed("stockholm", later)
    assert "gäller samtidigt som Förvaltningslag (1986:223)" in str(refused.value)

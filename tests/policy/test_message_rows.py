"""Rows on posts, replies, watch, removal, images and records: facts in, cited verdict out."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.policy.packs import MUNICIPALITIES, engine

from torg.policy.explaining import rule_in_words
from torg.policy.facts import (
    BlockFacts,
    ChannelFacts,
    EndingFacts,
    ForwardFacts,
    InboundFacts,
    MediaFacts,
    Place,
    PostFacts,
    RecordFacts,
    RemovalFacts,
    ReplyFacts,
)
from torg.policy.findings import Finding

NOON = datetime(2026, 9, 8, 10, tzinfo=UTC)
STOCKHOLM = ZoneInfo("Europe/Stockholm")
HARD = (
    "Kommunstyrelsens arbetsutskott konstaterar inledningsvis betydelsen av samverkansformer "
    "beträffande infrastrukturplanering, bostadsförsörjningsprogram, konsekvensanalyser och "
    "trafiksäkerhetsåtgärder inom förvaltningsövergripande stadsutvecklingsområden."
)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


def post(**facts: Any) -> PostFacts:
    image = frozenset({"image"})
    return PostFacts(**{"network": "facebook", "elements": image, "reviewed": True, **facts})


def main(**facts: Any) -> PostFacts:
    return post(channel_class="main", **facts)


def tweet(**facts: Any) -> PostFacts:
    return main(**{"network": "x", **facts})


def reply(**facts: Any) -> ReplyFacts:
    return ReplyFacts(network="facebook", **facts)


def ending(**facts: Any) -> EndingFacts:
    return EndingFacts(network="facebook", **facts)


def image(**facts: Any) -> MediaFacts:
    known = {"ownership": "own", "purpose": "Visa verksamheten", "retention": "Två år"}
    return MediaFacts(**{"network": "facebook", **known, **facts})


def seen(**facts: Any) -> MediaFacts:
    asked = {"asked_on": date(2026, 9, 1), "outcome": "granted"}
    return image(**{"persons": True, "identifiable": True, **asked, **facts})


def record(**facts: Any) -> RecordFacts:
    return RecordFacts(network="facebook", **facts)


def removal(**facts: Any) -> RemovalFacts:
    return RemovalFacts(network="facebook", discovered_at=NOON, **facts)


def told(name: str, facts: Place, at: datetime = NOON) -> dict[str, str]:
    """Ledger id -> verdict, of everything that the pack says about the facts."""
    found: list[Finding] = engine(name).check(facts, at)
    return {row: each.verdict.value for each in found for row in each.citation.ledger_ids}


FAULTS: list[tuple[str, str, str, Place, Place]] = [
    # pack, row, verdict, facts that break it, facts that keep it
    ("malmo", "M1-02", "stop", main(relevance=" "), main(relevance="Alla berörs.")),
    ("malmo", "M1-19", "stop", tweet(answerer=""), tweet(answerer="Ansvarig")),
    (
        "malmo",
        "M1-36",
        "stop",
        main(shared_from="https://x.example", sender="", co_arranged_with="A"),
        main(sender=""),
    ),
    ("malmo", "M1-38", "stop", main(ticked=frozenset()), main(ticked=frozenset({"relevant"}))),
    ("malmo", "M1-43", "stop", main(answerer=""), main(answerer="Ansvarig")),
    (
        "malmo",
        "M1-44",
        "advise",
        post(network="youtube", elements=frozenset({"video"}), video_description=""),
        post(network="youtube", video_description="Så gör du."),
    ),
    (
        "malmo",
        "M2-08",
        "advise",
        ChannelFacts(network="x"),
        ChannelFacts(network="x", posts_by_day={date(2026, 9, 1): 1}),
    ),
    (
        "malmo",
        "M2-20",
        "stop",
        image(ownership="licensed", licence="CC-BY-4.0"),
        image(ownership="licensed", licence="CC-BY-4.0", credit="Foto: A"),
    ),
    ("malmo", "M2-21", "stop", image(origin="resident"), image(origin="resident", permission=True)),
    ("malmo", "M2-23", "advise", post(text="Hej", elements=frozenset()), post(text="Hej")),
    (
        "goteborg",
        "G-02",
        "stop",
        post(ticked=frozenset()),
        post(ticked=frozenset({"graphic_profile"})),
    ),
    ("goteborg", "G-06", "stop", removal(measure="hide"), removal(measure="hide", sealed_at=NOON)),
    ("goteborg", "G-21", "warn", ending(kind="praise"), ending(kind="praise", response="reaction")),
    ("goteborg", "G-24", "stop", seen(), seen(basis="public_interest")),
    ("goteborg", "G-25", "stop", seen(asked_on=None), seen(outcome="refused")),
    (
        "goteborg",
        "G-26",
        "stop",
        seen(youngest=14, own_consent=True),
        seen(youngest=14, guardians=True),
    ),
    ("goteborg", "G-27", "advise", image(in_doubt=True), image()),
    (
        "goteborg",
        "G-28",
        "stop",
        seen(origin="bank", bank_consent="no"),
        seen(origin="bank", bank_consent="yes"),
    ),
    (
        "goteborg",
        "G-29",
        "stop",
        ChannelFacts(network="facebook", watchers=0),
        ChannelFacts(network="facebook", watchers=2),
    ),
    (
        "goteborg",
        "G-41",
        "stop",
        record(matter="criticism", status="kept_in_order"),
        record(matter="criticism", status="ordinary_process"),
    ),
    ("goteborg", "G-44", "warn", reply(heated=True), reply(heated=True, second_reader=True)),
    (
        "goteborg",
        "G-53",
        "warn",
        post(co_arranged_with="Föreningen A"),
        post(co_arranged_with="Föreningen A", text="Med föreningen A."),
    ),
    (
        "goteborg",
        "G-59",
        "warn",
        InboundFacts(network="facebook", arrived_at=NOON, resting=True),
        InboundFacts(network="facebook", arrived_at=NOON),
    ),
    ("stockholm", "S-06", "stop", ending(), ending(exception="not_ours")),
    (
        "stockholm",
        "S-09",
        "stop",
        record(matter="ongoing_case", status="kept_in_order"),
        record(matter="ongoing_case", status="moved_to_case"),
    ),
    (
        "stockholm",
        "S-10",
        "stop",
        record(matter="new_case", status="kept_in_order"),
        record(matter="new_case", status="moved_to_case"),
    ),
    (
        "stockholm",
        "S-18",
        "warn",
        reply(template="angry", slots={"facts": "Ja."}),
        reply(template="angry", slots={"facts": "Ja.", "acknowledgement": "Jag förstår."}),
    ),
    (
        "stockholm",
        "S-19",
        "warn",
        reply(template="implicit", slots={"facts": "Ja."}),
        reply(template="implicit", slots={"facts": "Ja.", "link": "https://a.example"}),
    ),
    (
        "stockholm",
        "S-20",
        "stop",
        ending(exception="repeat"),
        ending(exception="repeat", answered_before=True),
    ),
    ("stockholm", "S-21", "advise", post(text="Nu bygger vi. " * 60), post(text="Nu bygger vi.")),
    (
        "stockholm",
        "S-24",
        "advise",
        reply(kind="criticism", model_followed=False),
        reply(kind="criticism", model_followed=True),
    ),
    (
        "vallentuna",
        "V-11",
        "stop",
        ending(kind="viewpoint", response="interim"),
        ending(kind="viewpoint", response="reply"),
    ),
    (
        "vallentuna",
        "V-29",
        "stop",
        post(sensitive=True, ready_to_answer=True),
        post(sensitive=True, ready_to_answer=True, answerer="Ansvarig"),
    ),
    (
        "vallentuna",
        "V-34",
        "advise",
        post(text="#nytt", known_tags=frozenset({"bad"})),
        post(text="#Bad", known_tags=frozenset({"bad"})),
    ),
    (
        "vallentuna",
        "V-41",
        "advise",
        ChannelFacts(network="x"),
        ChannelFacts(network="x", posts_by_day={date(2026, 9, 1): 2}),
    ),
    (
        "vallentuna",
        "V-53",
        "stop",
        ForwardFacts(network="x"),
        ForwardFacts(network="x", acknowledged=True),
    ),
    ("vallentuna", "V-54", "stop", reply(channel="a", sender="b"), reply(channel="a", sender="a")),
    (
        "vallentuna",
        "V-55",
        "stop",
        ending(response="reaction"),
        ending(kind="viewpoint", response="reaction"),
    ),
    (
        "vallentuna",
        "V-56",
        "stop",
        ending(exception="ironic"),
        ending(kind="viewpoint", exception="ironic"),
    ),
    (
        "vallentuna",
        "V-57",
        "stop",
        record(matter="major_viewpoint", status="kept_in_order"),
        record(matter="major_viewpoint", status="to_register"),
    ),
    ("vallentuna", "V-65", "warn", removal(notice=""), removal(notice="not_suitable")),
    (
        "vallentuna",
        "V-66",
        "stop",
        BlockFacts(network="x", ground="offensive", decider="Chef"),
        BlockFacts(network="x", ground="offensive", decider="Chef", review_on=date(2026, 10, 1)),
    ),
    (
        "vallentuna",
        "V-72",
        "stop",
        post(serious=True, text="Vattnet är stängt 😊"),
        post(text="Badet är öppet 😊"),
    ),
    (
        "vallentuna",
        "V-74",
        "advise",
        reply(in_doubt=True),
        reply(in_doubt=True, second_reader=True),
    ),
    ("vallentuna", "V-76", "stop", image(ownership=""), image()),
    (
        "vallentuna",
        "V-77",
        "stop",
        seen(basis="consent", purposes={"x": True}, retention=""),
        seen(basis="consent", purposes={"x": True}),
    ),
    (
        "vallentuna",
        "V-79",
        "stop",
        image(origin="republished", permission=True),
        image(origin="republished", permission=True, authentic=True),
    ),
    (
        "vallentuna",
        "V-88",
        "stop",
        record(known=frozenset({"author", "time"})),
        record(
            known=frozenset(
                {
                    "author",
                    "approver",
                    "sender",
                    "time",
                    "direction",
                    "parties",
                    "channel",
                    "status",
                    "searchable",
                }
            )
        ),
    ),
    ("vallentuna", "V-95", "stop", record(status="to_register"), record(status="kept_in_order")),
    (
        "vallentuna",
        "V-101",
        "stop",
        record(matter="secret", status="kept_in_order"),
        record(matter="secret", status="to_register"),
    ),
    (
        "vallentuna",
        "V-107",
        "stop",
        record(disposing=True, evidence=True),
        record(disposing=True, kept_until=date(2026, 9, 1)),
    ),
    (
        "vallentuna",
        "V-108",
        "stop",
        seen(basis="public_interest"),
        seen(basis="consent", purposes={"x": True}),
    ),
]


@pytest.mark.parametrize(
    ("name", "row", "verdict", "broken", "kept"), [pytest.param(*one, id=one[1]) for one in FAULTS]
)
def test_a_row_is_answered_with_its_clause(
    name: str, row: str, verdict: str, broken: Place, kept: Place
) -> None:
    assert told(name, broken).get(row) == verdict
    assert row not in told(name, kept)
    for other in MUNICIPALITIES:
        assert other == name or row not in told(other, broken)


def test_what_no_room_tells_yet_is_no_fault() -> None:
    for name in MUNICIPALITIES:
        for facts in (main(relevance="Alla berörs."), tweet(relevance="Alla."), reply()):
            assert told(name, facts) == {}


def test_what_holds_a_record_comes_in_its_order() -> None:
    held = record(disposing=True, legal_hold=True, evidence=True, registered=True)
    (found,) = engine("vallentuna").check(held, NOON)
    assert "rättsligt stopp" in found.message
    (found,) = engine("vallentuna").check(record(disposing=True, registered=True), NOON)
    assert "registrerat" in found.message


def test_a_reply_that_is_hard_to_read_is_warned_of_with_its_figure() -> None:
    found = {
        each.citation.ledger_ids[0]: each
        for each in engine("stockholm").check(reply(text=HARD), NOON)
    }
    assert found["S-14"].verdict.value == "warn"
    assert "läsbarhetsindex" in found["S-14"].message
    assert found["S-14"].citation.ledger_ids == ("S-14", "S-41")
    easy = "Vi lagar lampan i morgon. " * 6
    assert "S-14" not in told("stockholm", reply(text=easy))


@pytest.mark.req("V-44")
def test_four_weeks_are_held_against_the_goal_and_not_a_day() -> None:
    def asked(counts: dict[date, int]) -> bool:
        facts = ChannelFacts(network="facebook", posts_by_day=counts)
        return "V-44" in told("vallentuna", facts)

    assert not asked({date(2026, 8, 20): 20, date(2026, 9, 8): 8})
    assert asked({date(2026, 9, day): 3 for day in range(1, 9)})


def test_a_false_claim_has_a_clock_that_never_rests() -> None:
    saturday = InboundFacts(
        network="facebook", arrived_at=wall("2026-09-12 20:00"), kind="false_claim"
    )
    found = engine("vallentuna").deadline(saturday)
    assert found.limit == wall("2026-09-12 22:00")
    assert found.local_setting
    assert str(found.citation).endswith("(V-116)")
    assert engine("stockholm").deadline(saturday).limit == wall("2026-09-14 17:00")


def test_an_interim_reply_holds_as_long_as_the_rules_say() -> None:
    place = Place(network="facebook")
    found = engine("vallentuna").follow_up(place, wall("2026-09-11 16:00"))
    assert found is not None
    assert found.at == wall("2026-09-18 17:00")
    assert "Nytt besked inom 5 arbetsdagar" in found.explanation[0]
    assert found.citation.ledger_ids == ("V-60",)
    assert engine("malmo").follow_up(place, wall("2026-09-11 16:00")) is None


def test_the_guidelines_old_paragraph_is_corrected_beside_the_law() -> None:
    asked = engine("stockholm")
    lines = rule_in_words(asked.pack, asked.pack.rule("stockholm.reply.refer"))
    assert "Stöd i lag: Förvaltningslag (2017:900), 6 §." in lines
    assert any("4 §" in line and "upphävda" in line for line in lines)

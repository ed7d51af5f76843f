"""The ledger's own test sentences on a channel's life, money and access: id → facts → answer.

Rows whose sentence is about the answer alone carry their mark; those that also name a page, a
queue or a report wait for it (`AWAITS_SCREEN` in test_channel_terms).
"""

from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest
from _pytest.mark import ParameterSet
from tests.policy.packs import engine

from torg.policy.channel_facts import (
    AccessFacts,
    ApplicationFacts,
    BenefitFacts,
    ClosingFacts,
    CrisisFacts,
    LaunchFacts,
    OthersFacts,
    RegisterFacts,
    RestFacts,
    RightFacts,
    SponsoringFacts,
)
from torg.policy.explaining import finding_in_words
from torg.policy.facts import Place
from torg.policy.findings import Finding, Verdict
from torg.policy.kinds.start_form import FieldForm

NOON = datetime(2026, 9, 7, 10, tzinfo=UTC)
STOP, WARN, ADVISE = Verdict.STOP, Verdict.WARN, Verdict.ADVISE


@dataclass(frozen=True)
class Row:
    """One ledger row: what breaks it, what keeps it, and how hard the rule is.

    says: words that the refusal contains.
    """

    row: str
    pack: str
    verdict: Verdict
    broken: Place
    kept: Place
    says: tuple[str, ...] = field(default=())


def application(**facts: Any) -> ApplicationFacts:
    return ApplicationFacts(**{"network": "facebook", **facts})


def youtube(answers: dict[str, str], step: str = "send", consulted: tuple[str, ...] = ()) -> Place:
    asked = frozenset(consulted)
    return application(
        network="youtube", step=step, live_on_network=1, answers=answers, consulted=asked
    )


def launch(*ticked: str, network: str = "facebook", **facts: Any) -> LaunchFacts:
    return LaunchFacts(network=network, ticked=frozenset(ticked), **facts)


def register(*filled: str, **facts: Any) -> RegisterFacts:
    return RegisterFacts(**{"network": "facebook", "filled": frozenset(filled), **facts})


def closing(**facts: Any) -> ClosingFacts:
    return ClosingFacts(**{"network": "facebook", "reason": "goals_not_met", **facts})


def sponsoring(*filled: str, **facts: Any) -> SponsoringFacts:
    return SponsoringFacts(
        **{"network": "facebook", "channel_class": "main", "filled": frozenset(filled), **facts}
    )


FOUR = ("copyright", "creative_commons", "data_protection", "residents_images")
EXCEPTION = {"wins_followers": "yes", "active_comments": "yes", "follower_plan": "Svar varje dag."}
REQUEST = ("value", "audience", "cost", "period")
BOTH = {"responsible_manager": "a", "communications_manager": "b"}
EDITOR, CENTRAL = frozenset({"communicator"}), frozenset({"communications_department"})
CENTRE = frozenset({"press_officer", "nearest_manager", "responsible_operation", "leadership"})

ROWS = (
    Row("M1-46", "malmo", STOP, youtube({}), youtube(EXCEPTION)),
    Row("M1-50", "malmo", STOP, youtube({**EXCEPTION, "storage_only": "yes"}), youtube(EXCEPTION)),
    Row(
        "M1-51",
        "malmo",
        STOP,
        youtube(EXCEPTION, "decide"),
        youtube(EXCEPTION, "decide", ("youtube_owner",)),
        ("Youtube-ansvarig",),
    ),
    Row(
        "M2-07",
        "malmo",
        STOP,
        register("department", "plan", moment="launch"),
        register("department", "purpose", "goal", "plan", moment="launch"),
        ("syfte och mål",),
    ),
    Row(
        "M2-09",
        "malmo",
        STOP,
        register("department", editor=EDITOR, own_department=False),
        register("department", editor=CENTRAL, own_department=False),
    ),
    Row(
        "M2-19",
        "malmo",
        STOP,
        launch(*FOUR[:3], network="instagram"),
        launch(*FOUR, network="instagram"),
        ("invånares bilder",),
    ),
    Row("G-02", "goteborg", STOP, launch("watch_duty"), launch("watch_duty", "graphic_profile")),
    Row(
        "G-29",
        "goteborg",
        STOP,
        launch("graphic_profile"),
        launch("graphic_profile", comments_open=False),
    ),
    Row(
        "G-49",
        "goteborg",
        STOP,
        BenefitFacts(network="facebook", received=True),
        BenefitFacts(network="facebook", received=False),
    ),
    Row(
        "G-50",
        "goteborg",
        STOP,
        BenefitFacts(network="facebook", received=True),
        BenefitFacts(network="facebook", received=False),
        ("får inte ta emot betalning eller gåvor", "Tala med din chef"),
    ),
    Row(
        "G-52",
        "goteborg",
        WARN,
        BenefitFacts(network="facebook", received=False, brand=True),
        BenefitFacts(network="facebook", received=False, brand=True, brand_reason="Vår skylt."),
    ),
    Row(
        "G-55", "goteborg", STOP, closing(reason=""), closing(reason="poor_results"), ("ett skäl",)
    ),
    Row(
        "G-57",
        "goteborg",
        STOP,
        RestFacts(network="facebook", comments_off=True),
        RestFacts(network="facebook", channel_class="seasonal", comments_off=True),
    ),
    Row(
        "G-58",
        "goteborg",
        STOP,
        RestFacts(network="facebook", channel_class="seasonal"),
        RestFacts(network="facebook", channel_class="seasonal", watched=True),
    ),
    Row(
        "G-61",
        "goteborg",
        STOP,
        closing(
            step="notify",
            done=frozenset({"merge", "decide"}),
            decisions={"responsible_manager": "a"},
            notice_parts=frozenset({"reason", "referral"}),
            consulted=frozenset({"web_strategist"}),
        ),
        closing(
            step="notify",
            done=frozenset({"merge", "decide"}),
            decisions=BOTH,
            notice_parts=frozenset({"reason", "referral"}),
            consulted=frozenset({"web_strategist"}),
        ),
        ("kommunikationsansvarig chef",),
    ),
    Row(
        "G-06",
        "goteborg",
        STOP,
        RightFacts(network="facebook", right="remove", held=frozenset({"reply"})),
        RightFacts(network="facebook", right="reply", held=frozenset({"reply"})),
    ),
    Row("S-01", "stockholm", WARN, register(), register("target_groups"), ("målgrupper",)),
    Row(
        "S-34",
        "stockholm",
        ADVISE,
        CrisisFacts(holders=CENTRE),
        CrisisFacts(holders=CENTRE | {"social_media_editor"}),
        ("redaktör för sociala medier",),
    ),
    Row(
        "S-37",
        "stockholm",
        WARN,
        AccessFacts(network="facebook", two_factor=False),
        AccessFacts(network="facebook", two_factor=True),
    ),
    Row(
        "S-38",
        "stockholm",
        WARN,
        AccessFacts(network="facebook", two_factor=True, left=True),
        AccessFacts(network="facebook", two_factor=True, left=True, removed=True),
    ),
    Row(
        "V-47",
        "vallentuna",
        STOP,
        sponsoring(*REQUEST, channel_class="ordinary"),
        sponsoring(*REQUEST),
    ),
    Row("V-46", "vallentuna", STOP, sponsoring(*REQUEST[:2]), sponsoring(*REQUEST), ("kostnad",)),
    Row("V-48", "vallentuna", STOP, sponsoring(*REQUEST[1:]), sponsoring(*REQUEST)),
    Row(
        "V-49",
        "vallentuna",
        STOP,
        sponsoring(*REQUEST, ordering=True, ordered_by=EDITOR),
        sponsoring(*REQUEST, ordering=True, ordered_by=frozenset({"department_communicator"})),
    ),
    Row(
        "V-109",
        "vallentuna",
        STOP,
        sponsoring(*REQUEST, personal_audience=True),
        sponsoring(*REQUEST),
    ),
    Row("V-87", "vallentuna", STOP, register(private=True), register()),
    Row(
        "V-73",
        "vallentuna",
        STOP,
        register("accountable_manager", moment="launch"),
        register("accountable_manager", "page_responsible", moment="launch"),
        ("sidansvarig",),
    ),
    Row(
        "V-111",
        "vallentuna",
        WARN,
        OthersFacts(network="facebook", personal_data=True),
        OthersFacts(network="facebook"),
    ),
)
FIELDS = {
    "V-10": (STOP, ("need_ours", "need_target_group")),
    "V-14": (STOP, ("purpose", "content_plan", "resource_plan")),
    "V-15": (WARN, ("municipal_goal",)),
    "V-16": (STOP, ("value_operation", "value_follower")),
    "V-21": (STOP, ("complement", "website_link")),
    "V-23": (STOP, ("purpose", "target_groups", "content", "effects")),
    "V-115": (STOP, ("owners_read",)),
}
WHOLE = {key: "Ifyllt." for _, keys in FIELDS.values() for key in keys}
STAFFED: dict[str, Any] = {"editors": 2, "weekly_hours": 4}


@pytest.mark.req("V-06")
def test_a_refused_advertisement_cites_its_chapter_by_number_and_heading() -> None:
    found = ask("vallentuna", sponsoring(*REQUEST, channel_class="ordinary"))["V-47"]
    told = " ".join(finding_in_words(found))
    assert "2.1.4 Sponsrade inlägg, annonser och kampanjer" in told


def ask(pack: str, facts: Place, at: datetime = NOON) -> dict[str, Finding]:
    """The finding of each ledger row that the pack's answer cites."""
    found = reversed(engine(pack).check(facts, at))
    return {row: each for each in found for row in each.citation.ledger_ids}


def named(row: str, *values: object) -> ParameterSet:
    """A case under its row's name. It bears no mark: what the rule refuses has no screen yet."""
    name = "-".join(dict.fromkeys(v for v in (row, *values) if isinstance(v, str)))
    return pytest.param(*values, id=name)


@pytest.mark.parametrize("case", [named(case.row, case) for case in ROWS])
def test_a_row_is_broken_with_its_clause_and_kept_in_silence(case: Row) -> None:
    found = ask(case.pack, case.broken)
    assert case.row in found
    assert found[case.row].verdict is case.verdict
    assert all(word in found[case.row].message for word in case.says)
    assert case.row not in ask(case.pack, case.kept)


@pytest.mark.parametrize(
    ("row", "missing"),
    [named(row, row, key) for row, (_, keys) in FIELDS.items() for key in keys],
)
def test_an_application_names_each_empty_field(row: str, missing: str) -> None:
    answers = {key: words for key, words in WHOLE.items() if key != missing}
    found = ask("vallentuna", application(answers=answers, **STAFFED))
    assert found[row].verdict is FIELDS[row][0]
    assert found[row].field == missing
    blank = ask("vallentuna", application(answers={**answers, missing: "  "}, **STAFFED))
    assert row in blank


def test_a_whole_application_goes_on() -> None:
    assert ask("vallentuna", application(answers=WHOLE, **STAFFED)) == {}


def test_the_network_is_chosen_last() -> None:
    early = ask("vallentuna", application(step="platform", answers={"purpose": "Visa fritiden."}))
    assert set(early) == {"V-17"}
    assert "målgrupper och innehåll" in early["V-17"].message
    assert ask("vallentuna", application(step="platform", answers=WHOLE)) == {}


@pytest.mark.parametrize(("editors", "hours"), [(1, 4), (2, 0), (0, 0)])
def test_a_channel_needs_people_and_hours(editors: int, hours: int) -> None:
    found = ask("vallentuna", application(answers=WHOLE, editors=editors, weekly_hours=hours))
    assert set(found) == {"V-20"}


@pytest.mark.parametrize("missing", ["profile_picture", "description", "page_rules"])
def test_a_channel_is_not_launched_without_its_three_items(missing: str) -> None:
    told = {"told_web", "told_papers", "told_posters", "told_reception"}
    items = {"profile_picture", "description", "page_rules"} | told
    found = ask("vallentuna", launch(*items - {missing}))
    assert set(found) == {"V-24"}
    assert found["V-24"].verdict is STOP
    words = {"profile_picture": "profilbild", "description": "beskrivning"}
    assert words.get(missing, "sidregler") in found["V-24"].message
    assert ask("vallentuna", launch(*items)) == {}


def decided(**facts: Any) -> dict[str, Finding]:
    whole: dict[str, Any] = {"answers": WHOLE, "step": "decide", **STAFFED}
    heard = frozenset({"department_communicator", "communications_department"})
    return ask("vallentuna", application(**{**whole, "consulted": heard, **facts}))


def test_only_the_nearest_manager_of_the_department_decides() -> None:
    manager = frozenset({"nearest_manager"})
    assert set(decided(deciding_as=frozenset({"leadership"}), motive="Ja.")) == {"V-19", "V-25"}
    assert set(decided(deciding_as=manager, elsewhere=True, motive="Ja.")) == {"V-19", "V-25"}
    assert set(decided(deciding_as=manager)) == {"V-19", "V-25"}
    assert decided(deciding_as=manager, motive="Behovet finns.") == {}
    assert "V-22" in decided(consulted=frozenset(), deciding_as=manager, motive="Ja.")


def test_a_closing_is_decided_in_two_roles_before_followers_are_told() -> None:
    one = {"responsible_manager": "a", "communications_manager": "a"}
    steps: dict[str, Any] = {"step": "notify", "done": frozenset({"merge", "decide"})}
    assert "G-61" not in ask("goteborg", closing(**steps, decisions=one))
    assert "G-61" in ask("goteborg", closing(**steps))


def test_followers_are_told_twice_in_good_time_unless_the_channel_was_long_silent() -> None:
    closes = date(2026, 9, 30)

    def notices(*days: date, last: date = date(2026, 9, 1)) -> bool:
        facts = closing(step="deregister", closing_on=closes, notices=days, last_activity=last)
        return "G-62" in ask("goteborg", facts) and "G-64" in ask("goteborg", facts)

    early, later = date(2026, 8, 31), date(2026, 9, 20)
    assert notices()
    assert notices(early)
    assert not notices(early, later)
    assert notices(date(2026, 9, 1), later)
    assert notices(last=date(2026, 3, 12))
    assert not notices(last=date(2026, 3, 11))


@pytest.mark.parametrize(
    ("network", "responsible"),
    [("facebook", True), ("youtube", True), ("linkedin", True), ("x", False), ("bluesky", True)],
)
def test_vallentuna_answers_for_others_where_the_service_is_so_built(
    network: str, responsible: bool
) -> None:
    found = ask("vallentuna", OthersFacts(network=network, personal_data=True))
    assert bool(found) == responsible


@pytest.mark.parametrize(
    ("kind", "text", "good"), [("read", "", False), ("text", "Läs.", False), ("read", "Läs.", True)]
)
def test_only_what_is_to_be_read_has_words_to_read(kind: str, text: str, good: bool) -> None:
    given = {"key": "k", "label": "l", "kind": kind, "text": text}
    with nullcontext() if good else pytest.raises(ValueError, match="läsas"):
        assert FieldForm.model_validate(given).text == "Läs."

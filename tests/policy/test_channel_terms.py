"""What is to be done with a channel, and when: answers, both readings, and a fifth municipality."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from tests.policy.packs import changed, engine, engine_of

from torg.kernel.networks import NAMES
from torg.policy.catalogue import LEDGER_IDS
from torg.policy.channel_answers import ChannelRules
from torg.policy.channel_facts import (
    ActivityFacts,
    ApplicationFacts,
    BenefitFacts,
    CheckFacts,
    ClosingFacts,
    DecisionFacts,
    LaunchFacts,
    OthersFacts,
    PolicyFacts,
    RegisterFacts,
    ReviewFacts,
    SnapshotFacts,
)
from torg.policy.engine import Engine
from torg.policy.facts import ChannelFacts, Place
from torg.policy.loading import load_content
from torg.policy.pack import canonical
from torg.policy.param_words import key_in_words

AWAITS_SCREEN = {
    "access": "G-06",
    "archive": "V-103 V-104",
    "crisis": "S-25 S-26 S-28 S-29 S-31 S-32 S-33 S-34 S-35 S-36 V-72 V-118",
    "others_words": "V-111 V-113",
    "statistics": "G-23 G-42 M1-07 M1-08 M1-21 M1-24 M1-47 S-02 V-05 V-12 V-40 V-45 V-51 V-90",
    "press": "M1-17",
}


def noon(year: int, month: int, day: int) -> datetime:
    return datetime.combine(date(year, month, day), time(10), UTC)


NOW = noon(2026, 9, 7)


def rules(asked: Engine | str, at: datetime = NOW) -> ChannelRules:
    return ChannelRules(engine(asked) if isinstance(asked, str) else asked, at)


def cited(asked: Engine, facts: Place, at: datetime = NOW) -> set[str]:
    return {row for found in asked.check(facts, at) for row in found.citation.ledger_ids}


def read(municipality: str, choice: str, option: str) -> Engine:
    """The pack with another reading chosen."""

    def choose(raw: dict[str, Any]) -> None:
        next(each for each in raw["choice"] if each["id"] == choice)["chosen"] = option

    return changed(municipality, choose)


@pytest.mark.parametrize("row", sorted(set(" ".join(AWAITS_SCREEN.values()).split())))
def test_a_row_that_awaits_its_screen_has_its_rule(row: str) -> None:
    assert row in LEDGER_IDS
    names = ("goteborg", "malmo", "stockholm", "vallentuna")
    assert any(row in rule.citation.ledger_ids for n in names for rule in engine(n).pack.rules)


STATED = {
    "ads.buying_reach": {"vallentuna"},
    "ads.received_benefits": {"goteborg"},
    "archive.snapshots_per_year": {"goteborg", "vallentuna"},
    "channel.close.deciders": {"goteborg"},
    "channel.close.notice": {"goteborg"},
    "channel.close.notice_plan": {"goteborg"},
    "channel.editors_minimum": {"vallentuna"},
    "channel.inactive.action": {"goteborg", "malmo"},
    "channel.inactive.long": {"goteborg"},
    "channel.inactive.lookback": {"goteborg"},
    "channel.launch.checklist": {"goteborg", "malmo", "vallentuna"},
    "channel.max.youtube": {"malmo"},
    "channel.review.grace": {"malmo"},
    "channel.review.interval": {"malmo", "vallentuna"},
    "channel.start.decider": {"malmo", "vallentuna"},
    "channel.start.form": {"malmo", "vallentuna"},
    "crisis.exercise_interval": {"stockholm"},
    "crisis.measures": {"stockholm", "vallentuna"},
    "crisis.plan_age": {"stockholm"},
    "crisis.reply_deadline": {"stockholm"},
    "handbook.page_age": {"stockholm"},
    "help.search": {"malmo"},
    "network.settings_check": {"vallentuna"},
    "network.third_party_responsibility": {"goteborg", "vallentuna"},
    "policy.force": {"goteborg", "malmo", "stockholm", "vallentuna"},
    "policy.statutes": {"goteborg", "malmo", "stockholm", "vallentuna"},
    "press.auto_distribution": {"malmo"},
    "register.owner": {"goteborg", "malmo", "vallentuna"},
    "register.public": {"malmo", "vallentuna"},
    "security.offboarding": {"stockholm"},
    "security.two_factor": {"stockholm"},
    "statistics.interval": {"vallentuna"},
}


@pytest.mark.parametrize("key", STATED)
def test_a_parameter_is_stated_where_the_guideline_states_it_and_nowhere_else(key: str) -> None:
    names = ("goteborg", "malmo", "stockholm", "vallentuna")
    assert {name for name in names if engine(name).pack.stating(key)} == STATED[key]


def test_a_review_is_due_after_a_year_and_late_after_its_grace() -> None:
    def at(*day: int) -> str:
        facts = CheckFacts(network="facebook", what="review", last_done=date(2025, 9, 7))
        found = rules("malmo", noon(*day)).next_check(facts)
        assert found is not None
        assert (found.on, found.late) == (date(2026, 9, 7), date(2026, 10, 7))
        return found.state

    assert at(2026, 9, 6) == ""
    assert at(2026, 9, 7) == at(2026, 10, 6) == "due"
    assert at(2026, 10, 7) == "overdue"
    assert rules("goteborg").next_check(CheckFacts(what="review")) is None


def test_a_check_counts_from_the_launch_and_keeps_the_month_s_last_day() -> None:
    new = CheckFacts(network="x", what="review", since=date(2024, 2, 29))
    found = rules("malmo").next_check(new)
    assert found is not None
    assert found.on == date(2025, 2, 28)
    monthly = CheckFacts(network="x", what="statistics", last_done=date(2026, 12, 31))
    turn = rules("vallentuna").next_check(monthly)
    assert turn is not None
    assert turn.on == date(2027, 1, 1)


def test_changed_settings_are_gone_through_at_once() -> None:
    facts = CheckFacts(
        network="facebook", what="settings", last_done=date(2026, 9, 1), changed=True
    )
    assert cited(engine("vallentuna"), facts) == {"V-114"}


def test_an_outcome_without_effect_asks_for_a_closing_once() -> None:
    facts = ReviewFacts(network="youtube", outcome="no_social_effect")
    assert cited(engine("malmo"), facts) == {"M1-54"}
    asked = ReviewFacts(network="youtube", outcome="no_social_effect", closing_asked=True)
    assert cited(engine("malmo"), asked) == set()


def test_a_half_year_without_an_image_is_told_when_it_has_ended() -> None:
    def told(at: datetime, *taken: date, since: date | None = None) -> set[str]:
        facts = SnapshotFacts(network="facebook", taken=taken, since=since)
        return cited(engine("vallentuna"), facts, at)

    spring, autumn = date(2026, 5, 4), date(2026, 11, 2)
    assert told(noon(2026, 6, 30), autumn.replace(year=2025)) == set()
    assert told(noon(2026, 7, 1)) == {"V-103", "V-104"}
    assert told(noon(2026, 7, 1), spring) == set()
    assert told(noon(2027, 1, 1), spring) == {"V-103", "V-104"}
    assert told(noon(2027, 1, 1), spring, autumn) == set()
    assert told(noon(2027, 1, 1), since=date(2027, 1, 1)) == set()


def test_the_form_asks_each_question_once_and_those_of_the_exception_when_needed() -> None:
    form = rules("vallentuna").application(ApplicationFacts(network="facebook"))
    keys = [question.key for question in form]
    assert len(keys) == len(set(keys))
    assert {"purpose", "target_groups", "content", "effects"} < set(keys)
    assert all(question.citation.ledger_ids for question in form)
    first = rules("malmo").application(ApplicationFacts(network="youtube"))
    second = rules("malmo").application(ApplicationFacts(network="youtube", live_on_network=1))
    assert [each.key for each in first] == ["purpose", "goal", "plan"]
    more = ["wins_followers", "active_comments", "storage_only", "follower_plan"]
    assert [each.key for each in second] == ["purpose", "goal", "plan", *more]


def test_a_checklist_is_shorter_where_comments_are_closed() -> None:
    asked = rules("goteborg")
    whole = asked.launch(LaunchFacts(network="facebook"))
    assert [item.key for item in whole] == ["graphic_profile", "watch_duty"]
    closed = asked.launch(LaunchFacts(network="facebook", comments_open=False))
    assert [item.key for item in closed] == ["graphic_profile"]
    (promotion,) = {
        item.required
        for item in rules("vallentuna").launch(LaunchFacts(network="x"))
        if item.key.startswith("told_")
    }
    assert not promotion


def test_who_decides_is_a_list_and_nobody_where_no_rule_says_it() -> None:
    start = rules("vallentuna").decision(ApplicationFacts(network="x"))
    assert start.roles == ("nearest_manager",)
    assert start.receives == ("department_communicator",)
    assert start.consulted == ("communications_department",)
    assert (start.own_department, start.motive) == (True, True)
    close = rules("goteborg").decision(ClosingFacts(network="x"))
    assert close.roles == ("responsible_manager", "communications_manager")
    assert close.outstanding == "ansvarig chef och kommunikationsansvarig chef"
    assert rules("malmo").decision(ClosingFacts(network="x")).roles == ()
    own = ApplicationFacts(network="youtube", live_on_network=1)
    assert rules("malmo").decision(own).consulted == ("youtube_owner",)


def test_a_closing_has_five_steps_and_its_notices() -> None:
    facts: dict[str, Any] = {"network": "facebook", "closing_on": date(2026, 9, 30)}
    plan = rules("goteborg").closing(ClosingFacts(**facts, last_activity=date(2026, 9, 1)))
    assert plan.steps == ("merge", "decide", "notify", "archive", "deregister")
    assert len(plan.reasons) == 4
    assert (plan.notices, plan.first, plan.excepted) == (2, date(2026, 8, 31), False)
    silent = rules("goteborg").closing(ClosingFacts(**facts))
    assert (silent.notices, silent.first, silent.excepted) == (0, None, True)
    assert rules("stockholm").closing(ClosingFacts(**facts)).steps == ()


def test_registers_crises_and_figures_are_told_together() -> None:
    ours = rules("malmo").register(RegisterFacts(network="x"))
    assert ours is not None
    assert (ours.owner, ours.public) == ("communications_department", True)
    assert rules("stockholm").register(RegisterFacts(network="x")) is None
    needed = rules("malmo").required(RegisterFacts(network="x", channel_class="main"))
    assert [key for key, _, _ in needed] == [
        "usage",
        "allowed_users",
        "responsible",
        "contact",
        "department",
    ]
    main = ChannelFacts(network="x", channel_class="main")
    assert len(rules("malmo").orientation(main)) == 3
    assert "interaction" in rules("malmo").figures(main)
    crisis = rules("stockholm").crisis(main)
    saturday = datetime(2026, 9, 12, 20, tzinfo=UTC)
    assert crisis.due(saturday) == datetime(2026, 9, 12, 22, tzinfo=UTC)
    assert len(crisis.tasks) == 5
    assert not crisis.broadcast
    theirs = rules("vallentuna").crisis(main)
    assert (theirs.broadcast, theirs.tone, theirs.due(saturday)) == (True, "straight", None)
    assert rules("vallentuna").snapshots_per_year(main) == 2
    assert rules("malmo").snapshots_per_year(main) is None


def test_where_no_rule_says_who_answers_for_others_we_do() -> None:
    place = OthersFacts(network="mastodon")
    assert rules("malmo").responsibility(place).responsible
    assert rules("malmo").responsibility(place).rule_id == ""
    assert not rules("vallentuna").responsibility(OthersFacts(network="x")).responsible


@pytest.mark.parametrize("option", ["responsible", "like_twitter"])
def test_every_network_is_spoken_of_once_by_who_names_some_of_them(option: str) -> None:
    asked = read("vallentuna", "A-18", option)
    for network in NAMES:
        place = OthersFacts(network=network, personal_data=True)
        assert len(asked.rules_for("network_responsibility", place, NOW.date())) == 1, network
    assert cited(asked, OthersFacts(network="pinterest", personal_data=True)) == {"V-111"}


SAME = {"responsible_manager": "a", "communications_manager": "a"}
QUIET = ActivityFacts(
    network="x", last_activity=date(2026, 9, 1), posts_by_day={date(2026, 9, 1): 1}
)
READINGS: tuple[tuple[str, str, str, Place, bool, bool], ...] = (
    (
        "vallentuna",
        "A-15",
        "once",
        SnapshotFacts(network="x", taken=(date(2025, 11, 2),)),
        True,
        False,
    ),
    (
        "vallentuna",
        "A-18",
        "like_twitter",
        OthersFacts(network="threads", personal_data=True),
        True,
        False,
    ),
    (
        "goteborg",
        "A-22",
        "together",
        BenefitFacts(network="x", received=False, bought=True),
        False,
        True,
    ),
    (
        "goteborg",
        "A-24",
        "people",
        ClosingFacts(
            network="x",
            reason="poor_results",
            step="notify",
            done=frozenset({"merge", "decide"}),
            decisions=SAME,
            consulted=frozenset({"web_strategist"}),
            notice_parts=frozenset({"reason", "referral"}),
        ),
        False,
        True,
    ),
    ("goteborg", "A-27", "little", QUIET, False, True),
    (
        "malmo",
        "M1-52",
        "youtube",
        CheckFacts(network="x", what="review", last_done=date(2025, 1, 1)),
        True,
        False,
    ),
)


@pytest.mark.parametrize(
    ("name", "choice", "option", "facts", "proposed", "other"),
    READINGS,
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_reading_of_an_unclear_clause_has_its_own_answer(
    name: str, choice: str, option: str, facts: Place, proposed: bool, other: bool
) -> None:
    assert bool(engine(name).check(facts, NOW)) == proposed
    assert bool(read(name, choice, option).check(facts, NOW)) == other


PROVBODA: dict[str, Any] = {
    "pack": {"municipality": "provboda", "name": "Provboda", "version": "1"},
    "document": [{"key": "regler", "title": "Provboda kommuns regler"}],
    "office": {"hours": {"mon": ["08:00-17:00"]}},
}


def fifth(*given: dict[str, Any]) -> Engine:
    """A municipality of its own with the rules."""
    made = [
        {
            "id": f"provboda.{number}",
            "cite": {"document": "regler"},
            "message": "Det saknas något.",
            "verdict": "stop",
            **rule,
        }
        for number, rule in enumerate(given)
    ]
    return engine_of(load_content(canonical({**PROVBODA, "rule": made})))


def test_a_fifth_municipality_has_three_deciders_and_a_review_each_quarter() -> None:
    three = ("nearest_manager", "head_of_communications", "board")
    asked = fifth(
        {
            "kind": "deciders",
            "params": {"matter": "start", "roles": three, "different_people": True},
            "example": [
                {
                    "name": "Två av tre",
                    "facts": {
                        "network": "x",
                        "step": "start",
                        "decisions": {"nearest_manager": "a", "board": "b"},
                    },
                    "expected": "stop",
                }
            ],
        },
        {
            "kind": "recurring_check",
            "verdict": "warn",
            "params": {"what": "review", "months": 3, "grace_days": 7},
            "example": [
                {
                    "name": "Ett kvartal",
                    "facts": {"what": "review", "last_done": "2026-06-07"},
                    "expected": {"due": "2026-09-07", "late": "2026-09-14"},
                }
            ],
        },
    )

    def start(**decisions: str) -> bool:
        facts: DecisionFacts = ApplicationFacts(network="x", step="start", decisions=decisions)
        return not asked.check(facts, NOW)

    assert not start(nearest_manager="a", head_of_communications="b")
    assert not start(nearest_manager="a", head_of_communications="a", board="b")
    assert start(nearest_manager="a", head_of_communications="b", board="c")
    told = ChannelRules(asked, NOW).decision(ApplicationFacts(network="x"))
    assert told.outstanding == "närmaste chef, kommunikationschef och nämnden"
    review = ChannelRules(asked, NOW).next_check(
        CheckFacts(what="review", last_done=date(2026, 6, 7))
    )
    assert review is not None
    assert (review.on, review.late) == (date(2026, 9, 7), date(2026, 9, 14))


def test_what_may_be_changed_has_a_name_that_people_read() -> None:
    packs = [engine(name).pack for name in ("goteborg", "malmo", "stockholm", "vallentuna")]
    keys = {key for pack in packs for rule in pack.rules for key in rule.adjustable}
    assert {key for key in keys if key_in_words(key) == key} == set()


def test_the_rules_are_confirmed_where_they_are_a_steering_document() -> None:
    assert cited(engine("vallentuna"), PolicyFacts()) == {"V-02"}
    assert cited(engine("vallentuna"), PolicyFacts(confirmed=True)) == set()
    assert cited(engine("malmo"), PolicyFacts()) == set()

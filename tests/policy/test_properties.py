"""Whatever the values and the matter in hand: rules answer, and do not disturb each other."""

import os
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from tests.policy.packs import MUNICIPALITIES, engine

from torg.policy.channel_answers import ChannelRules
from torg.policy.channel_facts import ApplicationFacts, CheckFacts, ClosingFacts
from torg.policy.engine import Engine
from torg.policy.facts import ChannelFacts, InboundFacts, Place
from torg.policy.findings import Citation, Verdict
from torg.policy.kinds import KINDS
from torg.policy.pack import Pack
from torg.policy.rule import AppliesTo, Kind, Rule, Setting

F = TypeVar("F", bound=Place)
NETWORKS = ("facebook", "instagram", "x", "youtube", "linkedin", "threads", "bluesky", "mastodon")
CALM = settings(
    max_examples=400 if os.environ.get("FULL") else 20,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
DAYS = st.dates(date(2025, 1, 1), date(2030, 12, 31))
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 bounds are naive by rule
TEXTS = st.text(max_size=120)
KEYS = st.sampled_from(
    [
        "link",
        "image",
        "video",
        "graphic",
        "annat",
        "decide",
        "notify",
        "deregister",
        "launch",
        "review",
        "statistics",
        "preserve",
        "direct",
        "week",
        "nearest_manager",
        "purpose",
        "yes",
    ]
)
BY_TYPE: Mapping[Any, st.SearchStrategy[Any]] = {
    str: TEXTS | KEYS,
    int: st.integers(0, 400),
    bool | None: st.none() | st.booleans(),
    tuple[date, ...]: st.lists(DAYS, max_size=4).map(tuple),
    bool: st.booleans(),
    date | None: st.none() | DAYS,
    datetime: INSTANTS,
    datetime | None: st.none() | INSTANTS,
    frozenset[str]: st.frozensets(KEYS),
    str | None: st.none() | TEXTS,
    int | None: st.none() | st.integers(0, 120),
    frozenset[str] | None: st.none() | st.frozensets(st.sampled_from(["relevant", "title"])),
    Mapping[str, bool]: st.dictionaries(TEXTS, st.booleans(), max_size=3),
    Mapping[date, int]: st.dictionaries(DAYS, st.integers(0, 12), max_size=6),
    Mapping[str, str]: st.dictionaries(
        TEXTS | KEYS, st.sampled_from(["ok", "broken", "timeout", "yes"])
    ),
}


WRITTEN: Mapping[Any, st.SearchStrategy[Any]] = {
    str: st.sampled_from(["office_close", "09:30", "hälsningar", "Hej {first_name}!", "prov"]),
    int: st.integers(0, 400),
    bool: st.booleans(),
    time: st.times(),
    NoneType: st.none(),
}


def written(annotation: Any) -> st.SearchStrategy[Any]:
    """What might stand in a pack for the type: often right, sometimes not."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return st.sampled_from(parts)
    if origin is Annotated:
        patterns = [one.pattern for one in parts[1:] if getattr(one, "pattern", None)]
        return st.from_regex(patterns[0], fullmatch=True) if patterns else written(parts[0])
    if origin in {UnionType, Union}:
        return st.one_of([written(part) for part in parts])
    if origin is tuple:
        return st.lists(written(parts[0]), max_size=3)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        keys = {key: written(part.annotation) for key, part in annotation.model_fields.items()}
        asked = {key for key, part in annotation.model_fields.items() if part.is_required()}
        free = {key: found for key, found in keys.items() if key not in asked}
        return st.fixed_dictionaries({key: keys[key] for key in asked}, optional=free)
    return WRITTEN[annotation]


def facts_of(model: type[F]) -> st.SearchStrategy[F]:
    """Any facts of the type."""
    hints = get_type_hints(model)
    parts = {part.name: BY_TYPE[hints[part.name]] for part in fields(model)}
    return st.builds(model, **{**parts, "network": st.sampled_from(NETWORKS)})


def rule_of(kind: Kind, params: object) -> Rule:
    """A bare rule of the kind. params: raw, as a pack has them; skipped when they do not fit."""
    try:
        fitting = kind.params.model_validate(params)
    except ValidationError:
        assume(condition=False)
        raise
    return Rule(
        id=f"prov.{kind.name}",
        kind=kind.name,
        verdict=Verdict.WARN,
        applies_to=AppliesTo(),
        params=fitting,
        citation=Citation("Provets regler", ""),
        message=" ".join(f"{{{name}}}" for name in kind.placeholders) or "Prov.",
        reason="",
        help_key="",
        policy_basis="",
    )


@pytest.mark.parametrize("name", sorted(KINDS))
@given(data=st.data())
@CALM
def test_no_values_make_a_rule_raise(name: str, data: st.DataObject) -> None:
    kind = KINDS[name]
    rule = rule_of(kind, data.draw(written(kind.params)))
    assert kind.words(rule.params)
    facts = data.draw(st.one_of([facts_of(model) for model in kind.facts]))
    at = data.draw(INSTANTS)
    tools = engine("malmo").tools
    setting = Setting(at=at, on=tools.clock.local(at).date(), tools=tools)
    if kind.judge:
        finding = kind.judge(rule, facts, setting)
        assert finding is None or finding.rule_id == rule.id
    if kind.show:
        assert isinstance(kind.show(rule, facts, setting), dict)


EVERY = sorted({model for kind in KINDS.values() for model in kind.facts}, key=lambda m: m.__name__)


@given(
    name=st.sampled_from(MUNICIPALITIES),
    facts=st.one_of([facts_of(model) for model in EVERY]),
    at=INSTANTS,
    left_out=st.data(),
)
@CALM
def test_a_rule_more_or_less_changes_no_other_finding(
    name: str, facts: Place, at: datetime, left_out: st.DataObject
) -> None:
    whole = engine(name)
    gone = left_out.draw(st.sampled_from(whole.pack.rules))
    fewer = without(whole, gone)
    expected = [finding for finding in whole.check(facts, at) if finding.rule_id != gone.id]
    assert fewer.check(facts, at) == expected


@given(
    name=st.sampled_from(MUNICIPALITIES),
    facts=facts_of(InboundFacts),
    left_out=st.data(),
)
@CALM
def test_only_rules_about_answering_move_a_deadline(
    name: str, facts: InboundFacts, left_out: st.DataObject
) -> None:
    whole = engine(name)
    others = [rule for rule in whole.pack.rules if KINDS[rule.kind].area != "reply"]
    gone = left_out.draw(st.sampled_from(others))
    assert without(whole, gone).deadline(facts) == whole.deadline(facts)


def without(whole: Engine, gone: Rule) -> Engine:
    """The same rules but one."""
    rules = tuple(rule for rule in whole.pack.rules if rule.id != gone.id)
    values = {part.name: getattr(whole.pack, part.name) for part in fields(Pack)}
    return replace(whole, pack=Pack(**{**values, "rules": rules}))


@given(name=st.sampled_from(MUNICIPALITIES), at=INSTANTS, data=st.data())
@CALM
def test_no_facts_make_the_answers_on_a_channel_raise(
    name: str, at: datetime, data: st.DataObject
) -> None:
    asked = ChannelRules(engine(name), at)
    form = asked.application(data.draw(facts_of(ApplicationFacts)))
    assert len({question.key for question in form}) == len(form)
    closing, check = data.draw(facts_of(ClosingFacts)), data.draw(facts_of(CheckFacts))
    assert asked.closing(closing).notices >= 0
    assert asked.decision(closing).own_department in {True, False}
    found = asked.next_check(check)
    assert found is None or found.state in {"", "due", "overdue"}
    place = data.draw(facts_of(ChannelFacts))
    assert asked.responsibility(place).rule_id or asked.responsibility(place).responsible
    due = asked.crisis(place).due(at)
    assert due is None or due > at

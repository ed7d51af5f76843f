"""A pack's examples are its tests: facts in, the answer of that one rule out."""

from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from torg.policy.facts import Place
from torg.policy.instruments import OfficeClock
from torg.policy.kinds import KINDS
from torg.policy.pack import Pack, PackRefusedError
from torg.policy.pack_format import Example
from torg.policy.rule import Rule, Setting


def answer(rule: Rule, example: Example, setting: Setting) -> str | dict[str, Any]:
    """What the rule answers: a verdict or "pass", or the expected keys of its own answer."""
    facts = example_facts(rule, example, setting.tools.clock)
    kind = KINDS[rule.kind]
    if not rule.applies_to.covers(facts) or not rule.holds(setting.on):
        return "pass"
    if isinstance(example.expected, dict):
        shown = kind.show(rule, facts, setting) if kind.show else {}
        return {key: shown.get(key) for key in example.expected}
    finding = kind.judge(rule, facts, setting) if kind.judge else None  # type: ignore[arg-type]
    return finding.verdict.value if finding else "pass"


def example_facts(rule: Rule, example: Example, clock: OfficeClock) -> Place:
    """The example's facts; instants are written as wall time. Raises PackRefusedError."""
    types = {model.__name__: model for model in KINDS[rule.kind].facts}
    values = dict(example.facts)
    wanted = values.pop("type", next(iter(types)))
    where = f"regeln {rule.id}, exemplet {example.name}"
    if wanted not in types:
        raise PackRefusedError("exempel", where, f"okänd typ {wanted!r}")
    model = types[wanted]
    if unknown := values.keys() - {part.name for part in fields(model)}:
        raise PackRefusedError("exempel", where, f"okänd nyckel {', '.join(sorted(unknown))}")
    try:
        facts = TypeAdapter(model).validate_python(values)
    except ValidationError as error:
        raise PackRefusedError("exempel", where, str(error.errors()[0]["msg"])) from error
    walls: dict[str, Any] = {
        part.name: clock.instants_of(value)[0]
        for part in fields(facts)
        if isinstance(value := getattr(facts, part.name), datetime) and value.tzinfo is None
    }
    return replace(facts, **walls)


def failures(pack: Pack, setting: Setting) -> list[str]:
    """One Swedish sentence for each example whose rule answers otherwise."""
    found = []
    for rule in pack.rules:
        for example in pack.examples[rule.id]:
            given = answer(rule, example, day_of(example, setting))
            if given != example.expected:
                found.append(f"{rule.id}, {example.name}: väntade {example.expected}, fick {given}")
    return found


def day_of(example: Example, setting: Setting) -> Setting:
    """The setting at the example's own day and time."""
    wall = datetime.combine(example.on, example.at)
    return replace(setting, on=example.on, at=setting.tools.clock.instants_of(wall)[0])

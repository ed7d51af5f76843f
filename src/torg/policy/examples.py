"""A pack's examples are its tests: facts in, the answer of that one rule out."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from torg.policy.facts import Place
from torg.policy.instruments import Instruments, OfficeClock
from torg.policy.kinds import KINDS
from torg.policy.pack import Pack
from torg.policy.pack_format import Example
from torg.policy.remedies import nearest
from torg.policy.rule import Rule, Setting

_READERS: dict[type[Any], TypeAdapter[Place]] = {}


def answer(rule: Rule, example: Example, setting: Setting) -> str | dict[str, Any]:
    """What the rule answers: a verdict or "pass", or the expected keys of its own answer."""
    facts = example_facts(rule, example, setting.tools.clock)
    kind = KINDS[rule.kind]
    if not rule.applies_to.covers(facts) or not rule.holds(setting.on):
        return "pass"
    if isinstance(example.expected, dict):
        shown = kind.show(rule, facts, setting) if kind.show else {}
        return {key: shown.get(key) for key in example.expected}
    finding = kind.judge(rule, facts, setting) if kind.judge else None
    return finding.verdict.value if finding else "pass"


def example_facts(rule: Rule, example: Example, clock: OfficeClock) -> Place:
    """The example's facts; instants are written as wall time. Raises ValueError in Swedish."""
    types = {model.__name__: model for model in KINDS[rule.kind].facts}
    values = dict(example.facts)
    wanted = values.pop("type", next(iter(types)))
    if wanted not in types:
        raise ValueError(f"okänd typ {wanted!r}. {nearest(wanted, types)}")
    model: type[Any] = types[wanted]
    names = {part.name for part in fields(model)}
    if unknown := sorted(values.keys() - names):
        raise ValueError(f"okänd nyckel {unknown[0]}. {nearest(unknown[0], names)}")
    try:
        facts = _reader(model).validate_python(values)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"nyckeln {key}: {first['msg']}") from error
    walls: dict[str, Any] = {
        part.name: clock.instants_of(value)[0]
        for part in fields(facts)
        if isinstance(value := getattr(facts, part.name), datetime) and value.tzinfo is None
    }
    return replace(facts, **walls)


def _reader(model: type[Any]) -> TypeAdapter[Place]:
    # Building one takes longer than reading a hundred examples with it.
    if model not in _READERS:
        _READERS[model] = TypeAdapter(model)
    return _READERS[model]


def failures(pack: Pack, tools: Instruments) -> Iterator[tuple[str, int, str, str]]:
    """(rule, number of the example from 0, what is wrong, what would be right) of each failure.

    An adjusted rule is tried as the edition wrote it.
    """
    usual = Setting(at=datetime.min.replace(tzinfo=UTC), on=date.min, tools=tools)
    for rule in pack.rules:
        written = pack.as_written.get(rule.id, rule)
        for number, example in enumerate(pack.examples[rule.id]):
            if told := _failure(written, example, usual):
                yield (rule.id, number, *told)


def _failure(rule: Rule, example: Example, usual: Setting) -> tuple[str, str] | None:
    try:
        given = answer(rule, example, day_of(example, usual))
    except ValueError as error:
        return f"exemplet {example.name!r}: {str(error).removesuffix('.')}", ""
    if given == example.expected:
        return None
    why = f"exemplet {example.name!r} väntar {example.expected}, men regeln svarar {given}"
    return why, "Rätta regeln eller exemplet; de ska säga samma sak."


def day_of(example: Example, setting: Setting) -> Setting:
    """The setting at the example's own day and time."""
    wall = datetime.combine(example.on, example.at)
    return replace(setting, on=example.on, at=setting.tools.clock.instants_of(wall)[0])

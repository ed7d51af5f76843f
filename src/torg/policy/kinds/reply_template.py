"""A template with its parts in order, and which may not be empty (S-18, S-19)."""

from typing import Any

from pydantic import Field

from torg.policy.facts import Facts, ReplyFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Key, Strict, Text
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed


class Slot(Strict):
    """One part. required: never empty."""

    code: Key
    label: Text
    required: bool = False


class Params(Strict):
    """code: of the template. slots: in the order that they are read."""

    code: Key
    title: Text
    slots: tuple[Slot, ...] = Field(min_length=1)


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """The template is in use, and a part that it needs is empty."""
    params = rule.params_as(Params)
    if not isinstance(facts, ReplyFacts) or facts.template != params.code:
        return None
    missing = [
        slot.label
        for slot in params.slots
        if slot.required and not facts.slots.get(slot.code, "").strip()
    ]
    return rule.finding(setting.on, field="text", missing=listed(missing)) if missing else None


def show(rule: Rule, _facts: ReplyFacts, _setting: Setting) -> dict[str, Any]:
    """The parts in order."""
    return {"parts": [slot.label for slot in rule.params_as(Params).slots]}


def words(params: Params) -> str:
    """What the rule says."""
    return f"{params.title}: {listed([slot.label for slot in params.slots])}, i den ordningen."


KIND = Kind(
    name="reply_template",
    title="Svarsmallar",
    area="reply",
    words=words,
    params=Params,
    facts=(ReplyFacts,),
    judge=judge,
    show=show,
    placeholders={"missing": "bekräftelse"},
)

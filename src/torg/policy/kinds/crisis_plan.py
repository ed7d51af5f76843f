"""A plan names which function answers for what, and somebody holds each (S-31, S-33, S-34)."""

from typing import Any

from pydantic import Field

from torg.policy.channel_facts import CrisisFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.roles import Role, roles_in_words
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """functions: each has a named holder."""

    functions: tuple[Role, ...] = Field(min_length=1)


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """A function has no holder."""
    if not isinstance(facts, CrisisFacts):
        return None
    missing = [role for role in rule.params_as(Params).functions if role not in facts.holders]
    if not missing:
        return None
    return rule.finding(setting.on, field="functions", missing=roles_in_words(missing))


def show(rule: Rule, _facts: Place, _setting: Setting) -> dict[str, Any]:
    """The functions."""
    return {"functions": list(rule.params_as(Params).functions)}


def words(params: Params) -> str:
    """What the rule says."""
    return f"Krisplanen anger vem som är {roles_in_words(params.functions)}."


KIND = Kind(
    name="crisis_plan",
    title="Krisplan",
    area="crisis",
    words=words,
    params=Params,
    facts=(CrisisFacts,),
    judge=judge,
    show=show,
    answers={"functions": "funktioner"},
    placeholders={"missing": "pressansvarig"},
)

"""Hiding is a measure with the same evidence as removal (G-06, A-29)."""

from typing import Literal

from torg.policy.facts import Facts, RemovalFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """evidence_first: nothing is hidden before the evidence is sealed."""

    evidence_first: Literal[True]


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """It is to be hidden, and nothing is sealed."""
    if not isinstance(facts, RemovalFacts) or facts.measure != "hide" or facts.sealed_at:
        return None
    return rule.finding(setting.on, field="evidence")


def words(params: Params) -> str:
    """What the rule says."""
    return "Det som döljs har förseglat bevis först." if params.evidence_first else ""


KIND = Kind(
    name="hiding",
    title="Dölja",
    area="removal",
    words=words,
    single=True,
    params=Params,
    facts=(RemovalFacts,),
    judge=judge,
)

"""What is stored of everything received and drawn up (V-88, V-92, V-93, V-94)."""

from typing import Literal

from pydantic import Field

from torg.policy.facts import Facts, RecordFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed

Part = Literal[
    "direction", "parties", "time", "channel", "status", "author", "approver", "sender",
    "searchable",
]  # fmt: skip
_IN_WORDS = {
    "direction": "om den är inkommen eller upprättad",
    "parties": "parterna",
    "time": "tiden",
    "channel": "kanalen",
    "status": "hur den hålls ordnad",
    "author": "vem som skrev",
    "approver": "vem som godkände",
    "sender": "vem som skickade",
    "searchable": "det som behövs för att söka fram den",
}


class Params(Strict):
    """needs: for each record."""

    needs: tuple[Part, ...] = Field(min_length=1)


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """Something is not stored."""
    if not isinstance(facts, RecordFacts) or facts.known is None:
        return None
    needs = rule.params_as(Params).needs
    missing = [_IN_WORDS[part] for part in needs if part not in facts.known]
    return rule.finding(setting.on, missing=listed(missing)) if missing else None


def words(params: Params) -> str:
    """What the rule says."""
    return f"För varje handling sparas {listed([_IN_WORDS[part] for part in params.needs])}."


KIND = Kind(
    name="record_keeping",
    title="Vad som sparas om varje handling",
    area="record",
    words=words,
    params=Params,
    facts=(RecordFacts,),
    judge=judge,
    placeholders={"missing": "kanal"},
)

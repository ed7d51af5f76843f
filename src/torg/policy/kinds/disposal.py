"""What goes before disposal of what is of minor importance (V-107, A-17)."""

from typing import Literal

from pydantic import Field

from torg.policy.facts import Facts, RecordFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed

_IN_WORDS = {
    "legal_hold": "ett rättsligt stopp",
    "evidence": "att det är bevis",
    "registered": "att det är registrerat",
    "retention": "sin bevarandetid",
}


class Params(Strict):
    """keeps: what keeps a record, the strongest first."""

    keeps: tuple[Literal["legal_hold", "evidence", "registered", "retention"], ...] = Field(
        min_length=1
    )


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """It is about to be disposed of, and something keeps it."""
    if not isinstance(facts, RecordFacts) or not facts.disposing:
        return None
    keeps = {
        "legal_hold": facts.legal_hold,
        "evidence": facts.evidence,
        "registered": facts.registered,
        "retention": facts.kept_until is not None and setting.on < facts.kept_until,
    }
    held = next((_IN_WORDS[each] for each in rule.params_as(Params).keeps if keeps[each]), "")
    return rule.finding(setting.on, field="status", held=held) if held else None


def words(params: Params) -> str:
    """What the rule says."""
    kept = listed([_IN_WORDS[each] for each in params.keeps])
    return f"Handlingar av ringa betydelse gallras, men inte det som hålls av {kept}."


KIND = Kind(
    name="disposal",
    title="Gallring",
    area="record",
    words=words,
    single=True,
    params=Params,
    facts=(RecordFacts,),
    judge=judge,
    placeholders={"held": "ett rättsligt stopp"},
)

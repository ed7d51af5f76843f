"""Material from others is genuine, and may be published again (V-79)."""

from typing import Literal

from pydantic import Field

from torg.policy.facts import Facts, MediaFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed

_IN_WORDS = {"authentic": "äktheten kontrollerad", "permission": "lov av den som har rätten"}


class Params(Strict):
    """What is looked at before it is used."""

    checks: tuple[Literal["authentic", "permission"], ...] = Field(min_length=1)


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """It is not looked at."""
    if not isinstance(facts, MediaFacts) or facts.origin != "republished":
        return None
    seen = {"authentic": facts.authentic, "permission": facts.permission}
    missing = [_IN_WORDS[each] for each in rule.params_as(Params).checks if not seen[each]]
    return rule.finding(setting.on, field="origin", missing=listed(missing)) if missing else None


def words(params: Params) -> str:
    """What the rule says."""
    return f"Det som publiceras igen har: {listed([_IN_WORDS[each] for each in params.checks])}."


KIND = Kind(
    name="republication",
    title="Återpublicering",
    area="media",
    words=words,
    single=True,
    params=Params,
    facts=(MediaFacts,),
    judge=judge,
    placeholders={"missing": "äktheten kontrollerad"},
)

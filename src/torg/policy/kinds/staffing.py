"""Whether a channel can be kept up over time: people and hours (V-20)."""

from typing import Any

from pydantic import Field

from torg.policy.channel_facts import ApplicationFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import counted, listed


class Params(Strict):
    """editors: at least so many are named. weekly_hours: at least so many are set aside."""

    editors: int = Field(ge=1)
    weekly_hours: int = Field(default=0, ge=0)


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """Too few editors, or too little time."""
    if not isinstance(facts, ApplicationFacts) or facts.step == "platform":
        return None
    params = rule.params_as(Params)
    missing = []
    if facts.editors < params.editors:
        missing.append(counted(params.editors - facts.editors, "redaktör till", "redaktörer till"))
    if facts.weekly_hours < params.weekly_hours:
        missing.append("timmar i veckan")
    if not missing:
        return None
    return rule.finding(setting.on, field="editors", missing=listed(missing))


def show(rule: Rule, _facts: Place, _setting: Setting) -> dict[str, Any]:
    """The least of both."""
    return rule.params_as(Params).model_dump()


def words(params: Params) -> str:
    """What the rule says."""
    said = f"Minst {counted(params.editors, 'redaktör', 'redaktörer')} per kanal."
    hours = counted(params.weekly_hours, "timme", "timmar")
    return f"{said} Minst {hours} i veckan avsätts." if params.weekly_hours else said


KIND = Kind(
    name="staffing",
    title="Förutsättningar över tid",
    area="channel",
    words=words,
    single=True,
    params=Params,
    facts=(ApplicationFacts,),
    judge=judge,
    show=show,
    answers={"editors": "redaktörer", "weekly_hours": "timmar i veckan"},
    placeholders={"missing": "1 redaktör till"},
)

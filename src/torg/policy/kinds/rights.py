"""What a member of a channel's team may do, right by right (G-06)."""

from typing import Any, Literal

from pydantic import Field

from torg.policy.channel_facts import RightFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed

_IN_WORDS = {
    "publish": "publicera",
    "check": "kontrollera",
    "reply": "svara",
    "hide": "dölja",
    "remove": "ta bort",
    "archive": "arkivera",
}


class Params(Strict):
    """separate: rights that are given one by one."""

    separate: tuple[Literal["publish", "check", "reply", "hide", "remove", "archive"], ...] = Field(
        min_length=1
    )


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """Somebody does what they have no right to."""
    if not isinstance(facts, RightFacts):
        return None
    separate = rule.params_as(Params).separate
    if facts.right not in separate or facts.right in facts.held:
        return None
    return rule.finding(setting.on, field="right", right=_IN_WORDS[facts.right])


def show(rule: Rule, _facts: Place, _setting: Setting) -> dict[str, Any]:
    """The rights."""
    return {"separate": list(rule.params_as(Params).separate)}


def words(params: Params) -> str:
    """What the rule says."""
    rights = listed([_IN_WORDS[right] for right in params.separate])
    return f"Rätten att {rights} ges var för sig."


KIND = Kind(
    name="rights",
    title="Redaktionens rättigheter",
    area="access",
    words=words,
    params=Params,
    facts=(RightFacts,),
    judge=judge,
    show=show,
    answers={"separate": "ges var för sig"},
    codes=_IN_WORDS,
    placeholders={"right": "ta bort"},
)

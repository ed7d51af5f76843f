"""What follows from a channel's review (M1-53, M1-54)."""

from typing import Any, Literal

from torg.policy.channel_facts import ReviewFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.pack_format import Named, Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed


class Params(Strict):
    """outcome: that leads to a request to close. checklist: what is done with the material."""

    outcome: Literal["no_social_effect"]
    checklist: tuple[Named, ...] = ()


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """The outcome asks for a closing that nobody has requested yet."""
    if not isinstance(facts, ReviewFacts) or facts.closing_asked:
        return None
    if facts.outcome != rule.params_as(Params).outcome:
        return None
    return rule.finding(setting.on, field="outcome")


def show(rule: Rule, facts: ReviewFacts, _setting: Setting) -> dict[str, Any]:
    """Whether a closing is to be requested, and its checklist."""
    params = rule.params_as(Params)
    asked = facts.outcome == params.outcome
    return {
        "request_closing": asked,
        "checklist": [item.label for item in params.checklist] if asked else [],
    }


def words(params: Params) -> str:
    """What the rule says."""
    said = "En kanal utan social effekt uppmanas att stänga."
    items = listed([item.label for item in params.checklist])
    return f"{said} Därefter: {items}." if items else said


KIND = Kind(
    name="review_outcome",
    title="Omprövningens utfall",
    area="channel",
    words=words,
    params=Params,
    facts=(ReviewFacts,),
    judge=judge,
    show=show,
    answers={"request_closing": "uppmaning att stänga", "checklist": "därefter"},
)

"""A question that goes on to somebody else, or is referred (M1-11, S-07, V-52, V-53)."""

from typing import Any, Self

from pydantic import model_validator

from torg.policy.facts import Facts, ForwardFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """by: who sends it on. own_answer_first: whoever can answer does. acknowledge: the asker
    is told that it has been received. refer: what is not ours is referred to the right body.
    """

    by: str = ""
    own_answer_first: bool = False
    acknowledge: bool = False
    refer: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any(value for _, value in self):
            raise ValueError("regeln säger ingenting")
        return self


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """It goes on, and the asker is neither told nor is there a reason."""
    if not isinstance(facts, ForwardFacts) or not rule.params_as(Params).acknowledge:
        return None
    if facts.acknowledged or facts.reason.strip():
        return None
    return rule.finding(setting.on, field="acknowledgement")


def show(rule: Rule, _facts: ForwardFacts, _setting: Setting) -> dict[str, Any]:
    """What the rule states."""
    return rule.params_as(Params).model_dump(exclude_unset=True)


def words(params: Params) -> str:
    """What the rule says."""
    said = (
        (params.by, f"{params.by} skickar frågor vidare."),
        (params.own_answer_first, "Den som kan svara gör det själv."),
        (params.acknowledge, "Den som frågade får veta att frågan är mottagen."),
        (params.refer, "Det som inte är vårt hänvisas till rätt instans."),
    )
    return " ".join(sentence for stated, sentence in said if stated)


KIND = Kind(
    name="forwarding",
    title="Hur frågor skickas vidare",
    area="reply",
    words=words,
    params=Params,
    facts=(ForwardFacts,),
    judge=judge,
    show=show,
)

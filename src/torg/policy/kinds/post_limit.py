"""From which post of a day a limit speaks (M2-15): one rule warns, the next one stops."""

from typing import Self

from pydantic import Field, model_validator

from torg.policy.facts import Facts, PostFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import day_words


class Params(Strict):
    """The day's posts number from_post to to_post are concerned; without to_post, all after."""

    from_post: int = Field(ge=2)
    to_post: int | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to_post is not None and self.to_post < self.from_post:
            raise ValueError("to_post får inte vara mindre än from_post")
        return self


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """This post is among the day's posts that the rule is about."""
    if not isinstance(facts, PostFacts) or facts.planned_for is None:
        return None
    params = rule.params_as(Params)
    number = facts.posts_by_day.get(facts.planned_for, 0) + 1
    if number < params.from_post or (params.to_post is not None and number > params.to_post):
        return None
    return rule.finding(setting.on, field="day", number=number, day=day_words(facts.planned_for))


def words(params: Params) -> str:
    """What the rule says."""
    if params.to_post is None:
        return f"Från och med dagens inlägg nummer {params.from_post}."
    if params.to_post == params.from_post:
        return f"Dagens inlägg nummer {params.from_post}."
    return f"Dagens inlägg nummer {params.from_post} till {params.to_post}."


KIND = Kind(
    name="post_limit",
    title="Flera inlägg samma dag",
    area="post",
    words=words,
    params=Params,
    facts=(PostFacts,),
    judge=judge,
    placeholders={"number": 2, "day": "måndag 7 september"},
)

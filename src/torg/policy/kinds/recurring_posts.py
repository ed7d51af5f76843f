"""Kinds of posts that come back, as templates in the plan (G-11)."""

from typing import Any, Literal

from pydantic import Field

from torg.policy.channel_facts import PlanFacts
from torg.policy.pack_format import Strict, Text
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed

_A_YEAR = {"week": 52, "month": 12, "quarter": 4}
_OFTEN = {"week": "varje vecka", "month": "varje månad", "quarter": "varje kvartal"}


class Series(Strict):
    """One of them, and how often it comes."""

    title: Text
    every: Literal["week", "month", "quarter"]


class Params(Strict):
    """series: offered when a year is planned."""

    series: tuple[Series, ...] = Field(min_length=1)


def show(rule: Rule, _facts: PlanFacts, _setting: Setting) -> dict[str, Any]:
    """How many of each a year holds."""
    return {each.title: _A_YEAR[each.every] for each in rule.params_as(Params).series}


def words(params: Params) -> str:
    """What the rule says."""
    told = [f"{each.title} ({_OFTEN[each.every]})" for each in params.series]
    return f"Återkommer i planen: {listed(told)}."


KIND = Kind(
    name="recurring_posts",
    title="Återkommande inlägg",
    area="post",
    words=words,
    params=Params,
    facts=(PlanFacts,),
    show=show,
)

"""Who may have something published on a channel, and by which way (M1-16, M1-18, M1-23, M1-27)."""

from typing import Any, Literal

from torg.policy.facts import Place, PostFacts
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """way: everybody's wish is a request that the account's own people take up or decline."""

    whose: Literal["all_departments", "own_department"]
    way: Literal["request", "publish"]


def show(rule: Rule, _facts: Place, _setting: Setting) -> dict[str, Any]:
    """Who, and how."""
    params = rule.params_as(Params)
    return {"whose": params.whose, "way": params.way}


def words(params: Params) -> str:
    """What the rule says."""
    who = "Alla förvaltningar" if params.whose == "all_departments" else "Kanalens egen förvaltning"
    how = "begära" if params.way == "request" else "göra"
    return f"{who} får {how} inlägg på kanalen."


KIND = Kind(
    name="requesters",
    title="Vilka som får begära inlägg",
    area="post",
    words=words,
    params=Params,
    facts=(PostFacts,),
    show=show,
)

"""No number limits the posts of a day, where another network has one (M1-28)."""

from typing import Any, Literal

from torg.policy.facts import Place, PostFacts
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """unlimited: said aloud, which is something else than being silent."""

    unlimited: Literal[True]


def show(rule: Rule, _facts: Place, _setting: Setting) -> dict[str, Any]:
    """That there is none."""
    return {"unlimited": rule.params_as(Params).unlimited}


def words(params: Params) -> str:
    """What the rule says."""
    return "Inget tak för antalet inlägg om dagen." if params.unlimited else ""


KIND = Kind(
    name="post_freely",
    title="Utan tak",
    area="post",
    words=words,
    params=Params,
    facts=(PostFacts,),
    show=show,
)

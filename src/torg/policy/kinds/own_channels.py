"""The municipality's channels share each other's posts where it suits (V-39)."""

from typing import Any

from torg.policy.facts import Facts, Place, PostFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """allowed: a post from another channel of the municipality's own may be shared."""

    allowed: bool


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """Such a share where it is not allowed."""
    if not isinstance(facts, PostFacts) or not (facts.shared_from and facts.own_channel):
        return None
    return None if rule.params_as(Params).allowed else rule.finding(setting.on, field="share")


def show(rule: Rule, _facts: Place, _setting: Setting) -> dict[str, Any]:
    """Whether it is allowed."""
    return {"allowed": rule.params_as(Params).allowed}


def words(params: Params) -> str:
    """What the rule says."""
    shared = "delar gärna" if params.allowed else "delar inte"
    return f"Kommunens kanaler {shared} varandras inlägg."


KIND = Kind(
    name="own_channels",
    title="Dela från egna kanaler",
    area="post",
    words=words,
    single=True,
    params=Params,
    facts=(PostFacts,),
    judge=judge,
    show=show,
)

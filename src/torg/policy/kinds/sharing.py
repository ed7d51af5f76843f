"""Whether others' posts may be shared (M1-34 to M1-37, V-36)."""

from typing import Any

from torg.policy.facts import Facts, Place, PostFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """co_arranged: something arranged together with a named organisation is excepted."""

    allowed: bool
    co_arranged: bool = False


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """A share that is not allowed and not excepted."""
    if not isinstance(facts, PostFacts) or not facts.shared_from:
        return None
    params = rule.params_as(Params)
    if params.allowed or (params.co_arranged and facts.co_arranged_with.strip()):
        return None
    return rule.finding(setting.on, field="share")


def show(rule: Rule, _facts: Place, _setting: Setting) -> dict[str, Any]:
    """Whether sharing is allowed at all."""
    return {"allowed": rule.params_as(Params).allowed}


def words(params: Params) -> str:
    """What the rule says."""
    if params.allowed:
        return "Andras inlägg får delas."
    if params.co_arranged:
        return "Andras inlägg delas inte, utom när vi arrangerar något tillsammans."
    return "Andras inlägg delas inte."


KIND = Kind(
    name="sharing",
    title="Dela andras inlägg",
    area="post",
    words=words,
    single=True,
    params=Params,
    facts=(PostFacts,),
    judge=judge,
    show=show,
)

"""A sensitive post goes out only when we are ready to be questioned (V-29)."""

from torg.policy.facts import Facts, PostFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """answerer: a named person is asked for too."""

    answerer: bool


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """It is flagged, and we are not said to be ready."""
    if not isinstance(facts, PostFacts) or not facts.sensitive:
        return None
    named = not rule.params_as(Params).answerer or bool((facts.answerer or "").strip())
    if facts.ready_to_answer and named:
        return None
    return rule.finding(setting.on, field="sensitive")


def words(params: Params) -> str:
    """What the rule says."""
    who = " och någon är utsedd att svara" if params.answerer else ""
    return f"Ett känsligt inlägg går ut när vi är beredda på frågor{who}."


KIND = Kind(
    name="sensitive_post",
    title="Känsliga inlägg",
    area="post",
    words=words,
    params=Params,
    facts=(PostFacts,),
    judge=judge,
)

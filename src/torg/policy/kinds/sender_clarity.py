"""It is clear who the sender is when the material comes from outside (M1-36)."""

from torg.policy.facts import Facts, PostFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """external_only: asked of material from outside alone, else of every post."""

    external_only: bool = True


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """The sender is not told."""
    if not isinstance(facts, PostFacts) or facts.sender is None or facts.sender.strip():
        return None
    if rule.params_as(Params).external_only and not facts.shared_from:
        return None
    return rule.finding(setting.on, field="sender")


def words(params: Params) -> str:
    """What the rule says."""
    what = "Material utifrån" if params.external_only else "Varje inlägg"
    return f"{what} visar att kommunen är avsändare."


KIND = Kind(
    name="sender_clarity",
    title="Tydlig avsändare",
    area="post",
    words=words,
    params=Params,
    facts=(PostFacts,),
    judge=judge,
)

"""What comes from outside has its source checked, with care when it is about a person (V-85)."""

from torg.policy.facts import Facts, PostFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """about_person: the rule is the second question, asked when the post is about a person."""

    about_person: bool = False


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """The question has not been answered."""
    if not isinstance(facts, PostFacts) or not facts.shared_from:
        return None
    if rule.params_as(Params).about_person:
        unanswered = facts.about_person and not facts.person_considered
    else:
        unanswered = not facts.source_checked
    return rule.finding(setting.on, field="source") if unanswered else None


def words(params: Params) -> str:
    """What the rule says."""
    if params.about_person:
        return "Det som handlar om en person prövas särskilt innan det delas."
    return "Källan är kontrollerad innan något delas."


KIND = Kind(
    name="source_check",
    title="Källan",
    area="post",
    words=words,
    params=Params,
    facts=(PostFacts,),
    judge=judge,
)

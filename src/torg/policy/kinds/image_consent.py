"""Whoever can be told in an image is asked; asked and granted are two things (G-25, A-10)."""

from torg.policy.facts import Facts, MediaFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """granted: a yes is demanded too, else the answer is only noted."""

    granted: bool


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """Nobody was asked, the answer is not noted, or it is not the one that is needed."""
    if not isinstance(facts, MediaFacts) or not facts.identifiable:
        return None
    enough = {"granted"} if rule.params_as(Params).granted else {"granted", "refused"}
    if facts.asked_on is not None and facts.outcome in enough:
        return None
    return rule.finding(setting.on, field="consent")


def words(params: Params) -> str:
    """What the rule says."""
    told = " och har sagt ja" if params.granted else ", och dag och svar är antecknade"
    return f"Den som går att känna igen är tillfrågad{told}."


KIND = Kind(
    name="image_consent",
    title="Fråga den som syns",
    area="media",
    words=words,
    single=True,
    params=Params,
    facts=(MediaFacts,),
    judge=judge,
)

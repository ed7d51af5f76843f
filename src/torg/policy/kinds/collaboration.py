"""A partner that is part of the post is named and explained in it (G-53)."""

from torg.policy.facts import Facts, PostFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict, Text
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """offer: a line that may be put in, with {partner}."""

    offer: Text


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """A partner is given, and the words do not name it."""
    if not isinstance(facts, PostFacts):
        return None
    partner = facts.co_arranged_with.strip()
    if not partner or partner.casefold() in facts.text.casefold():
        return None
    offer = rule.params_as(Params).offer.replace("{partner}", partner)
    return rule.finding(setting.on, field="text", partner=partner, offer=offer)


def words(params: Params) -> str:
    """What the rule says."""
    offer = params.offer.replace("{partner}", "[den andra parten]")
    return f"Inlägget förklarar samarbetet, till exempel: {offer}"


KIND = Kind(
    name="collaboration",
    title="Samarbeten förklaras",
    area="post",
    words=words,
    params=Params,
    facts=(PostFacts,),
    judge=judge,
    placeholders={"partner": "Föreningen Exempel", "offer": "Tillsammans med dem."},
)

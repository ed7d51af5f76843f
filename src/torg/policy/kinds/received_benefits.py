"""Nobody is paid for what we publish, and nothing looks as if (G-49 to G-52).

Reach that we buy ourselves is another matter (`bought_reach`, A-22), unless `bought_counts`.
"""

from typing import Literal

from torg.policy.channel_facts import BenefitFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting

_WORDS = {
    "declared": "Varje inlägg anger om någon har fått betalt eller något gratis för det.",
    "none": "Ingen tar emot betalning eller gåvor för ett inlägg.",
    "no_brands": "Andras logotyper och produkter syns inte utan skäl.",
}


class Params(Strict):
    """asks: what is demanded. bought_counts: reach that we bought is advertising, too."""

    asks: Literal["declared", "none", "no_brands"]
    bought_counts: bool = False


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """The post does not meet what the rule asks."""
    if not isinstance(facts, BenefitFacts):
        return None
    params = rule.params_as(Params)
    wrong = {
        "declared": facts.received is None,
        "none": facts.received is True or (params.bought_counts and facts.bought),
        "no_brands": facts.brand and not facts.brand_reason.strip(),
    }
    at = "media" if params.asks == "no_brands" else "received"
    return rule.finding(setting.on, field=at) if wrong[params.asks] else None


def words(params: Params) -> str:
    """What the rule says."""
    bought = " Köpt spridning räknas dit." if params.bought_counts else ""
    return f"{_WORDS[params.asks]}{bought}"


KIND = Kind(
    name="received_benefits",
    title="Reklam och förmåner",
    area="reach",
    words=words,
    params=Params,
    facts=(BenefitFacts,),
    judge=judge,
)

"""Nobody is paid for what we publish, and nothing looks as if (G-49 to G-53).

Reach that we buy ourselves is another matter (`bought_reach`, A-22), unless `bought_counts`.
"""

from typing import Any, Literal

from torg.policy.channel_facts import BenefitFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting

_WORDS = {
    "declared": "Varje inlägg anger om någon har fått betalt eller något gratis för det.",
    "none": "Ingen tar emot betalning eller gåvor för ett inlägg.",
    "no_brands": "Andras logotyper och produkter syns inte utan skäl.",
    "explained": "Ett samarbete förklaras i inlägget.",
}


class Params(Strict):
    """asks: what is demanded. bought_counts: reach that we bought is advertising, too.

    template: a line to explain a collaboration with.
    """

    asks: Literal["declared", "none", "no_brands", "explained"]
    bought_counts: bool = False
    template: str = ""


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """The post does not meet what the rule asks."""
    if not isinstance(facts, BenefitFacts):
        return None
    params = rule.params_as(Params)
    wrong = {
        "declared": facts.received is None,
        "none": facts.received is True or (params.bought_counts and facts.bought),
        "no_brands": facts.brand and not facts.brand_reason.strip(),
        "explained": bool(facts.partner.strip()) and not facts.explained,
    }
    fields = {"declared": "received", "none": "received", "no_brands": "media"}
    if not wrong[params.asks]:
        return None
    partner = facts.partner.strip()
    return rule.finding(setting.on, field=fields.get(params.asks, "text"), partner=partner)


def show(rule: Rule, _facts: Place, _setting: Setting) -> dict[str, Any]:
    """The line that is offered."""
    return {"template": rule.params_as(Params).template}


def words(params: Params) -> str:
    """What the rule says."""
    return (
        f"{_WORDS[params.asks]} Köpt spridning räknas dit."
        if params.bought_counts
        else (_WORDS[params.asks])
    )


KIND = Kind(
    name="received_benefits",
    title="Reklam och förmåner",
    area="reach",
    words=words,
    params=Params,
    facts=(BenefitFacts,),
    judge=judge,
    show=show,
    placeholders={"partner": "Föreningen Exempel"},
)

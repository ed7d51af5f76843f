"""Whether we answer for what others publish on a network (V-111, V-113, G-29, A-18)."""

from typing import Any

from torg.policy.channel_facts import OthersFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """responsible: for others' words on our profile, too. Without a rule we are (A-18)."""

    responsible: bool


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """Somebody's personal data stands where we answer for it."""
    if not isinstance(facts, OthersFacts) or not facts.personal_data:
        return None
    if not rule.params_as(Params).responsible:
        return None
    return rule.finding(setting.on, field="personal_data")


def show(rule: Rule, _facts: Place, _setting: Setting) -> dict[str, Any]:
    """Whether we answer for it, and what can be done."""
    responsible = rule.params_as(Params).responsible
    way = "removal" if responsible else "report_to_network"
    return {"responsible": responsible, "way": way}


def words(params: Params) -> str:
    """What the rule says."""
    if params.responsible:
        return "Kommunen ansvarar också för det som andra skriver på den egna sidan."
    return "Kommunen ansvarar bara för det som den själv publicerar."


KIND = Kind(
    name="network_responsibility",
    title="Ansvar för andras inlägg",
    area="access",
    words=words,
    single=True,
    params=Params,
    facts=(OthersFacts,),
    judge=judge,
    show=show,
    answers={"responsible": "kommunen ansvarar", "way": "väg"},
    codes={"removal": "borttagning", "report_to_network": "anmälan till nätverket"},
)

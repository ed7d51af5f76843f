"""Somebody is asked, or gets the papers, before a matter is decided (M1-51, V-22, V-27, G-60,
G-69). They advise and do not decide.
"""

from typing import Any, Literal

from pydantic import Field

from torg.policy.channel_facts import ApplicationFacts, ClosingFacts, DecisionFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.kinds.deciders import MATTERS, ORDER, reached
from torg.policy.pack_format import Strict
from torg.policy.roles import Role, roles_in_words
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """roles: all of them. receives: the papers go to them first, instead of a word with them.

    above: for a start, only when there are at least so many channels on the network.
    """

    matter: Literal["start", "close"]
    roles: tuple[Role, ...] = Field(min_length=1)
    receives: bool = False
    above: int = Field(default=0, ge=0)


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """The matter is about to be decided, and one of them has not been heard."""
    params = rule.params_as(Params)
    if not isinstance(facts, MATTERS[params.matter]) or not concerns(params, facts):
        return None
    missing = [role for role in params.roles if role not in facts.consulted]
    if not missing or not reached(facts.step, "decide", ORDER[params.matter]):
        return None
    return rule.finding(setting.on, field="consulted", missing=roles_in_words(missing))


def concerns(params: Params, facts: DecisionFacts) -> bool:
    """Whether somebody is asked in this very matter."""
    return not isinstance(facts, ApplicationFacts) or facts.live_on_network >= params.above


def show(rule: Rule, facts: Place, _setting: Setting) -> dict[str, Any]:
    """Who is asked in the matter; nobody when it is about another."""
    params = rule.params_as(Params)
    asked = isinstance(facts, MATTERS[params.matter]) and concerns(params, facts)
    return {"roles": list(params.roles) if asked else [], "receives": params.receives}


def words(params: Params) -> str:
    """What the rule says."""
    matter = "Ansökan om ny kanal" if params.matter == "start" else "Stängningen"
    if params.receives:
        return f"{matter} går först till {roles_in_words(params.roles)}."
    asked = f"{matter} stäms av med {roles_in_words(params.roles)}."
    return f"{asked} Det gäller från kanal nummer {params.above + 1}." if params.above else asked


KIND = Kind(
    name="consultation",
    title="Råd före beslut",
    area="channel",
    words=words,
    params=Params,
    facts=(ApplicationFacts, ClosingFacts),
    judge=judge,
    show=show,
    answers={"roles": "tillfrågas", "receives": "får ansökan först"},
    placeholders={"missing": "Youtube-ansvarig"},
)

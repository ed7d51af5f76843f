"""Who decides that a channel is started or closed: a list of roles, one or many (V-19, V-25,
G-61, A-24).
"""

from typing import Any, Literal

from pydantic import Field

from torg.policy.channel_facts import ApplicationFacts, ClosingFacts, DecisionFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.roles import Role, roles_in_words
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import counted

ORDER = {
    "start": ("platform", "send", "decide", "start"),
    "close": ("start", "merge", "decide", "notify", "archive", "deregister"),
}
MATTERS: dict[str, type[DecisionFacts]] = {"start": ApplicationFacts, "close": ClosingFacts}


class Params(Strict):
    """roles: all of them agree. own_department: they belong to the channel's department.

    different_people: nobody counts for two roles. motive: a decision has a written reason.
    """

    matter: Literal["start", "close"]
    roles: tuple[Role, ...] = Field(min_length=1)
    own_department: bool = False
    different_people: bool = False
    motive: bool = False


def reached(step: str, wanted: str, order: tuple[str, ...]) -> bool:
    """Whether the step is the wanted one or comes after it; a strange step has reached all."""
    return step not in order or order.index(step) >= order.index(wanted)


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """The wrong person decides, or the matter goes on before all have agreed."""
    params = rule.params_as(Params)
    if not isinstance(facts, MATTERS[params.matter]):
        return None
    if facts.step == "decide":
        at = _wrong(params, facts)
        who = roles_in_words(params.roles)
        return rule.finding(setting.on, field=at, missing=who) if at else None
    if not reached(facts.step, "decide", ORDER[params.matter]):
        return None
    missing = outstanding(params, facts)
    return rule.finding(setting.on, field="decisions", missing=missing) if missing else None


def _wrong(params: Params, facts: DecisionFacts) -> str:
    """What is wrong with whoever tries to decide; "" when nothing is, or nobody tries."""
    if not facts.deciding_as:
        return ""
    if not facts.deciding_as & {*params.roles}:
        return "deciding_as"
    if params.own_department and facts.elsewhere:
        return "department"
    return "motive" if params.motive and not facts.motive.strip() else ""


def outstanding(params: Params, facts: DecisionFacts) -> str:
    """Who has not agreed yet, in words; "" when the matter is decided."""
    missing = [role for role in params.roles if not facts.decisions.get(role)]
    if missing:
        return roles_in_words(missing)
    people = {facts.decisions[role] for role in params.roles}
    if params.different_people and len(people) < len(set(params.roles)):
        return f"{counted(len(set(params.roles)), 'person', 'olika personer')}"
    return ""


def show(rule: Rule, facts: Place, _setting: Setting) -> dict[str, Any]:
    """The roles, and whether all have agreed."""
    params = rule.params_as(Params)
    if not isinstance(facts, MATTERS[params.matter]):
        return {"roles": [], "decided": False}
    return {"roles": list(params.roles), "decided": not outstanding(params, facts)}


def words(params: Params) -> str:
    """What the rule says."""
    matter = "En ny kanal beslutas" if params.matter == "start" else "Att stänga en kanal beslutas"
    where = " i den egna förvaltningen" if params.own_department else ""
    people = " De är olika personer." if params.different_people else ""
    motive = " Beslutet motiveras." if params.motive else ""
    return f"{matter} av {roles_in_words(params.roles)}{where}.{people}{motive}"


KIND = Kind(
    name="deciders",
    title="Vem som beslutar",
    area="channel",
    words=words,
    single=True,
    about=lambda params: str(params.matter),
    params=Params,
    facts=(ApplicationFacts, ClosingFacts),
    judge=judge,
    show=show,
    answers={"roles": "beslutas av", "decided": "beslutat"},
    placeholders={"missing": "närmaste chef"},
)

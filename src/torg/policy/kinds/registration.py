"""How a record is kept: in order, registered, or in the case it belongs to (A-13)."""

from typing import Any, Literal

from pydantic import Field

from torg.policy.facts import Facts, RecordFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed

Matter = Literal[
    "plain", "major_viewpoint", "secret", "criminal", "ongoing_case", "new_case", "criticism"
]
_MATTERS = {
    "plain": "det vanliga",
    "major_viewpoint": "större synpunkter",
    "secret": "sekretess",
    "criminal": "brott",
    "ongoing_case": "det som hör till ett pågående ärende",
    "new_case": "det som blir ett nytt ärende",
    "criticism": "kritik",
}
_STATUS = {
    "kept_in_order": "hålls ordnat utan registrering",
    "to_register": "registreras",
    "moved_to_case": "förs till ärendets vanliga handläggning",
    "ordinary_process": "följer samma väg som i andra kanaler",
}


class Params(Strict):
    """matters: what it is about. status: how that is kept. place: the office or system."""

    matters: tuple[Matter, ...] = Field(min_length=1)
    status: Literal["kept_in_order", "to_register", "moved_to_case", "ordinary_process"]
    place: str = ""


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """It is kept in another way."""
    if not isinstance(facts, RecordFacts) or not facts.status:
        return None
    params = rule.params_as(Params)
    if facts.matter not in params.matters or facts.status == params.status:
        return None
    return rule.finding(setting.on, field="status", wanted=_STATUS[params.status])


def show(rule: Rule, facts: RecordFacts, _setting: Setting) -> dict[str, Any]:
    """How the matter is kept, "" when the rule is not about it."""
    params = rule.params_as(Params)
    return {"kept": _STATUS[params.status] if facts.matter in params.matters else ""}


def words(params: Params) -> str:
    """What the rule says."""
    matters = listed([_MATTERS[each] for each in params.matters])
    place = f" ({params.place})" if params.place else ""
    return f"{matters.capitalize()}: {_STATUS[params.status]}{place}."


KIND = Kind(
    name="registration",
    title="Vad som diarieförs",
    area="record",
    words=words,
    params=Params,
    facts=(RecordFacts,),
    judge=judge,
    show=show,
    placeholders={"wanted": "registreras"},
)

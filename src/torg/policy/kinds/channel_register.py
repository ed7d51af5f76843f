"""The register of channels: who holds it, who changes it, who may read it (M2-09, M2-12, G-68,
V-96).
"""

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from torg.policy.channel_facts import RegisterFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.roles import Role, roles_in_words
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import counted, listed

_SHOWN = {
    "network": "nätverk",
    "name": "namn",
    "link": "länk",
    "department": "förvaltning",
    "changed": "dag för senaste ändring",
}


class Params(Strict):
    """owner: holds it and gets its orders; owner_edits: nobody else changes another department's
    row. public: anybody reads it; shown: what they see; within_minutes: how soon a live channel
    is there.
    """

    owner: Role | None = None
    owner_edits: bool = False
    public: bool = False
    shown: tuple[Literal["network", "name", "link", "department", "changed"], ...] = ()
    within_minutes: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any(value for _, value in self):
            raise ValueError("regeln säger ingenting")
        if self.owner_edits and self.owner is None:
            raise ValueError("owner_edits kräver owner")
        return self


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """Another department's row is changed by somebody who does not hold the register."""
    if not isinstance(facts, RegisterFacts) or facts.own_department or not facts.editor:
        return None
    params = rule.params_as(Params)
    if not params.owner_edits or params.owner in facts.editor:
        return None
    return rule.finding(setting.on, field="department")


def show(rule: Rule, _facts: Place, _setting: Setting) -> dict[str, Any]:
    """Owner and openness."""
    return rule.params_as(Params).model_dump(mode="json")


def words(params: Params) -> str:
    """What the rule says."""
    minutes = counted(params.within_minutes or 0, "minut", "minuter")
    said = (
        (params.owner, f"Registret hålls av {roles_in_words(filter(None, [params.owner]))}."),
        (params.owner_edits, "Bara de ändrar andra förvaltningars uppgifter."),
        (params.public, "Listan över kanaler är öppen för alla."),
        (params.shown, f"Den visar {listed([_SHOWN[part] for part in params.shown])}."),
        (params.within_minutes, f"En kanal som har startat står där inom {minutes}."),
    )
    return " ".join(sentence for stated, sentence in said if stated)


KIND = Kind(
    name="channel_register",
    title="Kanalregistret",
    area="channel",
    words=words,
    params=Params,
    facts=(RegisterFacts,),
    judge=judge,
    show=show,
    answers={
        "owner": "hålls av",
        "owner_edits": "bara de ändrar",
        "public": "öppet för alla",
        "shown": "visar",
        "within_minutes": "minuter från start",
    },
    codes=_SHOWN,
)

"""What the register knows of a channel before it is kept or goes live (M1-01, M1-12, M1-20, M2-07,
M2-11, S-01, V-26, V-73), and that it is nobody's private account (V-87).
"""

from typing import Any, Literal, Self

from pydantic import model_validator

from torg.policy.channel_facts import RegisterFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed

LABELS = {
    "accountable_manager": "ansvarig chef",
    "allowed_users": "vilka som får använda kontot",
    "contact": "kontaktperson",
    "department": "förvaltning",
    "goal": "mål",
    "page_responsible": "sidansvarig",
    "plan": "plan",
    "purpose": "syfte",
    "responsible": "ansvarig kommunikatör",
    "target_groups": "målgrupper",
    "tone": "kanalens ton",
    "usage": "hur kontot får användas",
}
Part = Literal[
    "accountable_manager",
    "allowed_users",
    "contact",
    "department",
    "goal",
    "page_responsible",
    "plan",
    "purpose",
    "responsible",
    "target_groups",
    "tone",
    "usage",
]


class Params(Strict):
    """required: what has a value. at: when it is asked for; save includes launch.

    official_only: a private account is not taken up.
    """

    required: tuple[Part, ...] = ()
    at: Literal["save", "launch"] = "save"
    official_only: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.required or self.official_only):
            raise ValueError("ange required eller official_only")
        return self


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """Something is missing, or the account is private."""
    if not isinstance(facts, RegisterFacts):
        return None
    params = rule.params_as(Params)
    if params.official_only and facts.private:
        return rule.finding(setting.on, field="private", missing="")
    missing = [part for part in params.required if part not in facts.filled]
    if not missing or (params.at == "launch" and facts.moment != "launch"):
        return None
    said = listed([LABELS[part] for part in missing])
    return rule.finding(setting.on, field=missing[0], missing=said)


def show(rule: Rule, _facts: Place, _setting: Setting) -> dict[str, Any]:
    """What is asked for, and when."""
    params = rule.params_as(Params)
    return {"required": list(params.required), "at": params.at}


def words(params: Params) -> str:
    """What the rule says."""
    when = "Innan kanalen startar" if params.at == "launch" else "Registret"
    parts = listed([LABELS[part] for part in params.required])
    said = (
        (params.required, f"{when} anges {parts}." if when != "Registret" else ""),
        (params.required, f"{when} anger {parts}." if when == "Registret" else ""),
        (params.official_only, "Privata konton tas inte upp."),
    )
    return " ".join(sentence for stated, sentence in said if stated and sentence)


KIND = Kind(
    name="register_entry",
    title="Uppgifter om kanalen",
    area="channel",
    words=words,
    params=Params,
    facts=(RegisterFacts,),
    judge=judge,
    show=show,
    answers={"required": "anges", "at": "senast"},
    codes={**LABELS, "save": "när raden sparas", "launch": "när kanalen startar"},
    placeholders={"missing": "syfte och mål"},
)

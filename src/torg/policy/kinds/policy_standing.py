"""How binding the rules are, which laws stand behind them, and where one reads about them (V-02,
S-08, S-41, M2-04, S-40).
"""

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from torg.policy.channel_facts import PolicyFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict, Text
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import counted, listed

_FORCE = {
    "account_policy": "en policy för kontona och en handbok",
    "steering_document": "ett antaget styrdokument",
    "guidance": "ett stöd",
    "example": "ett exempel som enheten kan ändra",
}


class Params(Strict):
    """force: how binding. confirmed: everybody with a role in a channel confirms it.

    laws: in words. searchable: the handbook is; page_age_months: after which it is gone through.
    """

    force: Literal["", "account_policy", "steering_document", "guidance", "example"] = ""
    confirmed: bool = False
    laws: tuple[Text, ...] = ()
    searchable: bool = False
    page_age_months: int | None = Field(default=None, ge=1, le=120)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any(value for _, value in self):
            raise ValueError("regeln säger ingenting")
        return self


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """An employee has not confirmed the rules."""
    if not isinstance(facts, PolicyFacts) or facts.confirmed:
        return None
    return rule.finding(setting.on) if rule.params_as(Params).confirmed else None


def show(rule: Rule, _facts: Place, _setting: Setting) -> dict[str, Any]:
    """What the rule states."""
    params = rule.params_as(Params)
    return params.model_dump(mode="json", include=set(params.model_fields_set))


def words(params: Params) -> str:
    """What the rule says."""
    months = counted(params.page_age_months or 0, "månad", "månader")
    said = (
        (params.force, f"Reglerna är {_FORCE.get(params.force, '')}."),
        (params.confirmed, "Den som har en roll i en kanal bekräftar att hen har läst dem."),
        (params.laws, f"De vilar på {listed(params.laws)}."),
        (params.searchable, "Handboken går att söka i."),
        (params.page_age_months, f"En sida i handboken ses över efter {months}."),
    )
    return " ".join(sentence for stated, sentence in said if stated)


KIND = Kind(
    name="policy_standing",
    title="Reglernas ställning",
    area="general",
    words=words,
    params=Params,
    facts=(PolicyFacts,),
    judge=judge,
    show=show,
    answers={
        "force": "ställning",
        "confirmed": "bekräftas",
        "laws": "vilar på",
        "searchable": "sökbar",
        "page_age_months": "månader till översyn",
    },
    codes=_FORCE,
)

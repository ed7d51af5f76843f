"""Guardians consent for a child up to an age (G-26, A-09)."""

from typing import Self

from pydantic import Field, model_validator

from torg.policy.facts import Facts, MediaFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """age: in years. inclusive: the age itself belongs to the guardians.

    both_at_age: at the age itself both guardians and the young person are asked.
    """

    age: int = Field(ge=1, le=18)
    inclusive: bool
    both_at_age: bool = False

    @model_validator(mode="after")
    def _one_boundary(self) -> Self:
        if self.inclusive and self.both_at_age:
            raise ValueError("både och gäller bara när åldern själv inte är vårdnadshavarnas")
        return self


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """The consent that the age asks for is not at hand."""
    if not isinstance(facts, MediaFacts) or facts.youngest is None or not facts.identifiable:
        return None
    params = rule.params_as(Params)
    at_age = facts.youngest == params.age
    child = facts.youngest < params.age or (params.inclusive and at_age)
    if child:
        agreed = facts.guardians
    else:
        agreed = not (params.both_at_age and at_age) or (facts.guardians and facts.own_consent)
    if agreed:
        return None
    return rule.finding(setting.on, field="guardians", age=params.age)


def words(params: Params) -> str:
    """What the rule says."""
    upto = "till och med" if params.inclusive else "under"
    both = f" Vid {params.age} år tillfrågas båda." if params.both_at_age else ""
    return f"Vårdnadshavare samtycker för barn {upto} {params.age} år.{both}"


KIND = Kind(
    name="guardian_age",
    title="Barn i bild",
    area="media",
    words=words,
    single=True,
    params=Params,
    facts=(MediaFacts,),
    judge=judge,
    placeholders={"age": 15},
)

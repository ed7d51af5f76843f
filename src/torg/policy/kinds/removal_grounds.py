"""On which grounds content is removed (G-31, G-32, G-38, V-63), law and policy apart."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from torg.policy.facts import Facts, RemovalFacts
from torg.policy.findings import Finding, Ground
from torg.policy.pack_format import Strict, Text
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed


class GroundForm(Strict):
    """One ground. law_code: the provision that makes it unlawful. See findings.Ground."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z_]{3,40}$")]
    label: Text
    law_code: str = ""
    no_copy: bool = False
    police: bool = False
    hand_over: bool = False
    registered: bool = False


class Params(Strict):
    """The same for all its grounds: mandatory or a judgement, clock, written assessment."""

    mandatory: bool
    clock: bool
    assessment: bool = False
    grounds: tuple[GroundForm, ...] = Field(min_length=1)


def grounds(rule: Rule, on: date) -> list[Ground]:
    """The rule's grounds as they stood on the day."""
    params = rule.params_as(Params)
    return [
        Ground(
            code=form.code,
            label=form.label,
            mandatory=params.mandatory,
            legal_basis=rule.legal_basis(on),
            policy_basis=rule.policy_basis,
            citation=rule.citation,
            clock=params.clock,
            assessment=params.assessment,
            no_copy=form.no_copy,
            police=form.police,
            law_code=form.law_code,
            hand_over=form.hand_over,
            registered=form.registered,
        )
        for form in params.grounds
    ]


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """A ground of this rule is chosen without the assessment it asks for."""
    if not isinstance(facts, RemovalFacts) or facts.assessment.strip():
        return None
    params = rule.params_as(Params)
    chosen = next((form for form in params.grounds if form.code == facts.ground), None)
    if chosen is None or not params.assessment:
        return None
    return rule.finding(setting.on, field="assessment", ground=chosen.label)


def show(rule: Rule, _facts: RemovalFacts, setting: Setting) -> dict[str, Any]:
    """Codes, and whether they are mandatory."""
    found = grounds(rule, setting.on)
    return {"codes": [ground.code for ground in found], "mandatory": found[0].mandatory}


def words(params: Params) -> str:
    """What the rule says."""
    how = "Ska bort" if params.mandatory else "Bedöms i varje fall"
    return f"{how}: {listed([ground.label for ground in params.grounds])}."


KIND = Kind(
    name="removal_grounds",
    title="Grunder för borttagning",
    area="removal",
    words=words,
    params=Params,
    facts=(RemovalFacts,),
    judge=judge,
    show=show,
    placeholders={"ground": "skräppost"},
)

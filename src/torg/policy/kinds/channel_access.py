"""Who gets into a channel, how safely, and that leavers are let out (M1-42, S-37, S-38)."""

from typing import Any, Self

from pydantic import model_validator

from torg.policy.channel_facts import AccessFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.roles import Role, roles_in_words
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """two_factor: every right has a second factor. offboarding: a leaver's rights are removed
    one by one and the desk is closed at once. granted_by: one of the roles grants.
    """

    two_factor: bool = False
    offboarding: bool = False
    granted_by: tuple[Role, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any(value for _, value in self):
            raise ValueError("regeln säger ingenting")
        return self


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """The right is unsafe, outlives its person, or was granted by somebody else."""
    if not isinstance(facts, AccessFacts) or facts.removed:
        return None
    params = rule.params_as(Params)
    strangers = params.granted_by and not facts.granted_by & {*params.granted_by}
    faults = (
        ("two_factor", params.two_factor and facts.two_factor is not True),
        ("left", params.offboarding and facts.left),
        ("granted_by", strangers),
    )
    at = next((field for field, found in faults if found), None)
    return rule.finding(setting.on, field=at) if at else None


def show(rule: Rule, _facts: Place, _setting: Setting) -> dict[str, Any]:
    """What is asked for."""
    return rule.params_as(Params).model_dump(mode="json")


def words(params: Params) -> str:
    """What the rule says."""
    said = (
        (params.two_factor, "Den som kommer åt kanalen loggar in med tvåfaktor."),
        (params.offboarding, "När någon slutar tas varje behörighet bort och bekräftas."),
        (params.granted_by, f"Behörighet ges av {roles_in_words(params.granted_by)}."),
    )
    return " ".join(sentence for stated, sentence in said if stated)


KIND = Kind(
    name="channel_access",
    title="Behörighet till kanalen",
    area="access",
    words=words,
    params=Params,
    facts=(AccessFacts,),
    judge=judge,
    show=show,
    answers={
        "two_factor": "tvåfaktor",
        "offboarding": "tas bort när någon slutar",
        "granted_by": "ges av",
    },
)

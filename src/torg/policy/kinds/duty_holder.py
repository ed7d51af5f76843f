"""Who has a task, as a role and never as a name (M1-12, M1-31, V-58, V-102)."""

from typing import Any, Literal

from torg.policy.facts import ChannelFacts, Place
from torg.policy.pack_format import Strict, Text
from torg.policy.rule import Kind, Rule, Setting

_TASKS = {
    "day_conflict": "avgör när två vill ha samma dag",
    "dialogue": "ansvarar för inlägg och dialog",
    "registration": "hjälper till att registrera",
    "registration_doubt": "tillfrågas när det är oklart om något ska registreras",
}


class Params(Strict):
    """task: what it is about; who: the role in the municipality's words."""

    task: Literal["day_conflict", "dialogue", "registration", "registration_doubt"]
    who: Text


def show(rule: Rule, _facts: Place, _setting: Setting) -> dict[str, Any]:
    """The role."""
    return {"by": rule.params_as(Params).who}


def words(params: Params) -> str:
    """What the rule says."""
    return f"{params.who} {_TASKS[params.task]}."


KIND = Kind(
    name="duty_holder",
    title="Vem som har uppgiften",
    area="reply",
    words=words,
    params=Params,
    facts=(ChannelFacts,),
    show=show,
)

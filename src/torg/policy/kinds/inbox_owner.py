"""Who takes what comes in, by the way it came (M1-25, M1-26, A-31)."""

from typing import Any, Literal

from torg.policy.channel_facts import RoutingFacts
from torg.policy.pack_format import Strict
from torg.policy.roles import Role, roles_in_words
from torg.policy.rule import Kind, Rule, Setting

_WAYS = {"direct": "Direktmeddelanden", "comment": "Kommentarer", "mention": "Omnämnanden"}


class Params(Strict):
    """way: how it came. questions_only: the rule is silent about other kinds of message."""

    way: Literal["direct", "comment", "mention"]
    owner: Role
    questions_only: bool = False


def takes(params: Params, facts: RoutingFacts) -> bool:
    """Whether the owner takes what came in."""
    return facts.way == params.way and not (params.questions_only and facts.kind != "question")


def show(rule: Rule, facts: RoutingFacts, _setting: Setting) -> dict[str, Any]:
    """The owner, "" when the rule is not about it."""
    params = rule.params_as(Params)
    return {"owner": params.owner if takes(params, facts) else ""}


def words(params: Params) -> str:
    """What the rule says."""
    which = " som är frågor" if params.questions_only else ""
    return f"{_WAYS[params.way]}{which} tas om hand av {roles_in_words([params.owner])}."


KIND = Kind(
    name="inbox_owner",
    title="Vem som tar det som kommer in",
    area="reply",
    words=words,
    single=True,
    about=lambda params: str(params.way),
    params=Params,
    facts=(RoutingFacts,),
    show=show,
    answers={"owner": "tas om hand av"},
)

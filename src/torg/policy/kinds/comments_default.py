"""Comments are open or closed on a new channel, and the other needs a reason (V-50)."""

from typing import Any

from torg.policy.channel_facts import RegisterFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """open: how a new channel is."""

    open: bool


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """The channel is the other way round, without a reason."""
    if not isinstance(facts, RegisterFacts) or facts.comments_reason.strip():
        return None
    if facts.comments_open == rule.params_as(Params).open:
        return None
    return rule.finding(setting.on, field="comments")


def show(rule: Rule, _facts: Place, _setting: Setting) -> dict[str, Any]:
    """How a new channel is."""
    return {"open": rule.params_as(Params).open}


def words(params: Params) -> str:
    """What the rule says."""
    usual, other = ("öppna", "stänga") if params.open else ("stängda", "öppna")
    return f"Kommentarerna är {usual} från början. Att {other} dem kräver ett skäl."


KIND = Kind(
    name="comments_default",
    title="Kommentarer på eller av",
    area="channel",
    words=words,
    single=True,
    params=Params,
    facts=(RegisterFacts,),
    judge=judge,
    show=show,
    answers={"open": "öppna från början"},
)

"""Replies come from the channel's own account (V-54)."""

from typing import Literal

from torg.policy.facts import Facts, ReplyFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """account: whose."""

    account: Literal["channel"]


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """The reply goes out from another account."""
    if not isinstance(facts, ReplyFacts) or facts.sender is None:
        return None
    return None if facts.sender == facts.channel else rule.finding(setting.on, field="sender")


def words(params: Params) -> str:
    """What the rule says."""
    told = {"channel": "Svar går alltid ut från kanalens officiella konto."}
    return told[params.account]


KIND = Kind(
    name="reply_sender",
    title="Avsändare av svar",
    area="reply",
    words=words,
    single=True,
    params=Params,
    facts=(ReplyFacts,),
    judge=judge,
)

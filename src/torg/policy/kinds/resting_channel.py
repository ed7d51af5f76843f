"""A question on a dormant channel surfaces the same day (G-59)."""

from typing import Literal

from torg.policy.facts import Facts, InboundFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """told: who is alerted."""

    told: Literal["owner"]


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """Something came in on a channel that rests."""
    if not isinstance(facts, InboundFacts) or not facts.resting:
        return None
    return rule.finding(setting.on)


def words(params: Params) -> str:
    """What the rule says."""
    told = {"owner": "Kanalens ansvariga får veta det samma dag."}
    return f"Skriver någon på en vilande kanal gäller svarstiden ändå. {told[params.told]}"


KIND = Kind(
    name="resting_channel",
    title="Frågor på en vilande kanal",
    area="watch",
    words=words,
    params=Params,
    facts=(InboundFacts,),
    judge=judge,
)

"""A channel where others can write has somebody who watches it (G-29)."""

from pydantic import Field

from torg.policy.facts import ChannelFacts, Facts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import counted


class Params(Strict):
    """least: how many have it on their watch."""

    least: int = Field(default=1, ge=1, le=20)


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """Comments are open, and too few watch."""
    if not isinstance(facts, ChannelFacts) or not facts.comments_open or facts.watchers is None:
        return None
    least = rule.params_as(Params).least
    if facts.watchers >= least:
        return None
    return rule.finding(setting.on, field="watch", least=least)


def words(params: Params) -> str:
    """What the rule says."""
    least = counted(params.least, "person", "personer")
    return f"En kanal med öppna kommentarer bevakas av minst {least}."


KIND = Kind(
    name="watch_cover",
    title="Någon har uppsikten",
    area="watch",
    words=words,
    params=Params,
    facts=(ChannelFacts,),
    judge=judge,
    placeholders={"least": 1},
)

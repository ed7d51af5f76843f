"""When a channel is so silent that it is proposed for closing (G-54, G-57, A-27)."""

from datetime import timedelta
from typing import Any

from pydantic import Field

from torg.policy.channel_facts import ActivityFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import counted


class Params(Strict):
    """days: looked back. fewer_than: so few posts of ours count as silence; None = no activity
    at all.
    """

    days: int = Field(ge=1, le=3650)
    fewer_than: int | None = Field(default=None, ge=1)


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """The channel has been live for the whole time and silent."""
    if not isinstance(facts, ActivityFacts):
        return None
    params = rule.params_as(Params)
    begins = setting.on - timedelta(days=params.days)
    if facts.since is not None and facts.since > begins:
        return None
    if params.fewer_than is None:
        quiet = facts.last_activity is None or facts.last_activity <= begins
    else:
        posts = sum(n for day, n in facts.posts_by_day.items() if begins < day <= setting.on)
        quiet = posts < params.fewer_than
    return rule.finding(setting.on, field="state", days=params.days) if quiet else None


def show(rule: Rule, _facts: Place, _setting: Setting) -> dict[str, Any]:
    """The time looked back."""
    return {"days": rule.params_as(Params).days}


def words(params: Params) -> str:
    """What the rule says."""
    days = counted(params.days, "dag", "dagar")
    if params.fewer_than is None:
        return f"En kanal utan aktivitet på {days} föreslås för stängning."
    return f"Färre än {params.fewer_than} inlägg på {days} ger ett förslag om stängning."


KIND = Kind(
    name="inactivity",
    title="Tyst kanal",
    area="channel",
    words=words,
    single=True,
    params=Params,
    facts=(ActivityFacts,),
    judge=judge,
    show=show,
    answers={"days": "dagar"},
    placeholders={"days": 90},
)

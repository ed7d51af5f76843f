"""A person is kept out in serious cases, on a ground, until it is tried again (V-66, A-25)."""

from datetime import timedelta

from pydantic import Field

from torg.policy.facts import BlockFacts, Facts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import counted


class Params(Strict):
    """review_days: the block is tried again within so many."""

    review_days: int = Field(ge=1, le=730)


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """Ground, decider or a day of review in time is missing."""
    if not isinstance(facts, BlockFacts):
        return None
    days = rule.params_as(Params).review_days
    last = setting.on + timedelta(days=days)
    in_time = facts.review_on is not None and setting.on < facts.review_on <= last
    if facts.ground.strip() and facts.decider.strip() and in_time:
        return None
    return rule.finding(setting.on, field="block", days=days)


def words(params: Params) -> str:
    """What the rule says."""
    days = counted(params.review_days, "dag", "dagar")
    decided = "på en grund, av en utsedd beslutsfattare, med omprövning"
    return f"En person kan blockeras {decided} inom {days}."


KIND = Kind(
    name="blocking",
    title="Blockera en person",
    area="removal",
    words=words,
    single=True,
    params=Params,
    facts=(BlockFacts,),
    judge=judge,
    placeholders={"days": 90},
)

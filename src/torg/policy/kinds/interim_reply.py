"""When no answer can be had in time: an interim reply, and when we are back (V-60)."""

from datetime import datetime
from typing import Any

from pydantic import Field

from torg.policy.facts import InboundFacts
from torg.policy.findings import FollowUp
from torg.policy.instruments import OfficeClock
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import counted, instant_words


class Params(Strict):
    """follow_up_working_days: until the next word, counted from the interim reply."""

    follow_up_working_days: int = Field(ge=1, le=60)


def follow_up(rule: Rule, at: datetime, clock: OfficeClock) -> FollowUp:
    """When we have promised to be back: the end of the last of those working days."""
    days = rule.params_as(Params).follow_up_working_days
    day = clock.local(at).date()
    for _step in range(days):
        day = clock.next_working_day(day)
    due = clock.end_of_office_day(day)
    count = counted(days, "arbetsdag", "arbetsdagar")
    steps = (f"Nytt besked inom {count}, senast {instant_words(clock.local(due))}.",)
    return FollowUp(due, (*steps, rule.local_setting), rule.id, rule.citation)


def show(rule: Rule, facts: InboundFacts, setting: Setting) -> dict[str, Any]:
    """The promise as wall time, for an interim reply sent when the question came."""
    clock = setting.tools.clock
    return {"back": f"{clock.local(follow_up(rule, facts.arrived_at, clock).at):%Y-%m-%d %H:%M}"}


def words(params: Params) -> str:
    """What the rule says."""
    days = counted(params.follow_up_working_days, "arbetsdag", "arbetsdagar")
    return f"Dröjer svaret får den som frågade besked, och nytt besked inom {days}."


KIND = Kind(
    name="interim_reply",
    title="Besked när svaret dröjer",
    area="reply",
    words=words,
    single=True,
    params=Params,
    facts=(InboundFacts,),
    show=show,
)

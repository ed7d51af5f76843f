"""What comes in on a holiday is answered the next working day (S-17)."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from torg.policy.facts import InboundFacts
from torg.policy.findings import Deadline
from torg.policy.instruments import OfficeClock
from torg.policy.kinds.reply_deadline import arrival
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import instant_words

_SUNDAY = 6


class Params(Strict):
    """days: holidays and Sundays, or every day on which the office is closed."""

    days: Literal["holidays", "closed_days"]


def moved(rule: Rule, facts: InboundFacts, found: Deadline, setting: Setting) -> Deadline:
    """The deadline as the holiday rule sets it; unchanged on other days."""
    clock = setting.tools.clock
    day = clock.local(facts.arrived_at).date()
    if clock.is_working_day(day):
        return found
    if rule.params_as(Params).days == "holidays" and not (
        clock.holiday_name(day) or day.weekday() == _SUNDAY
    ):
        return found
    limit = clock.end_of_office_day(clock.next_working_day(day))
    steps = [arrival(facts.arrived_at, clock), _answered(limit, clock)]
    if rule.local_setting:
        steps.append(rule.local_setting)
    return replace(
        found,
        target=None,
        limit=limit,
        explanation=tuple(steps),
        rule_id=rule.id,
        citation=rule.citation,
        help_key=rule.help_key or found.help_key,
        local_setting=bool(rule.local_setting),
    )


def _answered(limit: datetime, clock: OfficeClock) -> str:
    words = instant_words(clock.local(limit))
    return f"Svar ges närmaste arbetsdag, senast {words} när kontoret stänger."


def show(rule: Rule, facts: InboundFacts, setting: Setting) -> dict[str, Any]:
    """The limit as wall time, "" when the rule leaves the day alone."""
    found = moved(rule, facts, Deadline(None, None, ()), setting)
    local = setting.tools.clock.local
    return {"limit": f"{local(found.limit):%Y-%m-%d %H:%M}" if found.limit else ""}


def words(params: Params) -> str:
    """What the rule says."""
    which = (
        "En helgdag eller söndag" if params.days == "holidays" else "En dag när kontoret är stängt"
    )
    return f"{which} besvaras det som kommit in närmaste arbetsdag."


KIND = Kind(
    name="holiday_rule",
    title="Inkommet på helgdag",
    area="reply",
    words=words,
    single=True,
    params=Params,
    facts=(InboundFacts,),
    show=show,
)

"""Rounds of watch over a channel (M1-09, M1-10, G-36, G-37, V-97)."""

from datetime import date
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from torg.policy.facts import ChannelFacts
from torg.policy.findings import Duty
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import counted


class Params(Strict):
    """rounds: per day; 0 only together with office_hours. by: who, "" = the channel's own.

    office_hours: to be kept under watch while the office is open, if comments are open.
    """

    rounds: int = Field(ge=0)
    days: Literal["working_days", "all_days"]
    by: str = ""
    spacing_minutes: int | None = Field(default=None, ge=1)
    office_hours: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.rounds and not self.office_hours:
            raise ValueError("rounds får vara 0 bara när office_hours är true")
        return self


def duty(rule: Rule, facts: ChannelFacts, day: date, setting: Setting) -> Duty | None:
    """What is to be done on the day; None when nothing is."""
    params, clock = rule.params_as(Params), setting.tools.clock
    if params.days == "working_days" and not clock.is_working_day(day):
        return None
    hours = tuple(clock.open_intervals(day)) if params.office_hours and facts.comments_open else ()
    if not params.rounds and not hours:
        return None
    return Duty(
        rule_id=rule.id,
        day=day,
        rounds=params.rounds,
        by=params.by,
        message=f"{rule.message.format(rounds=params.rounds)} {rule.reason}".strip(),
        citation=rule.citation,
        spacing_minutes=params.spacing_minutes,
        open_hours=hours,
        help_key=rule.help_key,
    )


def show(rule: Rule, facts: ChannelFacts, setting: Setting) -> dict[str, Any]:
    """Rounds and watched intervals of the example's day."""
    found = duty(rule, facts, setting.on, setting)
    if found is None:
        return {"rounds": 0, "open_hours": []}
    local = setting.tools.clock.local
    hours = [f"{local(start):%H:%M}-{local(end):%H:%M}" for start, end in found.open_hours]
    return {"rounds": found.rounds, "open_hours": hours, "by": found.by}


def words(params: Params) -> str:
    """What the rule says."""
    days = "varje arbetsdag" if params.days == "working_days" else "varje dag"
    who = params.by or "Kanalens ansvariga"
    said = (
        f"{who} bevakar {counted(params.rounds, 'gång', 'gånger')} {days}." if params.rounds else ""
    )
    open_hours = "Öppna kommentarer följs hela kontorstiden." if params.office_hours else ""
    return f"{said} {open_hours}".strip()


KIND = Kind(
    name="watch_rounds",
    title="Bevakningsronder",
    area="watch",
    words=words,
    params=Params,
    facts=(ChannelFacts,),
    show=show,
    placeholders={"rounds": 3},
)

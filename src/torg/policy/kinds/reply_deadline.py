"""When a resident is to have an answer, in the four readings of the guidelines.

same_day (G-22): the day it was asked; after the cut-off, or on a day off, it counts as asked
at the next opening (A-05). same_day_or_next (V-59): wished the same day, at the latest the next
working day. elapsed_hours (S-16 reading A): clock hours that run around the clock on working
days only. office_hours (S-16 reading B): hours of open office added together (A-04).
"""

from datetime import date, datetime, timedelta
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from torg.policy.facts import InboundFacts
from torg.policy.findings import Deadline
from torg.policy.instruments import OfficeClock
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import day_words, instant_words, listed


class Params(Strict):
    """hours: for the two readings that count hours. cut_off: "HH:MM" or "office_close"."""

    reading: Literal["same_day", "same_day_or_next", "elapsed_hours", "office_hours"]
    hours: int | None = Field(default=None, ge=1, le=240)
    cut_off: str | None = Field(default=None, pattern=r"^(office_close|([01]\d|2[0-3]):[0-5]\d)$")

    @model_validator(mode="after")
    def _own_keys(self) -> Self:
        needed, spare = ("hours", self.cut_off), ("cut_off", self.hours)
        key, other = needed if self.counts_hours else spare
        if getattr(self, key) is None or other is not None:
            raise ValueError(f"läsarten {self.reading} tar {key} och inget annat")
        return self

    @property
    def counts_hours(self) -> bool:
        """Whether the reading counts hours."""
        return self.reading in {"elapsed_hours", "office_hours"}


def answer(rule: Rule, facts: InboundFacts, setting: Setting) -> Deadline:
    """Target, limit and how they came about."""
    params, clock = rule.params_as(Params), setting.tools.clock
    steps = [arrival(facts.arrived_at, clock)]
    target: datetime | None = None
    limit: datetime | None = None
    if params.counts_hours:
        limit = _counted(params, facts.arrived_at, clock, steps)
    else:
        day = _counting_day(params, facts.arrived_at, clock, steps)
        target = clock.end_of_office_day(day)
        steps.append(f"Svaret önskas {_until(target, clock)}, när kontoret stänger.")
        if params.reading == "same_day_or_next":
            limit = clock.end_of_office_day(clock.next_working_day(day))
            steps.append(f"Allra senast nästa arbetsdag, {_until(limit, clock)}.")
    if rule.local_setting:
        steps.append(rule.local_setting)
    return Deadline(
        target=target,
        limit=limit,
        explanation=tuple(steps),
        rule_id=rule.id,
        citation=rule.citation,
        help_key=rule.help_key,
        local_setting=bool(rule.local_setting),
    )


def arrival(at: datetime, clock: OfficeClock) -> str:
    """The first step: when it came, and whether the office was open."""
    words = f"Kom in {_until(at, clock)}"
    name = clock.holiday_name(clock.local(at).date())
    if name:
        return f"{words}, på en helgdag ({name})."
    return f"{words}, {'på' if clock.is_open(at) else 'utanför'} kontorstid."


def _counted(params: Params, at: datetime, clock: OfficeClock, steps: list[str]) -> datetime:
    hours = params.hours or 0
    if params.reading == "office_hours":
        limit = clock.add_office_minutes(at, hours * 60)
        steps.append(f"{hours} timmar kontorstid läggs ihop.")
    else:
        limit = clock.add_working_day_minutes(at, hours * 60)
        steps.append(f"{hours} timmar räknas, och klockan går bara på arbetsdagar.")
    if idle := _idle_days(clock.local(at).date(), clock.local(limit).date(), clock):
        steps.append(f"Räknas inte: {listed(idle)}.")
    steps.append(f"Svar senast {_until(limit, clock)}.")
    return limit


def _idle_days(first: date, last: date, clock: OfficeClock) -> list[str]:
    days = [first + timedelta(days=n) for n in range((last - first).days)]
    return [
        f"{day_words(day)} ({name})" if (name := clock.holiday_name(day)) else day_words(day)
        for day in days
        if not clock.is_working_day(day)
    ]


def _counting_day(params: Params, at: datetime, clock: OfficeClock, steps: list[str]) -> date:
    """The working day that counts as the day of asking."""
    day = clock.local(at).date()
    if clock.is_working_day(day) and at < _cut_off(params, day, clock):
        return day
    day = clock.next_working_day(day)
    opening = clock.next_opening(at)
    if clock.local(opening).date() != day:
        opening = clock.open_intervals(day)[0][0]
    steps.append(f"Räknas som inkommen när kontoret öppnar {_until(opening, clock)}.")
    return day


def _cut_off(params: Params, day: date, clock: OfficeClock) -> datetime:
    closing = clock.end_of_office_day(day)
    if params.cut_off in {None, "office_close"}:
        return closing
    wall = datetime.fromisoformat(f"{day} {params.cut_off}")
    return min([closing, *clock.instants_of(wall)[:1]])


def _until(at: datetime, clock: OfficeClock) -> str:
    return instant_words(clock.local(at))


def show(rule: Rule, facts: InboundFacts, setting: Setting) -> dict[str, Any]:
    """Target and limit as wall time."""
    found, local = answer(rule, facts, setting), setting.tools.clock.local
    pairs = (("target", found.target), ("limit", found.limit))
    return {name: f"{local(at):%Y-%m-%d %H:%M}" if at else "" for name, at in pairs}


def words(params: Params) -> str:
    """What the rule says."""
    late = "kontorets stängning" if params.cut_off in {None, "office_close"} else params.cut_off
    return {
        "same_day": f"Svar samma dag, om frågan kommer före {late}.",
        "same_day_or_next": f"Helst samma dag före {late}, senast nästa arbetsdag.",
        "elapsed_hours": f"Svar inom {params.hours} timmar; klockan går på arbetsdagar.",
        "office_hours": f"Svar inom {params.hours} timmar öppet kontor.",
    }[params.reading]


KIND = Kind(
    name="reply_deadline",
    title="Svarstid",
    area="reply",
    words=words,
    single=True,
    params=Params,
    facts=(InboundFacts,),
    show=show,
)

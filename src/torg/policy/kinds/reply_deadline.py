"""When a resident is to have an answer, in the four readings of the guidelines.

same_day (G-22): the day it was asked; after the cut-off, or on a day off, it counts as asked
at the next opening (A-05). same_day_or_next (V-59): wished the same day, at the latest the next
working day. elapsed_hours (S-16 reading A): clock hours that run around the clock on working
days only. office_hours (S-16 reading B): hours of open office added together (A-04).
clock_hours: hours around the clock, every day, for what cannot wait (V-116).
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from torg.policy.facts import InboundFacts
from torg.policy.findings import Deadline
from torg.policy.instruments import OfficeClock
from torg.policy.kinds.answer_duty import IN_WORDS
from torg.policy.pack_format import Strict, Text
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import day_words, instant_words, listed

_SATURDAY = 5
_LATE = {"office_close": "kontorets stängning", "midnight": "midnatt"}
_NEXT = {"mon_fri": "arbetsdag", "mon_sat": "vardag, lördagen medräknad"}


class Params(Strict):
    """hours: for the readings that count hours. for_kinds: of messages; empty means all.

    cut_off: "HH:MM", "office_close", or "midnight" for the calendar day whatever day it is.
    weekdays: which days the next one is sought among (A-06).
    """

    reading: Literal["same_day", "same_day_or_next", "elapsed_hours", "office_hours", "clock_hours"]
    hours: int | None = Field(default=None, ge=1, le=240)
    cut_off: str | None = Field(
        default=None, pattern=r"^(office_close|midnight|([01]\d|2[0-3]):[0-5]\d)$"
    )
    weekdays: Literal["mon_fri", "mon_sat"] = "mon_fri"
    for_kinds: tuple[Text, ...] = ()

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
        return self.reading in {"elapsed_hours", "office_hours", "clock_hours"}


def about(rules: Sequence[Rule], kind: str) -> list[Rule]:
    """Those for the kind of message, the ones that name it first."""
    named = [(rule, rule.params_as(Params).for_kinds) for rule in rules]
    own = [rule for rule, kinds in named if kind in kinds]
    return [*own, *(rule for rule, kinds in named if not kinds)]


def rests(rule: Rule) -> bool:
    """Whether its clock has days off, which a holiday rule may move."""
    return rule.params_as(Params).reading != "clock_hours"


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
        target = _end(params, day, clock)
        closing = "" if params.cut_off == "midnight" else ", när kontoret stänger"
        steps.append(f"Svaret önskas {_until(target, clock)}{closing}.")
        if params.reading == "same_day_or_next":
            limit = _next_weekday(params, day, clock)
            steps.append(f"Allra senast nästa {_NEXT[params.weekdays]}, {_until(limit, clock)}.")
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
    if params.reading == "clock_hours":
        limit = at + timedelta(hours=hours)
        steps.append(f"{hours} timmar räknas dygnet runt, alla dagar.")
    elif params.reading == "office_hours":
        limit = clock.add_office_minutes(at, hours * 60)
        steps.append(f"{hours} timmar kontorstid läggs ihop.")
    else:
        limit = clock.add_working_day_minutes(at, hours * 60)
        steps.append(f"{hours} timmar räknas, och klockan går bara på arbetsdagar.")
    idle = _idle_days(clock.local(at).date(), clock.local(limit).date(), clock)
    if idle and params.reading != "clock_hours":
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
    if params.cut_off == "midnight":
        return day
    if clock.is_working_day(day) and at < _cut_off(params, day, clock):
        return day
    day = clock.next_working_day(day)
    opening = clock.next_opening(at)
    if clock.local(opening).date() != day:
        opening = clock.open_intervals(day)[0][0]
    steps.append(f"Räknas som inkommen när kontoret öppnar {_until(opening, clock)}.")
    return day


def _end(params: Params, day: date, clock: OfficeClock) -> datetime:
    """When the day of asking is over."""
    if params.cut_off == "midnight":
        return clock.instants_of(datetime.combine(day + timedelta(days=1), time.min))[0]
    return clock.end_of_office_day(day)


def _next_weekday(params: Params, day: date, clock: OfficeClock) -> datetime:
    """The end of the weekday after the day; a Saturday ends when the office usually closes."""
    working = clock.next_working_day(day)
    closing = clock.end_of_office_day(working)
    saturday = day + timedelta(days=(_SATURDAY - day.weekday()) % 7 or 7)
    if params.weekdays == "mon_fri" or saturday >= working or clock.holiday_name(saturday):
        return closing
    wall = clock.local(closing).replace(tzinfo=None)
    return clock.instants_of(datetime.combine(saturday, wall.time()))[0]


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
    late = _LATE.get(params.cut_off or "office_close", params.cut_off)
    told = {
        "same_day": f"Svar samma dag, om frågan kommer före {late}.",
        "same_day_or_next": f"Helst samma dag före {late}, senast nästa {_NEXT[params.weekdays]}.",
        "clock_hours": f"Svar inom {params.hours} timmar, dygnet runt.",
        "elapsed_hours": f"Svar inom {params.hours} timmar; klockan går på arbetsdagar.",
        "office_hours": f"Svar inom {params.hours} timmar öppet kontor.",
    }[params.reading]
    names = {**IN_WORDS, "false_claim": "falska påståenden"}
    kinds = listed([names.get(kind, kind) for kind in params.for_kinds])
    return f"{told} Gäller {kinds}." if kinds else told


KIND = Kind(
    name="reply_deadline",
    title="Svarstid",
    area="reply",
    words=words,
    single=True,
    about=lambda params: listed(params.for_kinds),
    params=Params,
    facts=(InboundFacts,),
    show=show,
)

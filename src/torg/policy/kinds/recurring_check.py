"""What is done again and again: review, statistics, inventory, settings, plan, exercise (M1-52,
V-89, V-114, V-120, S-31, S-36).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from pydantic import Field

from torg.policy.channel_facts import CheckFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import counted

LABELS = {
    "review": "Omprövning av kanalen",
    "statistics": "Statistik ur kanalen",
    "inventory": "Kanalinventering",
    "settings": "Genomgång av nätverkets inställningar",
    "crisis_plan": "Krisplanen",
    "exercise": "Krisövning",
    "access": "Genomgång av behörigheterna",
}
What = Literal["review", "statistics", "inventory", "settings", "crisis_plan", "exercise", "access"]


class Params(Strict):
    """months: between two; None when nothing is said. calendar: at the turn of a month.

    grace_days: after which it is overdue. when_changed: also when what is looked at differs.
    """

    what: What
    months: int | None = Field(default=None, ge=1, le=120)
    calendar: bool = False
    grace_days: int = Field(default=0, ge=0, le=3650)
    when_changed: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """on: the day from which it is to be done; late: from when it is overdue. None: never."""

    on: date | None
    late: date | None

    def state(self, today: date) -> str:
        """ "" before its day, then due, then overdue."""
        if self.on is None or self.late is None or today < self.on:
            return ""
        return "overdue" if today >= self.late and self.late > self.on else "due"


def due(params: Params, facts: CheckFacts, today: date) -> Due:
    """When it is next to be done. What was never done, with no day to count from, is due."""
    if params.when_changed and facts.changed:
        return Due(today, today + timedelta(days=params.grace_days))
    last = facts.last_done or facts.since
    if params.months is None:
        return Due(None, None)
    begins = after(last, params.months) if last else today
    if last and params.calendar:
        begins = begins.replace(day=1)
    return Due(begins, begins + timedelta(days=params.grace_days))


def after(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """It is to be done."""
    if not isinstance(facts, CheckFacts):
        return None
    params = rule.params_as(Params)
    if facts.what != params.what:
        return None
    found = due(params, facts, setting.on)
    if not found.state(setting.on):
        return None
    return rule.finding(setting.on, field=params.what, day=found.on, late=found.late)


def show(rule: Rule, facts: CheckFacts, setting: Setting) -> dict[str, Any]:
    """Its day, from when it is overdue, and how it stands."""
    params = rule.params_as(Params)
    found = due(params, facts, setting.on) if facts.what == params.what else Due(None, None)
    return {
        "due": found.on.isoformat() if found.on else "",
        "late": found.late.isoformat() if found.late else "",
        "state": found.state(setting.on),
    }


def words(params: Params) -> str:
    """What the rule says."""
    label = LABELS[params.what]
    if params.months is None:
        said = f"{label} görs återkommande. Hur ofta är inte bestämt."
    elif params.calendar and params.months == 1:
        said = f"{label}: vid varje månadsskifte."
    else:
        said = f"{label}: minst var {params.months}:e månad."
    grace = counted(params.grace_days, "dag", "dagar")
    if params.grace_days:
        said += f" Försenad efter {grace} till."
    return f"{said} Också när något har ändrats." if params.when_changed else said


KIND = Kind(
    name="recurring_check",
    title="Återkommande genomgång",
    area="channel",
    words=words,
    single=True,
    about=lambda params: str(params.what),
    params=Params,
    facts=(CheckFacts,),
    judge=judge,
    show=show,
    answers={"due": "nästa gång", "late": "försenad från", "state": "läget är"},
    codes={"due": "dags", "overdue": "försenad"},
    placeholders={"day": "2026-09-07", "late": "2026-10-07"},
)

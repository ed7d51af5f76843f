"""Images of a channel for the archive, so many a year (V-103, V-104, A-15)."""

from datetime import date, timedelta
from typing import Any, Literal

from torg.policy.channel_facts import SnapshotFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import counted, listed

_PARTS = {
    "page": "sidan",
    "profile_picture": "profilbilden",
    "cover": "omslaget",
    "description": "beskrivningen",
    "page_rules": "sidreglerna",
}


class Params(Strict):
    """per_year: one in each equal part of the year. parts: what an image shows."""

    per_year: Literal[1, 2, 3, 4, 6, 12]
    parts: tuple[Literal["page", "profile_picture", "cover", "description", "page_rules"], ...] = ()


def periods(year: int, per_year: int) -> list[tuple[date, date]]:
    """(first day, last day) of each part of the year."""
    long = 12 // per_year
    firsts = [date(year, 1 + long * number, 1) for number in range(per_year)]
    nexts = [*firsts[1:], date(year + 1, 1, 1)]
    return [(first, then - timedelta(days=1)) for first, then in zip(firsts, nexts, strict=True)]


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """The latest part of the year that has ended has no image, though the channel was live."""
    if not isinstance(facts, SnapshotFacts):
        return None
    per_year = rule.params_as(Params).per_year
    years = (setting.on.year - 1, setting.on.year)
    ended = [each for year in years for each in periods(year, per_year) if each[1] < setting.on]
    first, last = ended[-1]
    if (facts.since and facts.since > last) or _has(facts, first, last):
        return None
    return rule.finding(setting.on, field="snapshot", first=first, last=last)


def _has(facts: SnapshotFacts, first: date, last: date) -> bool:
    return any(first <= day <= last for day in facts.taken)


def show(rule: Rule, facts: SnapshotFacts, setting: Setting) -> dict[str, Any]:
    """This year's report: parts with an image, of how many."""
    params = rule.params_as(Params)
    parts = periods(setting.on.year, params.per_year)
    done = sum(_has(facts, first, last) for first, last in parts)
    return {"done": f"{done}/{params.per_year}", "per_year": params.per_year}


def words(params: Params) -> str:
    """What the rule says."""
    said = f"En ögonblicksbild sparas {counted(params.per_year, 'gång', 'gånger')} om året."
    parts = listed([_PARTS[part] for part in params.parts])
    return f"{said} Den visar {parts}." if parts else said


KIND = Kind(
    name="snapshots",
    title="Ögonblicksbilder",
    area="record",
    words=words,
    params=Params,
    facts=(SnapshotFacts,),
    judge=judge,
    show=show,
    answers={"done": "sparade", "per_year": "om året"},
    placeholders={"first": "2026-01-01", "last": "2026-06-30"},
)

"""How a removal goes: clock, evidence, retention, assessment, word to the author, protection.

Each rule states one or a few of these with its own clause (G-33, G-34, V-64 to V-68, V-100,
V-106); the rules that apply are read together by `removal_terms`.
"""

from datetime import date, datetime, timedelta
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from torg.policy.facts import Facts, RemovalFacts
from torg.policy.findings import Finding
from torg.policy.instruments import OfficeClock
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import instant_words, listed

Element = Literal["image", "payload", "context", "channel", "link", "time", "author"]
_START = {"discovery": "upptäckt", "publication": "publicering"}
_KEPT_FROM = {"sealing": "från förseglingen", "year_end": "från årets slut"}
_IN_WORDS = {
    "image": "bild",
    "payload": "innehållet som det togs emot",
    "context": "beskrivning av sammanhanget",
    "channel": "kanalens namn",
    "link": "länk",
    "time": "tidpunkt",
    "author": "vem som skrev",
}


class Params(Strict):
    """hours: around the clock, weekends too. clock_from: what starts them (A-07).

    promptly: as soon as possible, without a number. retention_from: what starts the years (A-14).
    case_system: the name of the system that a ground's `registered` points at.
    """

    hours: int | None = Field(default=None, ge=1, le=8760)
    clock_from: Literal["discovery", "publication"] = "discovery"
    promptly: bool = False
    alert_minutes: int | None = Field(default=None, ge=1)
    evidence: tuple[Element, ...] = ()
    retention_years: int | None = Field(default=None, ge=1, le=500)
    retention_from: Literal["sealing", "year_end"] = "sealing"
    assessment: bool = False
    explain_to_author: bool = False
    criticism_protected: bool = False
    case_system: str = ""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any(value for key, value in self if not key.endswith("_from")):
            raise ValueError("regeln säger ingenting")
        return self


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """Evidence is missing, or a removal has no written assessment."""
    if not isinstance(facts, RemovalFacts):
        return None
    params = rule.params_as(Params)
    missing = [
        _IN_WORDS[element]
        for element in params.evidence
        if element not in facts.evidence and not (facts.no_copy and element == "image")
    ]
    if missing:
        return rule.finding(setting.on, field="evidence", missing=listed(missing))
    if params.assessment and facts.ground and not facts.assessment.strip():
        return rule.finding(setting.on, field="assessment", missing="bedömning")
    return None


def clock_runs_out(rule: Rule, facts: RemovalFacts) -> datetime | None:
    """The removal deadline, around the clock; None without a number.

    Where it is not known when it was published, the hours count from discovery.
    """
    params = rule.params_as(Params)
    if params.hours is None:
        return None
    start = facts.published_at if params.clock_from == "publication" else None
    return (start or facts.discovered_at) + timedelta(hours=params.hours)


def kept_until(rule: Rule, facts: RemovalFacts, clock: OfficeClock) -> date | None:
    """The first day that sealed evidence may be disposed of; None without years or a seal."""
    params = rule.params_as(Params)
    if params.retention_years is None or facts.sealed_at is None:
        return None
    sealed = clock.local(facts.sealed_at).date()
    year = sealed.year + params.retention_years
    if params.retention_from == "year_end":
        return date(year + 1, 1, 1)
    leap_day = (sealed.month, sealed.day) == (2, 29)
    return date(year, 3, 1) if leap_day else sealed.replace(year=year)


def steps(rule: Rule, facts: RemovalFacts, clock: OfficeClock) -> list[str]:
    """The deadline in words."""
    params = rule.params_as(Params)
    found = [f"Upptäckt {instant_words(clock.local(facts.discovered_at))}."]
    if facts.published_at:
        found.insert(0, f"Publicerat {instant_words(clock.local(facts.published_at))}.")
    if due := clock_runs_out(rule, facts):
        start = _START[params.clock_from]
        found.append(f"{params.hours} timmar från {start}, även kvällar och helger.")
        found.append(f"Ska vara borta senast {instant_words(clock.local(due))}.")
    if params.promptly:
        found.append("Ska tas bort så skyndsamt det går.")
    if params.alert_minutes:
        found.append(f"Larm {params.alert_minutes} minuter efter att beviset har förseglats.")
    if rule.local_setting:
        found.append(rule.local_setting)
    return found


def show(rule: Rule, facts: RemovalFacts, setting: Setting) -> dict[str, Any]:
    """What the rule states, with the deadline as wall time."""
    params = rule.params_as(Params)
    due = clock_runs_out(rule, facts)
    stated = params.model_dump(mode="json", include=set(params.model_fields_set))
    when = f"{setting.tools.clock.local(due):%Y-%m-%d %H:%M}" if due else ""
    until = kept_until(rule, facts, setting.tools.clock)
    return {**stated, "deadline": when, "kept_until": f"{until}" if until else ""}


def words(params: Params) -> str:
    """What the rule says."""
    evidence = listed([_IN_WORDS[element] for element in params.evidence])
    kept_from = _KEPT_FROM[params.retention_from]
    said = (
        (params.hours, f"Borta inom {params.hours} timmar från {_START[params.clock_from]}."),
        (params.promptly, "Borta så skyndsamt det går."),
        (params.alert_minutes, f"Larm {params.alert_minutes} minuter efter förseglat bevis."),
        (params.evidence, f"Beviset innehåller {evidence}."),
        (params.retention_years, f"Beviset sparas i {params.retention_years} år {kept_from}."),
        (params.assessment, "Varje borttagning har en skriven bedömning."),
        (params.explain_to_author, "Den som skrev får veta varför."),
        (params.criticism_protected, "Kritik är ingen grund för borttagning."),
        (params.case_system, f"Ärenden registreras i {params.case_system}."),
    )
    return " ".join(sentence for stated, sentence in said if stated)


KIND = Kind(
    name="removal_duty",
    title="Borttagningens gång",
    area="removal",
    words=words,
    params=Params,
    facts=(RemovalFacts,),
    judge=judge,
    show=show,
    placeholders={"missing": "bild"},
)

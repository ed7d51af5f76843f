"""How a removal goes: clock, evidence, retention, assessment, word to the author, protection.

Each rule states one or a few of these with its own clause (G-33, G-34, V-64 to V-68, V-100,
V-106); the rules that apply are read together by `removal_terms`.
"""

from datetime import datetime, timedelta
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from torg.policy.facts import Facts, RemovalFacts
from torg.policy.findings import Finding
from torg.policy.instruments import OfficeClock
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import instant_words, listed

Element = Literal["image", "payload", "context", "channel", "link", "time", "author"]
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
    """hours: from discovery, weekends too. promptly: as soon as possible, without a number.

    case_system: the name of the system that a ground's `registered` points at.
    """

    hours: int | None = Field(default=None, ge=1)
    promptly: bool = False
    alert_minutes: int | None = Field(default=None, ge=1)
    evidence: tuple[Element, ...] = ()
    retention_years: int | None = Field(default=None, ge=1)
    assessment: bool = False
    explain_to_author: bool = False
    criticism_protected: bool = False
    case_system: str = ""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any(value for _, value in self):
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
    """The removal deadline: hours from discovery, around the clock; None without a number."""
    hours = rule.params_as(Params).hours
    return None if hours is None else facts.discovered_at + timedelta(hours=hours)


def steps(rule: Rule, facts: RemovalFacts, clock: OfficeClock) -> list[str]:
    """The deadline in words."""
    params = rule.params_as(Params)
    found = [f"Upptäckt {instant_words(clock.local(facts.discovered_at))}."]
    if facts.published_at:
        found.insert(0, f"Publicerat {instant_words(clock.local(facts.published_at))}.")
    if due := clock_runs_out(rule, facts):
        found.append(f"{params.hours} timmar från upptäckt, även kvällar och helger.")
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
    return {**stated, "deadline": when}


def words(params: Params) -> str:
    """What the rule says."""
    evidence = listed([_IN_WORDS[element] for element in params.evidence])
    said = (
        (params.hours, f"Borta inom {params.hours} timmar från upptäckt."),
        (params.promptly, "Borta så skyndsamt det går."),
        (params.alert_minutes, f"Larm {params.alert_minutes} minuter efter förseglat bevis."),
        (params.evidence, f"Beviset innehåller {evidence}."),
        (params.retention_years, f"Beviset sparas i {params.retention_years} år."),
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

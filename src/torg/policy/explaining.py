"""A rule, or what it found, in Swedish that a committee reads."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from torg.kernel.networks import NAMES
from torg.policy.findings import Finding, Verdict
from torg.policy.kinds import KINDS
from torg.policy.pack import Pack
from torg.policy.pack_format import Example
from torg.policy.param_words import key_in_words
from torg.policy.roles import ROLE_NAMES
from torg.policy.rule import AppliesTo, Rule, in_force
from torg.policy.swedish import CLASSES, listed

OUTCOMES = {
    Verdict.STOP: "stoppar: det går inte vidare",
    Verdict.WARN: "varnar: det går vidare med en motivering",
    Verdict.ADVISE: "tipsar: det går vidare ändå",
}
_ANSWERS = {
    "target": "önskas",
    "limit": "senast",
    "deadline": "borta senast",
    "level": "en läsare till",
    "rounds": "ronder",
    "by": "av",
    "open_hours": "följs",
    "max_per_day": "högst om dagen",
    "reviewed": "bokningen bedöms",
    "greeting": "börjar",
    "closing": "slutar",
    "allowed": "tillåtet",
    "mandatory": "tvingande",
    "hours": "timmar",
    "promptly": "skyndsamt",
    "alert_minutes": "larm efter minuter",
    "retention_years": "år",
    "assessment": "skriven bedömning",
    "explain_to_author": "den som skrev får veta",
    "criticism_protected": "kritik skyddas",
    "case_system": "registreras i",
    "kept_until": "sparas till",
    "until": "till",
    "whose": "begärs av",
    "way": "sätt",
    "months": "månader i taget",
    "mark_empty": "tomma veckor märks",
    "answered": "besvaras",
    "parts": "delar",
    "tone": "tonen är",
    "back": "nytt besked senast",
    "acknowledge": "besked om att frågan är mottagen",
    "own_answer_first": "den som kan svarar själv",
    "refer": "hänvisas vidare",
    "queue": "tas av",
    "topics": "läs om",
    "kept": "så här",
}
_VALUES = {
    "recommended": "rekommenderas",
    "required": "krävs",
    "none": "behövs inte",
    "all_departments": "alla förvaltningar",
    "own_department": "kanalens egen förvaltning",
    "request": "begäran",
    "publish": "publicering",
}


def rule_in_words(pack: Pack, rule: Rule) -> list[str]:
    """The whole rule, a line for each thing that it states; ends with its examples."""
    kind = KINDS[rule.kind]
    told = [
        f"{kind.title} ({rule.id})",
        kind.words(rule.params),
        f"Den som berörs läser: {rule.message} {rule.reason}".strip(),
        f"Regeln {OUTCOMES[rule.verdict]}." if kind.judge else "",
        f"Gäller {where_in_words(rule.applies_to)}{_when(rule)}.",
        f"Källa: {rule.citation}.",
        *_laws(rule),
        f"Stöd i egna riktlinjer: {rule.policy_basis}." if rule.policy_basis else "",
        rule.local_setting,
        _reading(pack, rule),
        _changeable(rule),
        *_adjusted(pack, rule),
        *[f"Exempel: {example_in_words(rule, each)}" for each in pack.examples[rule.id]],
    ]
    return [line for line in told if line]


def finding_in_words(finding: Finding) -> list[str]:
    """What was found, how hard it is, and the clause."""
    told = [
        f"{finding.message} ({finding.rule_id}, {OUTCOMES[finding.verdict]})",
        f"Källa: {finding.citation}.",
        f"Stöd i lag: {finding.legal_basis}." if finding.legal_basis else "",
    ]
    return [line for line in told if line]


def where_in_words(where: AppliesTo) -> str:
    """huvudkonton på Facebook, or alla kanaler."""
    classes = listed([CLASSES[each] for each in CLASSES if each in where.channel_classes])
    networks = listed([NAMES[each] for each in NAMES if each in where.networks])
    named = f"kanalen {listed(sorted(where.channels), 'eller')}" if where.channels else ""
    told = named or classes or "alla kanaler"
    return f"{told} på {networks}" if networks else told


def example_in_words(rule: Rule, example: Example) -> str:
    """Its name and the expected answer."""
    if isinstance(example.expected, dict):
        return f"{example.name}: {answer_in_words(rule, example.expected)}."
    answers = {"pass": "regeln är tyst", **{each.value: OUTCOMES[each] for each in Verdict}}
    return f"{example.name}: {answers.get(example.expected, example.expected)}."


def answer_in_words(rule: Rule, expected: Mapping[str, Any]) -> str:
    """A rule's own answer: senast 2026-09-14 17:00, ronder 3. What has no words is left out."""
    kind = KINDS[rule.kind]
    answers, codes = {**_ANSWERS, **kind.answers}, {**_VALUES, **ROLE_NAMES, **kind.codes}
    return ", ".join(
        f"{answers[key]} {_value_in_words(value, codes)}"
        for key, value in expected.items()
        if key in answers and value not in ("", [], None)
    )


def _value_in_words(value: object, codes: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, list | tuple):
        return listed([_value_in_words(each, codes) for each in value])
    return codes.get(str(value), str(value))


def _changeable(rule: Rule) -> str:
    """What may be changed, in words and as the pack has it."""
    keys = [f"{key_in_words(key)} ({key})" for key in rule.adjustable]
    return f"Kan ändras av kommunen: {listed(keys)}." if keys else ""


def _when(rule: Rule) -> str:
    begins, ends = rule.citation.valid_from, rule.citation.valid_to
    return (f" från {begins}" if begins else "") + (f" till och med {ends}" if ends else "")


def _laws(rule: Rule) -> list[str]:
    """The law as it stands today, with what the reader should know of it."""
    law = in_force(rule.statutes, date.today())  # noqa: DTZ011
    if law is None:
        return []
    return [f"Stöd i lag: {law}.", *([law.note] if law.note else [])]


def _reading(pack: Pack, rule: Rule) -> str:
    if rule.reading is None:
        return ""
    choice = pack.choices[rule.reading[0]]
    words = next(option.words for option in choice.option if option.key == rule.reading[1])
    holds = "gäller" if pack.is_chosen(rule) else "gäller inte, en annan läsart är vald"
    return f"Läsart av {choice.id}, {choice.title}: {words}. Den {holds}."


def _adjusted(pack: Pack, rule: Rule) -> list[str]:
    return [
        f"Ändrad {one.decided} av {one.by}: {one.key} är {one.value}. {one.reason}"
        for one in pack.adjustments
        if one.of == rule.id
    ]

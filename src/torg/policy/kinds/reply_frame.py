"""How replies begin and end (S-12, S-13, V-61; G-14 offers only)."""

import re
from string import Formatter
from typing import Any, Literal, Self

from pydantic import model_validator

from torg.policy.facts import Facts, ReplyFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict, Text
from torg.policy.rule import Kind, Rule, Setting

_WORDS = {
    "greeting": {"first_name"},
    "closing": {"given_name", "full_name", "title", "department", "title_or_department"},
}
_IN_WORDS = {
    "first_name": "[förnamn]",
    "given_name": "[förnamn]",
    "full_name": "[namn]",
    "title": "[titel]",
    "department": "[avdelning]",
    "title_or_department": "[titel eller avdelning]",
}
_NAME_PART = re.compile(r"[A-ZÅÄÖÉÜ][a-zåäöéüáíóèëøæ]+(?:-[A-ZÅÄÖÉÜ][a-zåäöéü]+)?")
_PARTICLES = frozenset({"af", "al", "da", "de", "el", "van", "von"})
_NOT_PEOPLE = frozenset(
    {"ab", "brf", "bk", "butik", "café", "förening", "föreningen", "if", "kommun", "sk", "stad"}
)


class Params(Strict):
    """template with {placeholders}; fallback for a greeting whose name cannot be told.

    optional: offered as a button, never missed.
    """

    part: Literal["greeting", "closing"]
    template: Text
    fallback: str = ""
    optional: bool = False

    @model_validator(mode="after")
    def _known_words(self) -> Self:
        for text in (self.template, self.fallback):
            used = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
            if unknown := used - _WORDS[self.part]:
                raise ValueError(f"okänd plats i mallen: {', '.join(sorted(unknown))}")
        if self.part == "greeting" and not self.fallback:
            raise ValueError("fallback behövs när förnamnet inte går att utläsa")
        return self


def first_name(shown: str) -> str:
    """The first name in a display name such as "Anna Karlsson"; "" when it cannot be told.

    A single word may as well be an alias, so it takes two capitalised words without figures.
    """
    parts = [part for part in re.sub(r"[^\w\s'-]", " ", shown).split() if part]
    if any(part.casefold() in _NOT_PEOPLE for part in parts):
        return ""
    parts = [part for part in parts if part not in _PARTICLES]
    if not 2 <= len(parts) <= 4 or not all(_NAME_PART.fullmatch(part) for part in parts):
        return ""
    return parts[0]


def rendered(rule: Rule, facts: ReplyFacts) -> str:
    """The greeting or closing in full for this reply."""
    params = rule.params_as(Params)
    if params.part == "greeting":
        name = first_name(facts.recipient_name)
        return (params.template if name else params.fallback).format(first_name=name)
    closing = params.template.format(
        given_name=facts.responder_given_name,
        full_name=facts.responder_full_name or facts.responder_given_name,
        title=facts.responder_title,
        department=facts.responder_department,
        title_or_department=facts.responder_title or facts.responder_department,
    )
    return closing.strip().rstrip(",")


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """A written reply that lacks the part. An edited fallback greeting is the writer's choice."""
    if not isinstance(facts, ReplyFacts) or not facts.text.strip():
        return None
    params = rule.params_as(Params)
    if params.optional:
        return None
    wanted, text = _plain(rendered(rule, facts)), _plain(facts.text)
    if params.part == "closing":
        kept = text.endswith(wanted)
    elif first_name(facts.recipient_name):
        kept = text.startswith(wanted)
    else:
        kept = text.startswith(wanted.split(" ", maxsplit=1)[0])
    if kept:
        return None
    return rule.finding(setting.on, field=params.part, wanted=rendered(rule, facts))


def _plain(text: str) -> str:
    return re.sub(r"[\s,.!]+", " ", text).strip().casefold()


def show(rule: Rule, facts: ReplyFacts, _setting: Setting) -> dict[str, Any]:
    """The part in full."""
    return {rule.params_as(Params).part: rendered(rule, facts)}


def words(params: Params) -> str:
    """What the rule says."""
    template = params.template.format(**_IN_WORDS)
    if params.part == "greeting":
        return f"Svar börjar med ”{template}”, utan namn ”{params.fallback}”."
    return f"Svar {'får' if params.optional else 'ska'} sluta med ”{template}”."


KIND = Kind(
    name="reply_frame",
    title="Hälsning och underskrift",
    area="reply",
    words=words,
    single=True,
    about=lambda params: f"{params.part} {params.optional}",
    params=Params,
    facts=(ReplyFacts,),
    judge=judge,
    show=show,
    placeholders={"wanted": "Hej Anna!"},
)

"""A pack that has been read and found whole: what the engine works with."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from torg.policy.findings import Citation
from torg.policy.kinds import KINDS
from torg.policy.pack_format import Adjustment, Choice, Document, Example, Office
from torg.policy.rule import Rule, in_force


@dataclass(frozen=True)
class Pack:
    """One municipality's rules in one edition.

    content: canonical JSON of the file; digest: its SHA-256 in hex. Equal content,
    equal digest, whatever the order or layout of the file.
    rules: every rule as it reads after the municipality's own adjustments; as_written: the
    adjusted ones as the edition has them, which is what their examples are about.
    principles: the rules that a channel has made stricter for itself, by channel and id.
    """

    municipality: str
    name: str
    version: str
    digest: str
    content: bytes
    documents: tuple[Document, ...]
    statutes: Mapping[str, tuple[Citation, ...]]
    office: Office
    choices: Mapping[str, Choice]
    rules: tuple[Rule, ...]
    examples: Mapping[str, tuple[Example, ...]]
    adjustments: tuple[Adjustment, ...] = ()
    as_written: Mapping[str, Rule] = field(default_factory=dict)
    principles: Mapping[str, Mapping[str, Rule]] = field(default_factory=dict)

    @cached_property
    def chosen(self) -> tuple[Rule, ...]:
        """The rules of the readings that hold."""
        return tuple(rule for rule in self.rules if self.is_chosen(rule))

    @cached_property
    def outdoing(self) -> Mapping[str, tuple[Rule, ...]]:
        """By a rule's id: those that answer its question for fewer channels, and so before it."""
        found: dict[str, tuple[Rule, ...]] = {}
        for rule in self.chosen:
            kind, where = KINDS[rule.kind], rule.applies_to
            found[rule.id] = tuple(
                other
                for other in (self.chosen if kind.single else ())
                if other.kind == rule.kind
                and other.applies_to.particular > where.particular
                and kind.same_question(rule, other)
            )
        return {key: rules for key, rules in found.items() if rules}

    def rules_at(self, channel: str) -> tuple[Rule, ...]:
        """The rules that hold, as they read on a channel with principles of its own."""
        own = self.principles.get(channel)
        return tuple(own.get(rule.id, rule) for rule in self.chosen) if own else self.chosen

    def is_chosen(self, rule: Rule) -> bool:
        """Whether the reading that the rule belongs to holds; true for a rule of none."""
        if rule.reading is None:
            return True
        choice, option = rule.reading
        return self.choices[choice].holds == option

    def rule(self, rule_id: str) -> Rule:
        """One rule. Raises KeyError when the pack has none of that id."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)

    def stating(self, parameter: str) -> list[Rule]:
        """The chosen rules that state a value for the parameter; none: not regulated here."""
        return [rule for rule in self.chosen if parameter in rule.parameters]

    def statute(self, key: str, on: date) -> Citation | None:
        """The law under the key as it stood on the day (V-121)."""
        return in_force(self.statutes.get(key, ()), on)


def canonical(raw: Mapping[str, Any]) -> bytes:
    """The pack as JSON with sorted keys, no spaces, dates as ISO text, UTF-8."""
    return json.dumps(
        raw, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_iso
    ).encode()


def _iso(value: object) -> str:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a pack")


def digest_of(content: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()

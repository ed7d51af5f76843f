"""A pack that has been read and found whole: what the engine works with."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from torg.policy.findings import Citation
from torg.policy.pack_format import Document, Example, Office
from torg.policy.rule import Rule, in_force


class PackRefusedError(ValueError):
    """A pack is broken. The message names file, rule and key, in Swedish."""

    def __init__(self, source: str, where: str, why: str) -> None:
        super().__init__(f"{source}: {where}: {why}" if where else f"{source}: {why}")
        self.source = source
        self.where = where
        self.why = why


@dataclass(frozen=True, slots=True)
class Pack:
    """One municipality's rules in one edition.

    content: canonical JSON of the file; digest: its SHA-256 in hex. Equal content,
    equal digest, whatever the order or layout of the file.
    """

    municipality: str
    name: str
    version: str
    digest: str
    content: bytes
    documents: tuple[Document, ...]
    statutes: Mapping[str, tuple[Citation, ...]]
    office: Office
    rules: tuple[Rule, ...]
    examples: Mapping[str, tuple[Example, ...]]

    def rule(self, rule_id: str) -> Rule:
        """One rule. Raises KeyError when the pack has none of that id."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)

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

"""A rule ready to judge, what it is judged with, and what a kind is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from pydantic import BaseModel

from torg.policy.facts import Place
from torg.policy.findings import Citation, Finding, Verdict
from torg.policy.instruments import Instruments

P = TypeVar("P", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class AppliesTo:
    """Which channels; an empty set means all."""

    networks: frozenset[str] = frozenset()
    channel_classes: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()

    def covers(self, place: Place) -> bool:
        """Whether the channel is among them."""
        return (
            (not self.networks or place.network in self.networks)
            and (not self.channel_classes or place.channel_class in self.channel_classes)
            and (not self.channels or place.channel in self.channels)
        )

    def meets(self, other: "AppliesTo") -> bool:
        """Whether some channel is among both."""
        pairs = (
            (self.networks, other.networks),
            (self.channel_classes, other.channel_classes),
            (self.channels, other.channels),
        )
        return all(not a or not b or a & b for a, b in pairs)

    @property
    def particular(self) -> tuple[bool, bool, bool]:
        """How much it is said for these: named channels before classes before networks."""
        return bool(self.channels), bool(self.channel_classes), bool(self.networks)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a pack. params: the kind's own model.

    statute: the law of `basis.legal` by date; local_setting: why a number is the
    municipality's own and not the clause's, "" when the clause states it.
    parameters: keys of the catalogue that it states a value for. reading: the choice and the
    option under which alone it holds. adjustable: what may be changed without a new edition.
    """

    id: str
    kind: str
    verdict: Verdict
    applies_to: AppliesTo
    params: BaseModel
    citation: Citation
    message: str
    reason: str
    help_key: str
    policy_basis: str
    statutes: tuple[Citation, ...] = ()
    local_setting: str = ""
    parameters: tuple[str, ...] = ()
    reading: tuple[str, str] | None = None
    adjustable: tuple[str, ...] = ()

    def params_as(self, model: type[P]) -> P:
        """The params as the kind's model."""
        if not isinstance(self.params, model):
            raise TypeError(f"{self.id}: params are not {model.__name__}")
        return self.params

    def holds(self, on: date) -> bool:
        """Whether the clause holds on the day."""
        return _holds(self.citation, on)

    def legal_basis(self, on: date) -> str:
        """The law in words as it stood on the day; "" when the rule rests on policy alone."""
        return next((str(law) for law in self.statutes if _holds(law, on)), "")

    def finding(self, on: date, *, field: str = "", **words: object) -> Finding:
        """This rule's finding; words fill the placeholders of its message."""
        message = self.message.format(**words)
        return Finding(
            rule_id=self.id,
            kind=self.kind,
            verdict=self.verdict,
            message=f"{message} {self.reason}".strip(),
            citation=self.citation,
            field=field,
            help_key=self.help_key,
            reason=self.reason,
            legal_basis=self.legal_basis(on),
            policy_basis=self.policy_basis,
        )


def _holds(citation: Citation, on: date) -> bool:
    return (citation.valid_from is None or citation.valid_from <= on) and (
        citation.valid_to is None or on <= citation.valid_to
    )


def in_force(citations: tuple[Citation, ...], on: date) -> Citation | None:
    """The citation that holds on the day."""
    return next((citation for citation in citations if _holds(citation, on)), None)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a judgement is made under: the instant, its local day, and the instruments."""

    at: datetime
    on: date
    tools: Instruments


Words = Callable[[Any], str]
Judge = Callable[[Rule, Any, Setting], Finding | None]
Show = Callable[[Rule, Any, Setting], dict[str, Any]]


AREAS = {
    "post": "Inlägg",
    "reply": "Svar",
    "watch": "Bevakning",
    "removal": "Borttagning och bevis",
    "media": "Bilder och personer",
    "channel": "Kanalens liv",
    "reach": "Annonsering och förmåner",
    "access": "Behörighet och säkerhet",
    "crisis": "Kris",
    "record": "Allmänna handlingar",
    "general": "Allmänt",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A rule kind. facts: the types it can be asked about, the first is its examples' default.

    title: what it is about, in Swedish; area: a key of AREAS. words: what a rule's params say,
    in Swedish, as one sentence. single: at most one holds for a channel at a time, the most
    particular; about: of those that say the same here, when the kind answers several questions.
    judge: findings for `check`; show: its specific answer as plain values, for examples.
    answers, codes: the keys of that answer and the codes among its values, in Swedish.
    placeholders: what its messages may mention, with a value to try them with.
    """

    name: str
    title: str
    area: str
    params: type[BaseModel]
    facts: tuple[type[Place], ...]
    words: Words
    single: bool = False
    about: Words | None = None
    judge: Judge | None = None
    show: Show | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    placeholders: Mapping[str, object] = field(default_factory=dict)

    def same_question(self, first: Rule, second: Rule) -> bool:
        """Whether two rules of this kind answer one question, which can have one answer."""
        about = self.about
        return self.single and (about is None or about(first.params) == about(second.params))

"""The rules in force as people read them: by area, one by one, tried, and beside a neighbour's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from torg.people.models import Municipality
from torg.policy.catalogue import PARAMETERS, Parameter
from torg.policy.comparing import Side, side
from torg.policy.explaining import answer_in_words, where_in_words
from torg.policy.facts import PostFacts
from torg.policy.faults import PackRefusedError
from torg.policy.findings import Citation, Finding
from torg.policy.kinds import KINDS, sharing
from torg.policy.loading import FILE_NAME, load_folder
from torg.policy.pack import Pack
from torg.policy.pack_format import Adjustment, Choice, Example
from torg.policy.param_words import key_in_words
from torg.policy.rule import AREAS, Rule
from torg.rules.models import PackAdoption
from torg.rules.queries.held import NoPack
from torg.rules.queries.in_force import (
    PackInForce,
    check,
    pack_in_force,
    pack_stored,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A rule as it is read. judges: it finds faults, so its verdict means something.

    examples: its tests, each with its answer in words where that is no verdict.
    choice: what the reading that it belongs to is a reading of. adjustable: (key, words) of what
    the municipality may change.
    """

    rule: Rule
    title: str
    words: str
    where: str
    judges: bool
    holds: bool
    examples: tuple[tuple[Example, str], ...] = ()
    choice: Choice | None = None
    adjustments: tuple[Adjustment, ...] = ()
    adjustable: tuple[tuple[str, str], ...] = ()

    @property
    def laws(self) -> str:
        """The law that it rests on, with its days where one edition follows on another."""
        return " ".join(_law_in_words(law) for law in self.rule.statutes)

    @property
    def searched(self) -> str:
        """Everything that a search looks in, in small letters."""
        parts = (self.title, self.words, self.where, self.rule.message, self.rule.reason)
        return " ".join((*parts, str(self.rule.citation), self.rule.id)).casefold()


@dataclass(frozen=True, slots=True)
class Section:
    """The rules of an area."""

    area: str
    title: str
    rules: list[Shown]


@dataclass(frozen=True, slots=True)
class Book:
    """The rules in force. found: how many rules the search left.

    absent: (area, (what is not regulated in it, how it could be)); none while searching.
    """

    edition: PackInForce
    sections: list[Section]
    found: int
    absent: list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One parameter in two municipalities; a side without rules does not regulate it."""

    title: str
    area: str
    ours: Side
    theirs: Side

    @property
    def differs(self) -> bool:
        """Whether they say different things."""
        return self.ours.words != self.theirs.words


def book(municipality: Municipality, words: str = "") -> Book:
    """All rules of the edition in force, or those that hold every one of the words.

    Raises NoPack.
    """
    edition = pack_in_force(municipality)
    wanted = words.casefold().split()
    found = [shown for shown in _all(edition.pack) if all(w in shown.searched for w in wanted)]
    return Book(edition, _by_area(found), len(found), [] if wanted else list(_absent(edition.pack)))


def sections_of(adoption: PackAdoption) -> list[Section]:
    """The rules of any version that has been adopted, superseded ones too."""
    return _by_area(_all(pack_stored(adoption.digest)))


def shown_rule(municipality: Municipality, rule_id: str) -> Shown | None:
    """One rule of the edition in force; None when there is none of that id. Raises NoPack."""
    rules = _all(pack_in_force(municipality).pack)
    return next((shown for shown in rules if shown.rule.id == rule_id), None)


def rules_citing(municipality: Municipality, ids: frozenset[str]) -> list[Shown]:
    """The rules in force that rest on any of the rows; none where nothing is adopted."""
    try:
        rules = _all(pack_in_force(municipality).pack)
    except NoPack:
        return []
    return [shown for shown in rules if ids & set(shown.rule.citation.ledger_ids)]


def tried(municipality: Municipality, facts: PostFacts, at: datetime) -> list[Finding]:
    """What the rules in force say about a text that nobody has written. Raises NoPack."""
    return check(municipality, facts, at)


def expressly_allowed(municipality: Municipality, facts: PostFacts, at: datetime) -> list[Rule]:
    """Rules that say yes to what the text does: sharing somebody else's post. Raises NoPack."""
    if not facts.shared_from:
        return []
    on = timezone.localdate(at)
    return [
        rule
        for rule in pack_in_force(municipality, at).pack.rules_at(facts.channel)
        if rule.kind == sharing.KIND.name
        and rule.applies_to.covers(facts)
        and rule.holds(on)
        and rule.params_as(sharing.Params).allowed
    ]


def neighbours(municipality: Municipality) -> list[tuple[str, str]]:
    """(slug, name) of the other municipalities whose packs are at hand."""
    packs = (pack for pack in _at_hand() if pack.municipality != municipality.slug)
    return [(pack.municipality, pack.name) for pack in packs]


def comparison(municipality: Municipality, slug: str) -> list[Comparison] | None:
    """Every parameter that either regulates; None when there is no such pack. Raises NoPack."""
    theirs = next((pack for pack in _at_hand() if pack.municipality == slug), None)
    if theirs is None:
        return None
    ours = pack_in_force(municipality).pack
    pairs = [
        Comparison(
            parameter.title,
            AREAS[parameter.area],
            side(ours, parameter.key),
            side(theirs, parameter.key),
        )
        for parameter in PARAMETERS.values()
    ]
    return [pair for pair in pairs if pair.ours.stated or pair.theirs.stated]


def _by_area(found: list[Shown]) -> list[Section]:
    return [
        Section(area, title, [one for one in found if KINDS[one.rule.kind].area == area])
        for area, title in AREAS.items()
        if any(KINDS[one.rule.kind].area == area for one in found)
    ]


def _all(pack: Pack) -> list[Shown]:
    return [_shown(pack, rule) for rule in pack.rules]


def _shown(pack: Pack, rule: Rule) -> Shown:
    kind, where = KINDS[rule.kind], where_in_words(rule.applies_to)
    return Shown(
        rule=rule,
        title=kind.title,
        words=kind.words(rule.params),
        where=where[:1].upper() + where[1:],
        judges=kind.judge is not None,
        holds=pack.is_chosen(rule),
        examples=tuple((one, _expected(rule, one)) for one in pack.examples[rule.id]),
        choice=pack.choices[rule.reading[0]] if rule.reading else None,
        adjustable=tuple((key, key_in_words(key)) for key in rule.adjustable),
        adjustments=tuple(each for each in pack.adjustments if each.of == rule.id),
    )


def _expected(rule: Rule, example: Example) -> str:
    return answer_in_words(rule, example.expected) if isinstance(example.expected, dict) else ""


def _law_in_words(law: Citation) -> str:
    begins = f" från {law.valid_from}" if law.valid_from else ""
    ends = f" till och med {law.valid_to}" if law.valid_to else ""
    return f"{law}{begins}{ends}. {law.note}".strip()


def _absent(pack: Pack) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    others = [other for other in _at_hand() if other.municipality != pack.municipality]
    for area, title in AREAS.items():
        told = [
            (parameter.title, _suggested(parameter, others))
            for parameter in PARAMETERS.values()
            if parameter.area == area and not side(pack, parameter.key).stated
        ]
        if told:
            yield title, told


def _suggested(parameter: Parameter, others: list[Pack]) -> str:
    """A value to begin with, and what the others say; "" when nobody says anything."""
    proposed = f"Förslag: {parameter.proposed}. " if parameter.proposed else ""
    sides = [side(other, parameter.key) for other in others]
    return proposed + " ".join(f"{one.pack.name}: {one.words}" for one in sides if one.stated)


def _at_hand() -> list[Pack]:
    """The packs that came with the installation, by name; they are no secret to anybody."""
    folders = [path.parent for path in Path(settings.POLICIES).glob(f"*/{FILE_NAME}")]
    packs = (_read(folder, (folder / FILE_NAME).stat().st_mtime_ns) for folder in folders)
    return sorted((pack for pack in packs if pack), key=lambda pack: pack.name)


@lru_cache(maxsize=100)
def _read(folder: Path, _changed: int) -> Pack | None:
    """The folder's pack; None when it is broken, which is told where it would be adopted."""
    try:
        return load_folder(folder)
    except PackRefusedError:
        return None

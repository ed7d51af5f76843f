"""What a rule cites, opened: the document, the clause, and the law as of a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from torg.people.models import Municipality
from torg.policy.explaining import where_in_words
from torg.policy.findings import Citation
from torg.policy.kinds import KINDS
from torg.policy.pack import Pack
from torg.policy.pack_format import Adjustment, Document
from torg.policy.rule import Rule, in_force
from torg.rules.models import PackAdoption
from torg.rules.queries.in_force import pack_in_force, pack_stored


@dataclass(frozen=True, slots=True)
class Source:
    """laws: every law behind the rule, in order; law: the one that stood on the day.

    beside: other rules from the same clause, as (id, words). own: channels that are stricter.
    version: the edition that it is read from.
    """

    rule: Rule
    title: str
    words: str
    where: str
    document: Document | None
    laws: tuple[Citation, ...]
    law: Citation | None
    beside: tuple[tuple[str, str], ...]
    own: tuple[Adjustment, ...]
    version: str


def source(municipality: Municipality, rule_id: str, on: date, digest: str = "") -> Source | None:
    """The source of a rule, in the edition of a digest or the one in force; None: unknown."""
    try:
        pack = pack_stored(digest) if digest else pack_in_force(municipality).pack
        rule = pack.rule(rule_id)
    except (PackAdoption.DoesNotExist, KeyError):
        return None
    titled = (one for one in pack.documents if one.title == rule.citation.document)
    return Source(
        rule=rule,
        title=KINDS[rule.kind].title,
        words=KINDS[rule.kind].words(rule.params),
        where=where_in_words(rule.applies_to),
        document=next(titled, None),
        laws=rule.statutes,
        law=in_force(rule.statutes, on),
        beside=tuple(_beside(pack, rule)),
        own=tuple(one for one in pack.adjustments if one.of == rule_id and one.channels),
        version=pack.version,
    )


def about(municipality: Municipality, of: str) -> tuple[str, str]:
    """(title, what it says today) of a rule or a choice; its id when it is gone."""
    return _about(pack_in_force(municipality).pack, of)


def titles(municipality: Municipality, ids: Iterable[str]) -> dict[str, str]:
    """What people call each of the rules and choices, with one look for the edition in force."""
    pack = pack_in_force(municipality).pack
    return {of: _about(pack, of)[0] for of in ids}


def _about(pack: Pack, of: str) -> tuple[str, str]:
    if of in pack.choices:
        choice = pack.choices[of]
        return choice.title, choice.about
    rule = next((one for one in pack.rules if one.id == of), None)
    if rule is None:
        return of, ""
    return KINDS[rule.kind].title, KINDS[rule.kind].words(rule.params)


def _beside(pack: Pack, rule: Rule) -> list[tuple[str, str]]:
    same = (rule.citation.document, rule.citation.section)
    return [
        (one.id, KINDS[one.kind].words(one.params))
        for one in pack.chosen
        if one.id != rule.id and (one.citation.document, one.citation.section) == same
    ]

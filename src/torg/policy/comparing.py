"""Two editions of a pack, or two municipalities' packs, held side by side in plain words."""

from collections.abc import Iterator
from dataclasses import dataclass

from torg.policy.catalogue import PARAMETERS, Parameter
from torg.policy.explaining import OUTCOMES, where_in_words
from torg.policy.findings import Verdict
from torg.policy.kinds import KINDS
from torg.policy.office import hours_in_words
from torg.policy.pack import Pack
from torg.policy.rule import AppliesTo, Rule

ABSENT = "Inte reglerat här"
_FORCE = {Verdict.STOP: "stoppar", Verdict.WARN: "varnar", Verdict.ADVISE: "tips"}
_OFFICE = "office.hours"  # stated by every pack, in [office] and not in a rule


@dataclass(frozen=True, slots=True)
class Side:
    """What one municipality says about a parameter. rules: none when no rule states it."""

    pack: Pack
    rules: tuple[Rule, ...]
    said: str

    @property
    def stated(self) -> bool:
        """Whether it is regulated at all."""
        return bool(self.said)

    @property
    def words(self) -> str:
        """The value in Swedish, or that there is none."""
        return self.said or ABSENT


def side(pack: Pack, parameter: str) -> Side:
    """What the pack says about the parameter."""
    rules = tuple(pack.stating(parameter))
    said = [_said(rule) for rule in rules]
    if parameter == _OFFICE:
        said.append(hours_in_words(pack.office))
    return Side(pack, rules, " ".join(dict.fromkeys(said)))


def _said(rule: Rule) -> str:
    """What it says, how hard it is, and where when that is not everywhere."""
    kind = KINDS[rule.kind]
    force = [_FORCE[rule.verdict]] if kind.judge else []
    where = [] if rule.applies_to == AppliesTo() else [where_in_words(rule.applies_to)]
    marks = ", ".join(force + where)
    words = kind.words(rule.params)
    return f"{words.removesuffix('.')} ({marks})." if marks else words


def side_by_side(packs: list[Pack]) -> Iterator[tuple[Parameter, list[Side]]]:
    """Every parameter of the catalogue, with what each pack says of it."""
    for parameter in PARAMETERS.values():
        yield parameter, [side(pack, parameter.key) for pack in packs]


def changes(old: Pack, new: Pack) -> list[str]:
    """What is different in the new edition, one Swedish sentence each; none: nothing that rules."""
    before = {rule.id: rule for rule in old.rules}
    after = {rule.id: rule for rule in new.rules}
    told = [f"Ny regel: {_whole(after[key])}" for key in after if key not in before]
    told += [f"Regeln tas bort: {_whole(before[key])}" for key in before if key not in after]
    for key in before.keys() & after.keys():
        told += _changed(before[key], after[key])
    for key, choice in new.choices.items():
        earlier = old.choices.get(key)
        if earlier is None or earlier.holds != choice.holds:
            words = next(each.words for each in choice.option if each.key == choice.holds)
            told.append(f"{choice.title}: läses nu som ”{words}”.")
    if old.office != new.office:
        told.append("Kontorstider, lediga dagar eller halvdagar ändras.")
    return sorted(told)


def _changed(old: Rule, new: Rule) -> Iterator[str]:
    title = f"{KINDS[new.kind].title} ({new.id}, {new.citation})"
    pairs = (
        (KINDS[old.kind].words(old.params), KINDS[new.kind].words(new.params)),
        (f"Regeln {OUTCOMES[old.verdict]}.", f"Regeln {OUTCOMES[new.verdict]}."),
        (f"Gäller {where_in_words(old.applies_to)}.", f"Gäller {where_in_words(new.applies_to)}."),
        (f"{old.message} {old.reason}".strip(), f"{new.message} {new.reason}".strip()),
        (_days(old), _days(new)),
        (f"Källa: {old.citation}.", f"Källa: {new.citation}."),
    )
    for before, after in pairs:
        if before != after:
            yield f"{title}. Förr: {before} Nu: {after}"


def _whole(rule: Rule) -> str:
    words = KINDS[rule.kind].words(rule.params)
    return f"{KINDS[rule.kind].title} ({rule.id}, {rule.citation}). {words}"


def _days(rule: Rule) -> str:
    begins, ends = rule.citation.valid_from or "tills vidare", rule.citation.valid_to
    return f"Giltig från {begins}" + (f" till och med {ends}." if ends else ".")

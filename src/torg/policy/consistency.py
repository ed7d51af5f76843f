"""Rules of one pack held against each other: those that could never both hold are told."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import combinations

from torg.policy.kinds import KINDS, day_booking, post_limit, post_minimum
from torg.policy.pack import Pack
from torg.policy.pack_format import Statute
from torg.policy.rule import AppliesTo, Rule

Disagreement = tuple[Rule, Rule, str, str]


def disagreements(pack: Pack) -> Iterator[Disagreement]:
    """(first, second, what is wrong, what would be right) for each pair that cannot be."""
    for first, second in combinations(pack.rules, 2):
        if not _could_meet(first, second):
            continue
        for judge in (_same_thing_twice, _more_asked_than_allowed):
            if told := judge(first, second):
                yield (first, second, *told)


def statutes_at_once(laws: Sequence[Statute]) -> Iterator[tuple[int, str, str]]:
    """(number of the law from 0, what is wrong, what would be right) for each that overlaps."""
    for (_, first), (number, second) in combinations(enumerate(laws), 2):
        begins, ends = second.valid_from or date.min, second.valid_to or date.max
        before, after = first.valid_from or date.min, first.valid_to or date.max
        if first.key == second.key and before <= ends and begins <= after:
            why = f"gäller samtidigt som {first.title}"
            yield number, why, "Lagar med samma nyckel avlöser varandra: avsluta den ena."


def _could_meet(first: Rule, second: Rule) -> bool:
    """Whether both can hold at one time, under one set of readings."""
    if first.reading and second.reading and first.reading[0] == second.reading[0]:
        return first.reading == second.reading and _overlap(first, second)
    return _overlap(first, second)


def _overlap(first: Rule, second: Rule) -> bool:
    (a, b), (c, d) = _days(first), _days(second)
    return a <= d and c <= b


def _days(rule: Rule) -> tuple[date, date]:
    cited = rule.citation
    return cited.valid_from or date.min, cited.valid_to or date.max


def _same_thing_twice(first: Rule, second: Rule) -> tuple[str, str] | None:
    """Two answers to a question that has one, for the same channels at the same time."""
    kind = KINDS[first.kind]
    if first.kind != second.kind or not kind.single or first.applies_to != second.applies_to:
        return None
    if kind.about and kind.about(first.params) != kind.about(second.params):
        return None
    title = kind.title
    why = f"båda säger vad som gäller för samma kanaler på samma tid ({title})"
    return why, "Avsluta den ena med valid_to dagen innan den andra börjar, eller ta bort en."


def _stopped_from(rule: Rule) -> int | None:
    params = rule.params_as(post_limit.Params)
    return params.from_post - 1 if rule.verdict == "stop" and params.to_post is None else None


_MOST: dict[str, Callable[[Rule], int | None]] = {
    "day_booking": lambda rule: rule.params_as(day_booking.Params).max_per_day,
    "post_limit": _stopped_from,
}


def _more_asked_than_allowed(first: Rule, second: Rule) -> tuple[str, str] | None:
    """A minimum above what the same channel may publish."""
    for least, most in ((first, second), (second, first)):
        if least.kind != "post_minimum" or most.kind not in _MOST:
            continue
        allowed = _MOST[most.kind](most)
        if allowed is None or not _shared(least.applies_to, most.applies_to):
            continue
        asked = least.params_as(post_minimum.Params)
        days = 7 if asked.per == "week" else 1
        if asked.posts > allowed * days:
            why = f"{least.id} kräver fler inlägg än {most.id} tillåter"
            return why, "Sänk det minsta antalet, höj taket eller skilj kanalerna åt."
    return None


def _shared(one: AppliesTo, other: AppliesTo) -> bool:
    """Whether some channel is covered by both."""
    pairs = (
        (one.networks, other.networks),
        (one.channel_classes, other.channel_classes),
        (one.channels, other.channels),
    )
    return all(not a or not b or a & b for a, b in pairs)

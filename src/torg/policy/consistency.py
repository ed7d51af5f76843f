"""Rules of one pack held against each other: those that could never both hold are told."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import combinations

from torg.policy.kinds import KINDS, day_booking, post_limit, post_minimum, post_range
from torg.policy.pack import Pack
from torg.policy.pack_format import Statute
from torg.policy.rule import Rule

Disagreement = tuple[Rule, Rule, str, str]


def disagreements(pack: Pack) -> Iterator[Disagreement]:
    """(first, second, what is wrong, what would be right) for each pair that cannot be."""
    for first, second in combinations(pack.rules, 2):
        if not _could_meet(first, second):
            continue
        for judge in (_same_thing_twice, _limited_and_free, _more_asked_than_allowed):
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
    """Two answers to a question that has one, for some of the same channels at the same time.

    One for fewer channels than the other is an exception to it, and may stand.
    """
    kind, here, there = KINDS[first.kind], first.applies_to, second.applies_to
    if first.kind != second.kind or not kind.same_question(first, second):
        return None
    if here.particular != there.particular or not here.meets(there):
        return None
    why = f"båda säger vad som gäller för samma kanaler på samma tid ({kind.title})"
    return why, "Avsluta den ena med valid_to dagen innan den andra börjar, eller ta bort en."


def _limited_and_free(first: Rule, second: Rule) -> tuple[str, str] | None:
    """No limit said aloud, and a limit that stops."""
    for free, limit in ((first, second), (second, first)):
        if free.kind != "post_freely" or limit.kind not in _MOST:
            continue
        if _MOST[limit.kind](limit) is not None and free.applies_to.meets(limit.applies_to):
            why = f"{free.id} säger att inget tak finns och {limit.id} stoppar vid ett"
            return why, "Ta bort den ena, eller skilj kanalerna åt."
    return None


def _stopped_from(rule: Rule) -> int | None:
    params = rule.params_as(post_limit.Params)
    return params.from_post - 1 if rule.verdict == "stop" and params.to_post is None else None


# The most posts of a day.
_MOST: dict[str, Callable[[Rule], int | None]] = {
    "day_booking": lambda rule: rule.params_as(day_booking.Params).max_per_day,
    "post_limit": _stopped_from,
}
_DAYS_ASKED = {"working_day": 5}


def _more_asked_than_allowed(first: Rule, second: Rule) -> tuple[str, str] | None:
    """A minimum above what the same channel may publish."""
    for least, most in ((first, second), (second, first)):
        asked = _asked_in_a_week(least)
        if not asked or not least.applies_to.meets(most.applies_to):
            continue
        posts, days = asked
        allowed = _allowed_in(most, days)
        if allowed is not None and posts > allowed:
            why = f"{least.id} kräver fler inlägg än {most.id} tillåter"
            return why, "Sänk det minsta antalet, höj taket eller skilj kanalerna åt."
    return None


def _asked_in_a_week(rule: Rule) -> tuple[int, int] | None:
    """(posts, on how many days of the week they may come); None for a rule that asks for none."""
    if rule.kind == "post_range":
        return rule.params_as(post_range.Params).least, 7
    if rule.kind != "post_minimum":
        return None
    asked = rule.params_as(post_minimum.Params)
    if asked.per == "week":
        return asked.posts, 7
    days = _DAYS_ASKED.get(asked.per, 7)
    return asked.posts * days, days


def _allowed_in(rule: Rule, days: int) -> int | None:
    """The most posts that a rule lets through on so many days of a week."""
    if rule.kind == "post_range":
        return rule.params_as(post_range.Params).most
    most = _MOST[rule.kind](rule) if rule.kind in _MOST else None
    return None if most is None else most * days

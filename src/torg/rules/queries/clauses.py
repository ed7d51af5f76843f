"""What the municipality states of a matter, to be shown beside it or cited in a refusal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from torg.people.models import Municipality
from torg.policy.facts import Place
from torg.policy.kinds import KINDS
from torg.rules.queries.held import NoPack
from torg.rules.queries.in_force import engine_in_force


@dataclass(frozen=True, slots=True)
class Clause:
    """A rule in force where it is asked about: what it says, and its clause.

    states: the params that it gives a value.
    """

    rule_id: str
    words: str
    citation: str
    states: frozenset[str]


def clauses(
    municipality: Municipality, kinds: Sequence[str], place: Place, at: datetime
) -> list[Clause]:
    """What the rules of the kinds say of the place; empty where the municipality states nothing.

    kinds: names of rule kinds, in the order that is wanted. The most particular rule first.
    """
    try:
        engine = engine_in_force(municipality, at)
    except NoPack:
        return []
    on = engine.setting(at).on
    return [
        Clause(
            rule_id=rule.id,
            words=KINDS[kind].words(rule.params),
            citation=str(rule.citation),
            states=frozenset(key for key, value in rule.params if value),
        )
        for kind in kinds
        for rule in engine.rules_for(kind, place, on)
    ]


def clause_of(
    municipality: Municipality, kind: str, place: Place, at: datetime, *, states: str = ""
) -> str:
    """The clause that a refusal about the matter cites; "" where the municipality states none.

    states: a param that the rule has to state, where rules of the kind say different things.
    """
    found = clauses(municipality, [kind], place, at)
    return next((each.citation for each in found if not states or states in each.states), "")

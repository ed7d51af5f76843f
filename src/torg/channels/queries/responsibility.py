"""Who answers for what: the organisation as a tree, with each unit's channels and their gaps."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from torg.channels.models import Channel
from torg.channels.queries import Lacks, lacking_under, visible_to
from torg.channels.queries.public import Status, status_of
from torg.channels.states import ChannelState
from torg.people.models import Department, User
from torg.people.queries import all_units
from torg.rules.queries import NoPack, channel_rules


@dataclass(frozen=True, slots=True)
class Held:
    """One channel. lacks: (key, words, clause) of what the register wants and has not."""

    channel: Channel
    lacks: Lacks
    untouched: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """depth: 0 at the top. held: its own channels; breaches: how many of them and of those of
    the units below it lack something.
    """

    department: Department
    depth: int
    held: tuple[Held, ...]
    breaches: int
    channels: int


def who_answers(user: User, today: date, top: UUID | None = None) -> list[Unit]:
    """Every unit that goes on or still owns a channel, in the order of a tree.

    top: that unit and those under it. Closed channels are left out. Questions: one for the
    units, one for the channels.
    """
    owned = _owned(user, today)
    units = all_units(user.municipality_id)
    kept = [unit for unit in units if unit.ended_on is None or unit.pk in owned]
    below: dict[UUID | None, list[Department]] = {}
    known = {unit.pk for unit in kept}
    for unit in kept:
        below.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    starts = [unit for unit in kept if unit.pk == top] if top else below.get(None, [])
    return [one for start in starts for one in _walk(start, 0, below, owned)]


def _owned(user: User, today: date) -> dict[UUID, list[Held]]:
    rules = None
    with suppress(NoPack):  # who answers is known all the same; what is lacking is not
        rules = channel_rules(user.municipality)
    found: dict[UUID, list[Held]] = {}
    for channel in visible_to(user).exclude(state=ChannelState.CLOSED).order_by("name"):
        lacks = lacking_under(rules, channel, user) if rules else ()
        one = Held(channel, lacks, status_of(channel, today) == Status.REVIEWED)
        found.setdefault(channel.department_id, []).append(one)
    return found


def _walk(
    unit: Department,
    depth: int,
    below: dict[UUID | None, list[Department]],
    owned: dict[UUID, list[Held]],
) -> Iterator[Unit]:
    under = [list(_walk(child, depth + 1, below, owned)) for child in below.get(unit.pk, [])]
    own = tuple(owned.get(unit.pk, ()))
    children = [branch[0] for branch in under]
    yield Unit(
        department=unit,
        depth=depth,
        held=own,
        breaches=sum(bool(one.lacks) for one in own) + sum(one.breaches for one in children),
        channels=len(own) + sum(one.channels for one in children),
    )
    for branch in under:
        yield from branch


def ownerless(user: User) -> list[Channel]:
    """Channels that are not closed and whose unit has ended: they need a new owner."""
    rows = visible_to(user).exclude(state=ChannelState.CLOSED)
    return list(rows.filter(department__ended_on__isnull=False))

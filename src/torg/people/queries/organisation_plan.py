"""What a file would change in the organisation: nothing is written here."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from torg.kernel.canonical import dumps
from torg.kernel.digests import sha256_hex
from torg.people.models import Department, DepartmentKind
from torg.people.queries.organisation_file import COLUMNS, Fault, Line, Sheet

KINDS_OF_CHANGE = ("new", "renamed", "moved", "kind", "code", "resumed", "ended")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would be otherwise. row: in the file, 0 for a unit that it leaves out.

    what: of KINDS_OF_CHANGE. before, after: as they are to be read; "" for none.
    """

    row: int
    what: str
    name: str
    before: str = ""
    after: str = ""


@dataclass(slots=True, eq=False)
class Target:
    """A unit as it will be. unit: as it is now, None for a new one. line: None: left out."""

    unit: Department | None
    line: Line | None
    name: str
    kind: DepartmentKind
    code: str
    ended: bool
    parent: "Target | None" = None

    @property
    def row(self) -> int:
        """In the file; 0 for a unit that it leaves out."""
        return self.line.row if self.line else 0


@dataclass(frozen=True, slots=True)
class Plan:
    """changes and targets are empty where there are faults."""

    changes: tuple[Change, ...]
    faults: tuple[Fault, ...]
    targets: tuple[Target, ...]

    @property
    def digest(self) -> str:
        """Of everything that would change: what was seen is what is carried out."""
        return sha256_hex(dumps([asdict(change) for change in self.changes]))

    @property
    def counts(self) -> dict[str, int]:
        """How many changes of each kind, in a fixed order."""
        found = Counter(change.what for change in self.changes)
        return {what: found[what] for what in KINDS_OF_CHANGE if found[what]}


@dataclass(slots=True)
class _Work:
    """Units as they are, found in the ways that a file names them, and what is wrong so far."""

    units: Sequence[Department]
    whole: bool
    faults: list[Fault] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)

    def wrong(self, row: int, key: str, reason: str) -> None:
        self.faults.append(Fault(row, str(COLUMNS[key]) if key else "", reason))


def plan(sheet: Sheet, units: Sequence[Department], *, whole: bool) -> Plan:
    """Every change that the file asks for, or every fault: never a part.

    units: all of the municipality. whole: units that the file leaves out are ended.
    """
    if sheet.faults:
        return Plan((), sheet.faults, ())
    work = _Work(units, whole)
    _match(sheet.lines, work)
    _refuse_twins(work)
    _hang(work)
    if not work.faults:
        _refuse_circles(work)
        _refuse_orphans(work)
    if work.faults:
        return Plan((), tuple(sorted(work.faults, key=lambda one: one.row)), ())
    found = (change for target in work.targets for change in _changes(target))
    return Plan(tuple(found), (), tuple(work.targets))


def _match(lines: Iterable[Line], work: _Work) -> None:
    """Each line to its unit: by code, by the name it had, by its name."""
    by_code = {unit.code.casefold(): unit for unit in work.units if unit.code}
    by_name = {unit.name.casefold(): unit for unit in work.units}
    taken: dict[UUID, int] = {}
    for line in lines:
        unit = by_code.get(line.code.casefold())
        if unit is None and line.former:
            unit = by_name.get(line.former.casefold())
            if unit is None and line.name.casefold() not in by_name:
                reason = _("Ingen enhet heter ”%(name)s”.") % {"name": line.former}
                work.wrong(line.row, "former", reason)
        unit = unit or by_name.get(line.name.casefold())
        if unit is not None and unit.pk in taken:
            reason = _("Enheten finns redan på rad %(row)d.") % {"row": taken[unit.pk]}
            work.wrong(line.row, "name", reason)
            continue
        if unit is None and line.ends:
            work.wrong(line.row, "ends", _("Enheten finns inte, och kan inte upphöra."))
        if unit is not None:
            taken[unit.pk] = line.row
        work.targets.append(_target(line, unit))
    left = [unit for unit in work.units if unit.pk not in taken]
    work.targets += [_left(unit, work) for unit in left]


def _target(line: Line, unit: Department | None) -> Target:
    kind = line.kind or DepartmentKind.DEPARTMENT
    code = line.code or (unit.code if unit else "")
    return Target(unit, line, line.name, kind, code, line.ends)


def _left(unit: Department, work: _Work) -> Target:
    ended = work.whole or unit.ended_on is not None
    return Target(unit, None, unit.name, DepartmentKind(unit.kind), unit.code, ended)


def _refuse_twins(work: _Work) -> None:
    names: dict[str, Target] = {}
    codes: dict[str, Target] = {}
    for target in sorted(work.targets, key=lambda one: (one.line is not None, one.row)):
        for key, word, seen in (("name", target.name, names), ("code", target.code, codes)):
            other = seen.setdefault(word.casefold(), target) if word else target
            if other is target:
                continue
            if other.line:
                reason = _("”%(word)s” står redan på rad %(row)d.")
            else:
                reason = _("”%(word)s” används av en enhet som inte finns i filen.")
            work.wrong(target.row, key, reason % {"word": word, "row": other.row})


def _hang(work: _Work) -> None:
    """Each unit under the one that it names; those left out stay where they are."""
    names = {target.name.casefold(): target for target in work.targets}
    codes = {target.code.casefold(): target for target in work.targets if target.code}
    units = {target.unit.pk: target for target in work.targets if target.unit}
    for target in work.targets:
        line = target.line
        if line is None:
            above = target.unit.parent_id if target.unit else None
            target.parent = units[above] if above else None
        elif line.parent:
            named = line.parent.casefold()
            target.parent = names.get(named) or codes.get(named)
            if target.parent is None:
                reason = _("Det finns ingen enhet som heter ”%(name)s”. Lägg den på en egen rad.")
                work.wrong(target.row, "parent", reason % {"name": line.parent})
        elif target.kind == DepartmentKind.OPERATION:
            reason = _("En verksamhet ligger under en förvaltning, ett bolag eller en nämnd.")
            work.wrong(target.row, "parent", reason)


def _refuse_circles(work: _Work) -> None:
    """Walk upwards once from each; what is met twice on one walk lies under itself."""
    safe: set[int] = set()
    for start in work.targets:
        path: list[Target] = []
        here: Target | None = start
        on_path: set[int] = set()
        while here is not None and id(here) not in safe and id(here) not in on_path:
            path.append(here)
            on_path.add(id(here))
            here = here.parent
        if here is not None and id(here) in on_path:
            ring = path[path.index(here) :]
            named = next((one for one in ring if one.line), here)
            reason = _("”%(name)s” hamnar under sig själv: %(ring)s.")
            way = " → ".join(one.name for one in [*ring, here])
            work.wrong(named.row, "parent", reason % {"name": named.name, "ring": way})
        safe |= on_path


def _refuse_orphans(work: _Work) -> None:
    """A unit that goes on cannot lie under one that ends with this file."""
    for target in work.targets:
        above = target.parent
        if target.ended or above is None or not above.ended:
            continue
        if target.line is None and above.line is None:
            continue
        reason = _("”%(name)s” ligger under ”%(above)s”, som upphör.")
        row = target.row or above.row
        work.wrong(row, "parent", reason % {"name": target.name, "above": above.name})


def _changes(target: Target) -> Iterator[Change]:
    unit, row = target.unit, target.row
    under = target.parent.name if target.parent else ""
    if unit is None:
        kind = str(target.kind.label)
        yield Change(row, "new", target.name, "", f"{kind}, {under}" if under else kind)
        return
    stood = unit.parent.name if unit.parent else ""
    told = (
        ("renamed", unit.name != target.name, unit.name, target.name),
        ("moved", _is_moved(unit, target.parent), stood, under),
        ("kind", unit.kind != target.kind, unit.get_kind_display(), str(target.kind.label)),
        ("code", unit.code != target.code, unit.code, target.code),
        ("resumed", unit.ended_on is not None and not target.ended, "", ""),
        ("ended", unit.ended_on is None and target.ended, "", ""),
    )
    for what, holds, before, after in told:
        if holds:
            yield Change(row, what, target.name, before, after)


def _is_moved(unit: Department, above: Target | None) -> bool:
    if above is None:
        return unit.parent_id is not None
    return above.unit is None or above.unit.pk != unit.parent_id

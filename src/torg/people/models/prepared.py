"""Questions whose SQL is made once: for those that every page or every comment asks.

Django writes a queryset's SQL anew at each use, which costs ten times what the database needs
to answer. Here it is written once for a key and kept; afterwards only values are put in.
"""

import re
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cached_property
from operator import itemgetter
from secrets import token_hex
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.query import get_related_populators

from torg.kernel.scope import current_scope
from torg.people.models.statement import run

MOST = 2_000
# Stand-ins while the SQL is written: moments, ids and words that no row and no filter has.
_FAR = datetime(1753, 1, 1, tzinfo=UTC)
_APART = timedelta(days=4_000)
_NEAR = timedelta(days=1_000)
_FIRST_ID = 0xDEAD_0000_0000
_WORD = f"\ue000{token_hex(8)}-"
_MARK = re.compile("%[%s]")
_PLAIN = re.compile("[A-Za-z0-9_.:-]*")

M = TypeVar("M", bound=models.Model)
Value = datetime | UUID | str
V = TypeVar("V", UUID, str)
Build = Callable[..., models.QuerySet[Any, Any]]
Slot = Callable[[Sequence[Any]], Any]
Row = tuple[Any, ...]
Shape = tuple[type[models.Model], list[str], slice, Sequence[Any]]
Reader = tuple[int, Callable[[Any], Any]]


def ask(key: Hashable, build: Build, *values: Value) -> list[Row]:
    """The rows of build(*values), a queryset of values_list.

    key: everything that build depends on but the values. A moment that build reckons from a
    value (two minutes before now) follows it. The open scope belongs to the key by itself, and
    so does the number of values (see `filled`). Raises ValueError for a word that build does
    not give to the database as it is.
    """
    return _prepared(key, build, values).rows(values)


def ask_objects(key: Hashable, build: Callable[..., models.QuerySet[M]], *values: Value) -> list[M]:
    """The objects of build(*values) with what it selects beside them; otherwise as `ask`."""
    return _prepared(key, build, values).objects(values)


def filled(values: Collection[V]) -> list[V]:
    """The values with one of them repeated up to a power of two.

    For a list of which the column holds one: a statement for each length would be many.
    """
    listed = list(values)
    more = (1 << (len(listed) - 1).bit_length()) - len(listed)
    return listed + listed[:1] * more


def _prepared(key: Hashable, build: Build, values: Sequence[Value]) -> "_Prepared":
    whole = (key, current_scope(), connection.vendor, tuple(map(type, values)))
    found = _known.get(whole)
    if found is None:
        if len(_known) >= MOST:
            _known.clear()
        found = _known[whole] = _Prepared(build, values)
    return found


class _Prepared:
    def __init__(self, build: Build, values: Sequence[Value]) -> None:
        marks = [_mark(number, value) for number, value in enumerate(values)]
        self._compiler = compiler = build(*marks).query.get_compiler(connection=connection)
        try:
            self._sql, params = compiler.as_sql()
        except EmptyResultSet:
            # Whoever may see nothing: there is no row to ask for.
            self._sql, params = "", ()
            return
        if lost := {mark for mark in marks if isinstance(mark, str)}.difference(
            param for param in params if isinstance(param, str)
        ):
            raise ValueError(f"{len(lost)} words do not come to the database as they are")
        self._slots: list[Slot] = []
        given = iter(params)
        self._sql = _MARK.sub(lambda found: self._put(found[0], given, marks), self._sql)
        columns = [column for column, _sql, _alias in compiler.select or ()]
        self._readers: list[Reader] = [
            (at, _reader(convert, column))
            for at, (converters, column) in compiler.get_converters(columns).items()
            for convert in converters
        ]

    def _put(self, mark: str, given: Iterator[Any], marks: Sequence[Value]) -> str:
        """What stands for a parameter: a mark for what changes, else the word or number itself.

        SQLite plans a statement anew at each use where a value that it is given might decide
        whether an index of some rows serves; and what is not given need not be bound.
        """
        if mark == "%%":
            return mark
        param = next(given)
        slot = _slot(param, marks)
        written = None if slot else _written(param)
        if written is not None:
            return written
        self._slots.append(slot or (lambda _values: param))
        return mark

    def rows(self, values: Sequence[Value]) -> list[Row]:
        if not self._sql:
            return []
        found: list[Row] = run(self._sql, [slot(values) for slot in self._slots]).fetchall()
        return [self._read(row) for row in found] if self._readers else found

    def objects(self, values: Sequence[Value]) -> list[Any]:
        rows = self.rows(values)
        if not rows:
            return []
        model, names, whose, related = self._shape
        found = [model.from_db(connection.alias, names, row[whose]) for row in rows]
        for populator in related:
            for one, row in zip(found, rows, strict=True):
                populator.populate(row, one)
        return found

    @cached_property
    def _shape(self) -> Shape:
        """How Django's own ModelIterable makes objects of rows."""
        compiler: Any = self._compiler
        info = compiler.klass_info
        whose = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
        names = [column.target.attname for column, _sql, _alias in compiler.select[whose]]
        # The stubs are of the next Django, whose function takes one thing more.
        related = get_related_populators(info, compiler.select, connection.alias)  # type: ignore[call-arg]
        return info["model"], names, whose, related

    def _read(self, row: Sequence[Any]) -> Row:
        read = list(row)
        for at, convert in self._readers:
            read[at] = convert(read[at])
        return tuple(read)


_known: dict[Hashable, _Prepared] = {}


def _mark(number: int, value: Value) -> Value:
    if isinstance(value, datetime):
        return _FAR + number * _APART
    return UUID(int=_FIRST_ID + number) if isinstance(value, UUID) else f"{_WORD}{number}"


def _written(constant: Any) -> str | None:
    """A plain word or number as SQL writes it; None for anything else."""
    plain = constant.value if isinstance(constant, Enum) else constant
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, int):
        return str(plain)
    return f"'{plain}'" if isinstance(plain, str) and _PLAIN.fullmatch(plain) else None


def _slot(param: Any, marks: Sequence[Value]) -> Slot | None:
    """How a parameter comes out of the values; None for one that is always the same."""
    if isinstance(param, str) and param in marks:
        return itemgetter(marks.index(param))
    for number, mark in enumerate(marks):
        if isinstance(mark, str):
            continue
        if isinstance(mark, UUID):
            if param in (mark, mark.hex):
                return _an_id(number)
            continue
        moment = _moment(param)
        if moment is not None and abs(moment - mark) < _NEAR:
            return _a_moment(number, moment - mark)
    return None


def _an_id(number: int) -> Slot:
    if connection.vendor == "sqlite":
        return lambda values: values[number].hex
    return lambda values: values[number]


def _a_moment(number: int, away: timedelta) -> Slot:
    if connection.vendor == "sqlite":
        return lambda values: str((values[number] + away).astimezone(UTC).replace(tzinfo=None))
    return lambda values: values[number] + away


def _reader(convert: Callable[..., Any], column: Any) -> Callable[[Any], Any]:
    """A column's converter; SQLite's own for moments and ids at a fraction of their price."""
    if connection.vendor == "sqlite" and getattr(convert, "__self__", None) is connection.ops:
        quick = _QUICK.get(convert.__name__)
        if quick is not None:
            return quick
    return lambda value: convert(value, column, connection)


def _instant(value: datetime | str | None) -> datetime | None:
    """A column comes as a whole moment, what is reckoned comes as text without a zone."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value


_QUICK: dict[str, Callable[[Any], Any]] = {
    "convert_datetimefield_value": _instant,
    "convert_uuidfield_value": lambda value: None if value is None else UUID(value),
}


def _moment(param: Any) -> datetime | None:
    """A parameter as a moment: SQLite is given text without a zone."""
    if isinstance(param, datetime):
        return param
    if not isinstance(param, str) or not param.startswith("1"):
        return None
    try:
        found = datetime.fromisoformat(param)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)

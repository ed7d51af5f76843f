"""Which municipality's rows the running code may see. Fails closed.

A query on a scoped model outside every scope raises NoScope: forgetting to
say whose rows are meant shows nothing, rather than everybody's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from uuid import UUID


class NoScope(RuntimeError):
    """A scoped query was made while no municipality was in scope."""


class Everyone(Enum):
    """The explicit scope of system work over all municipalities."""

    ALL = "all"


_scope: ContextVar[UUID | Everyone | None] = ContextVar("torg_scope", default=None)


def current_scope() -> UUID | Everyone:
    """The municipality in scope, or Everyone.ALL. Raises NoScope when none is."""
    held = _scope.get()
    if held is None:
        raise NoScope("no municipality in scope")
    return held


def has_scope() -> bool:
    """Whether any scope is open."""
    return _scope.get() is not None


@contextmanager
def scope(municipality_id: UUID) -> Iterator[None]:
    """Open the scope of one municipality for the block."""
    token = _scope.set(municipality_id)
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def every_municipality() -> Iterator[None]:
    """Open the scope of all municipalities: system jobs and commands only."""
    token = _scope.set(Everyone.ALL)
    try:
        yield
    finally:
        _scope.reset(token)

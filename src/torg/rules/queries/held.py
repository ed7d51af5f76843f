"""What a municipality has adopted, looked up once where a piece of work asks many times."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from torg.kernel.refusals import Refusal
from torg.people.models import Municipality
from torg.people.models.prepared import ask_objects
from torg.rules.models import PackAdoption

_held: ContextVar[dict[UUID, list[PackAdoption]] | None]
_held = ContextVar("adoptions_held", default=None)


# The rules themselves are read once for each digest; the rest is fetched if asked for.
READ_OF_IT = ("municipality_id", "number", "digest", "version", "in_force_from")


class NoPack(Refusal):
    """The municipality has adopted no rules, or none that this version of Torg can read."""


def adoptions(municipality: Municipality) -> list[PackAdoption]:
    """All of them, in the order in which they come into force. Raises NoPack."""
    held = _held.get()
    if held is None:
        return _looked_up(municipality)
    if municipality.pk not in held:
        held[municipality.pk] = _looked_up(municipality)
    return held[municipality.pk]


def _looked_up(municipality: Municipality) -> list[PackAdoption]:
    if found := ask_objects("rules.adoptions", _every, municipality.pk):
        return found
    raise NoPack(
        _("Kommunen har inte antagit något regelverk."),
        remedy=_("Systemadministratören antar kommunens regelverk."),
    )


def _every(municipality: UUID) -> QuerySet[PackAdoption]:
    every = PackAdoption.objects.filter(municipality_id=municipality)
    return every.order_by("in_force_from", "number").only(*READ_OF_IT)


def of_the_time(every: Sequence[PackAdoption], at: datetime) -> PackAdoption:
    """The one of them that is in force at the instant; before the first one, that one."""
    begun = [adoption for adoption in every if adoption.in_force_from <= at]
    return begun[-1] if begun else every[0]


@contextmanager
def adoptions_held() -> Iterator[None]:
    """Look up each municipality's adoptions only once in the block.

    For a page or a piece of work that asks many times while nothing is adopted.
    """
    if _held.get() is not None:
        yield
        return
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def forget_held(municipality: Municipality) -> None:
    """Something was adopted after all: look it up anew in the block of `adoptions_held`."""
    held = _held.get()
    if held is not None:
        held.pop(municipality.pk, None)

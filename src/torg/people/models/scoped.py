from typing import Self, TypeVar

from django.db import models

from torg.kernel.identifiers import uuid7
from torg.kernel.scope import Everyone, current_scope
from torg.people.models.municipality import Municipality

Row = TypeVar("Row", bound=models.Model, covariant=True)  # noqa: PLC0105


class ScopedQuerySet(models.QuerySet[Row]):
    """Rows of the municipality in scope."""

    def in_scope(self) -> Self:
        """Narrow to the open scope. Raises NoScope when none is open."""
        held = current_scope()
        if held is Everyone.ALL:
            return self
        return self.filter(municipality_id=held)


class ScopedManager(models.Manager.from_queryset(ScopedQuerySet)[Row]):  # type: ignore[misc]
    """The default manager: fails closed outside every scope."""

    def get_queryset(self) -> ScopedQuerySet[Row]:
        """The rows in scope. Raises NoScope when no scope is open."""
        rows: ScopedQuerySet[Row] = super().get_queryset()
        return rows.in_scope()


class Scoped(models.Model):
    """What every row of Torg has: a time-ordered id and a municipality it belongs to."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        abstract = True

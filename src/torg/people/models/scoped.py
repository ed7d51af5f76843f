from typing import TypeVar

from django.db import models

from torg.kernel.identifiers import uuid7
from torg.kernel.scope import Everyone, current_scope
from torg.people.models.municipality import Municipality

Row = TypeVar("Row", bound=models.Model, covariant=True)  # noqa: PLC0105


class ScopedManager(models.Manager[Row]):
    """The default manager: only the rows in scope, and no rows without one."""

    def get_queryset(self) -> models.QuerySet[Row]:
        """The rows of the open scope. Raises NoScope when none is open."""
        held = current_scope()
        rows = super().get_queryset()
        return rows if held is Everyone.ALL else rows.filter(municipality_id=held)


class Scoped(models.Model):
    """What every row of Torg has: a time-ordered id and a municipality it belongs to."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        abstract = True


class Numerous(Scoped):
    """A row of which a municipality may have a million.

    Each index costs every row that is written, and one of the municipality alone finds nothing:
    those of the model begin with it where they must.
    """

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        abstract = True

from django.db import models
from django.utils.translation import gettext_lazy as _

from torg.people.models.scoped import Scoped


class DepartmentKind(models.TextChoices):
    """Units of the organisation tree (M1-03, G-30, V-08)."""

    BOARD = "board", _("Nämnd")
    DEPARTMENT = "department", _("Förvaltning")
    COMPANY = "company", _("Bolag")
    OPERATION = "operation", _("Verksamhet")


class Department(Scoped):
    """A unit that owns channels: department, company, board or an operation under one.

    code: the municipality's own number or letters for it, by which a file finds it again when
    it has been renamed. ended_on: a Swedish date; from then nothing new is given to it.
    """

    name = models.CharField(max_length=120)
    kind = models.CharField(
        max_length=12, choices=DepartmentKind.choices, default=DepartmentKind.DEPARTMENT
    )
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    code = models.CharField(max_length=40, blank=True, default="")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name"], name="department_named_once"),
            models.UniqueConstraint(
                fields=["municipality", "code"],
                condition=~models.Q(code=""),
                name="department_code_once",
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("pk")),
                name="department_not_under_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def in_full(self) -> str:
        """The name; an operation with the department that it stands under (M1-03)."""
        is_under = self.kind == DepartmentKind.OPERATION and self.parent
        return f"{self}, {self.parent}" if is_under else self.name

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
    """A unit that owns channels: department, company, board or an operation under one."""

    name = models.CharField(max_length=120)
    kind = models.CharField(
        max_length=12, choices=DepartmentKind.choices, default=DepartmentKind.DEPARTMENT
    )
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name"], name="department_named_once")
        ]

    def __str__(self) -> str:
        return self.name

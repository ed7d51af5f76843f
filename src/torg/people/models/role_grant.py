from typing import Any

from django.db import models
from django.db.models import Q

from torg.people.models.organisation import Department
from torg.people.models.scoped import Scoped
from torg.people.models.user import User


class RoleGrant(Scoped):
    """A role held by a person: for the whole municipality, or for one department."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=40)
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "department"],
                name="role_granted_once_per_department",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(department__isnull=True),
                name="role_granted_once_for_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.role}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Also makes the held instance of the person ask anew."""
        super().save(*args, **kwargs)
        self.user.forget_roles()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Also makes the held instance of the person ask anew."""
        self.user.forget_roles()
        return super().delete(*args, **kwargs)

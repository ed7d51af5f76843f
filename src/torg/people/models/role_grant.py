from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q

from torg.people.models.organisation import Department
from torg.people.models.scoped import Scoped
from torg.people.models.user import User


class RoleGrant(Scoped):
    """A role held by a person: for the whole municipality, or for one department.

    starts_on, ends_on: Swedish dates, the first and the last day on which it is held; open when
    None. stands_in_for: the grant whose holder this person replaces between two dates.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=40)
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    stands_in_for = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="deputies"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "department"],
                condition=Q(stands_in_for__isnull=True),
                name="role_granted_once_per_department",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(department__isnull=True, stands_in_for__isnull=True),
                name="role_granted_once_for_all",
            ),
            models.UniqueConstraint(
                fields=["user", "stands_in_for", "starts_on"], name="deputy_once_from_a_day"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="role_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(stands_in_for__isnull=True)
                | Q(starts_on__isnull=False, ends_on__isnull=False),
                name="deputy_has_two_dates",
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

    def holds_on(self, day: date) -> bool:
        """Whether the role is held on the day."""
        return (self.starts_on is None or self.starts_on <= day) and (
            self.ends_on is None or self.ends_on >= day
        )

    @staticmethod
    def held_on(day: date) -> Q:
        """The same as a condition."""
        return (Q(starts_on__isnull=True) | Q(starts_on__lte=day)) & (
            Q(ends_on__isnull=True) | Q(ends_on__gte=day)
        )

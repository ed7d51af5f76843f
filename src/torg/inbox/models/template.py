from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from torg.people.models import Department, Scoped, User


class Reach(models.TextChoices):
    """Who finds a template."""

    PERSONAL = "personal", _("Bara jag")
    DEPARTMENT = "department", _("Min förvaltning")
    SHARED = "shared", _("Hela kommunen")


class Template(Scoped):
    """A text to start a reply from, with {förnamn}, {ditt förnamn}, {titel} and {länk}."""

    reach = models.CharField(max_length=10, choices=Reach.choices, default=Reach.SHARED)
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(max_length=120)
    body = models.TextField()
    reviewed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reach="personal") | Q(owner__isnull=False),
                name="template_personal_has_owner",
            ),
            models.CheckConstraint(
                condition=~Q(reach="department") | Q(department__isnull=False),
                name="template_department_named",
            ),
        ]

    def __str__(self) -> str:
        return self.title

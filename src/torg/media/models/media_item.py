from django.db import models
from django.db.models import Q

from torg.people.models import Department, Scoped, User


class MediaItem(Scoped):
    """One image. `digest` finds its bytes; `alt` or the choice of decorative is required.

    taken_on: the local day of the picture, or of the consent to it: the law of that day holds.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    file_name = models.CharField(max_length=150)
    mime = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.CharField(max_length=2000, blank=True, default="")
    decorative = models.BooleanField(default=False)
    credit = models.CharField(max_length=200, blank=True, default="")
    taken_on = models.DateField(null=True, blank=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decorative=True) | ~Q(alt=""), name="media_alt_or_decorative"
            )
        ]

    def __str__(self) -> str:
        return self.file_name

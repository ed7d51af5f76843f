from django.db import models
from django.db.models import Q

from torg.people.models import Department, Scoped, User
from torg.rules.models.pack_adoption import PackAdoption


class Dispatch(Scoped):
    """One who is to be sent an adopted version: the file, or a board (V-03).

    unit: the board; none for the file. recipient: its name when the version was adopted.
    address: where it was sent, such as the registry's address; "" until it is sent.
    """

    adoption = models.ForeignKey(PackAdoption, on_delete=models.PROTECT, related_name="dispatches")
    unit = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recipient = models.CharField(max_length=120)
    address = models.CharField(max_length=200, blank=True, default="")
    sent_on = models.DateField(null=True, blank=True)
    sent_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["recipient"]
        constraints = [
            models.UniqueConstraint(fields=["adoption", "unit"], name="dispatch_once_per_board"),
            models.UniqueConstraint(
                fields=["adoption"], condition=Q(unit__isnull=True), name="dispatch_file_once"
            ),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True, sent_by__isnull=True)
                | Q(sent_on__isnull=False, sent_by__isnull=False),
                name="dispatch_sent_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.recipient

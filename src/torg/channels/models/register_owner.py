from django.db import models

from torg.people.models import Scoped, User


class RegisterOwner(Scoped):
    """The support function that owns the channel register, and its own mailbox (G-68).

    name: the function, never a person. mailbox: where orders go; "" while none is set.
    """

    name = models.CharField(max_length=120)
    mailbox = models.EmailField(blank=True, default="")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality"], name="register_has_one_owner")
        ]

    def __str__(self) -> str:
        return self.name

from django.db import models
from django.db.models import F, Q

from torg.people.models.scoped import Scoped
from torg.people.models.user import User


class AccessToken(Scoped):
    """A key for programs that call the API as the person who made it, with that person's rights.

    digest: SHA-256 of the secret, which is shown once and stored nowhere. used_at: to the hour.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="access_tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="access_token_ends"
            )
        ]

    def __str__(self) -> str:
        return self.name

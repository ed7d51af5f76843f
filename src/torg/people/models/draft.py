from django.db import models

from torg.people.models.scoped import Scoped
from torg.people.models.user import User


class Draft(Scoped):
    """What one person has typed into one form and not sent. Nobody else reads it.

    form: which form, such as "reply". about_id: what it is about; "" for something new.
    fields: field name to its values, as a form sends them. token: the opened form it came
    from. settled_token: the one that was sent or thrown away last; what still arrives from
    that form is too late.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=40)
    about_id = models.CharField(max_length=64, blank=True, default="")
    fields = models.JSONField(default=dict)
    token = models.CharField(max_length=64, blank=True, default="")
    settled_token = models.CharField(max_length=64, blank=True, default="")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "form", "about_id"], name="draft_once_per_form")
        ]
        indexes = [models.Index(fields=["saved_at"], name="draft_age")]

    def __str__(self) -> str:
        return f"{self.form} · {self.about_id}"

    @property
    def is_empty(self) -> bool:
        """Whether it was sent or thrown away."""
        return not self.fields

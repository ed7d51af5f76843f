from django.db import models
from django.db.models import Q

from torg.people.models.scoped import Scoped
from torg.people.models.user import User
from torg.people.states import ImportState


class OrganisationImport(Scoped):
    """A file with the organisation, from when it was looked through.

    text: the file as read; digest: SHA-256 of text. whole: units that the file leaves out are
    ended. plan: the changes as they were first shown, then as they were carried out; see
    queries.organisation_plan.Change.
    """

    state = models.CharField(
        max_length=8,
        choices=[(state.value, state.value) for state in ImportState],
        default=ImportState.CHECKED.value,
    )
    filename = models.CharField(max_length=200)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    whole = models.BooleanField(default=False)
    plan = models.JSONField(default=list)
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-checked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(state=ImportState.CHECKED.value),
                name="organisation_import_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ImportState]),
                name="organisation_import_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state=ImportState.CHECKED.value, settled_at__isnull=True)
                | (~Q(state=ImportState.CHECKED.value) & Q(settled_at__isnull=False)),
                name="organisation_import_settles_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filename} · {self.state}"

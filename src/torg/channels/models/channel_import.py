from django.db import models

from torg.people.models import Department, Scoped, User


class ChannelImport(Scoped):
    """A table that somebody has opened and not yet taken in; gone when it is, or is left.

    rows: lists of texts, as long as each other. heading: which of them is the heading, from 0.
    columns: field of the register -> number of the column. department: who owns a channel whose
    row does not say it.
    """

    by = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    rows = models.JSONField(default=list)
    heading = models.PositiveSmallIntegerField(default=0)
    columns = models.JSONField(default=dict)
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

from django.db import models
from django.db.models import Q

from torg.handbook.states import Asking
from torg.kernel.refs import Ref
from torg.people.models import Department, Scoped, User


class Question(Scoped):
    """What somebody asks the communications department, and the answer (M2-10).

    kind, target: the object it is about, as in a Ref; both empty when it is about none.
    page: the path in the desk that it was asked from. department: whose the object is.
    """

    asker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    kind = models.CharField(max_length=40, blank=True, default="")
    target = models.UUIDField(null=True, blank=True)
    page = models.CharField(max_length=200, blank=True, default="")
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    state = models.CharField(
        max_length=10,
        choices=[(each.value, each.value) for each in Asking],
        default=Asking.ASKED.value,
    )
    answer = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "target"], name="question_about")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[Asking.ASKED, Asking.WITHDRAWN], answered_by=None, answered_at=None
                )
                | Q(
                    ~Q(answer=""),
                    state=Asking.ANSWERED,
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                ),
                name="question_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(kind="", target=None) | Q(~Q(kind=""), target__isnull=False),
                name="question_about_one_object",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind or self.page} · {self.asked_at:%Y-%m-%d}"

    @property
    def refs(self) -> list[Ref]:
        """What the ledger tells of it: the question itself, and the object it is about."""
        own = [Ref("handbook.question", str(self.pk))]
        return [*own, Ref(self.kind, str(self.target))] if self.kind else own

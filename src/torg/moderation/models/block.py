from django.db import models
from django.db.models import F, Q

from torg.inbox.models import Person
from torg.moderation.models.case import Case
from torg.people.models import Scoped, User


class Block(Scoped):
    """A person kept out of a channel: on a ground, by someone, until it is reviewed (V-66).

    The review date always comes after the decision: nobody is kept out and forgotten (A-25).
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="blocks")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="block")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    review_on = models.DateField()

    class Meta:
        ordering = ["review_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(review_on__gt=F("decided_at__date")), name="block_reviewed_later"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.review_on}"

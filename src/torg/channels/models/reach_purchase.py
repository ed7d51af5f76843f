from django.db import models
from django.db.models import F, Q

from torg.channels.models.channel import Channel
from torg.channels.states import ReachState
from torg.people.models import Department, Scoped, User


def _person() -> models.ForeignKey[User | None, User | None]:
    return models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class ReachPurchase(Scoped):
    """Reach that is bought for something we published (V-46), from wish to outcome.

    department: whose wish it is, and whose communicator orders (V-49). what: the post or
    campaign, in words or as an address. value: what the residents get of it (V-48). cost,
    paid: kronor, as meant and as it became. payer: who pays, as an account or a unit.
    personal_audience: a list of persons aims it (V-109). reached: how many saw it.
    post_id, post_title: the planned post that it is bought for, as it was called then.
    clause: the rule that was asked, "" where none speaks of it: then it is only noted.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="purchases")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=9, choices=ReachState.choices, default=ReachState.REQUESTED.value
    )
    what = models.CharField(max_length=300)
    value = models.TextField(blank=True, default="")
    post_id = models.UUIDField(null=True, blank=True)
    post_title = models.CharField(max_length=120, blank=True, default="")
    audience = models.CharField(max_length=300, blank=True, default="")
    personal_audience = models.BooleanField(default=False)
    cost = models.PositiveIntegerField()
    payer = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = _person()
    decision_note = models.TextField(blank=True, default="")
    clause = models.CharField(max_length=300, blank=True, default="")
    paid = models.PositiveIntegerField(null=True, blank=True)
    reached = models.PositiveIntegerField(null=True, blank=True)
    outcome = models.TextField(blank=True, default="")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = _person()

    class Meta:
        ordering = ["-requested_at"]
        indexes = [
            models.Index(
                fields=["post_id"], condition=Q(post_id__isnull=False), name="reach_of_post"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ReachState.values), name="reach_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="reach_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ordered", "declined", "settled"])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="reach_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="settled")
                | Q(paid__isnull=False, settled_at__isnull=False, settled_by__isnull=False),
                name="reach_settled_says_what_it_cost",
            ),
        ]

    def __str__(self) -> str:
        return self.what

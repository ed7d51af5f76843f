from django.db import models
from django.db.models import F, Q

from torg.people.models import Department, Scoped, User
from torg.policy.param_words import key_in_words
from torg.rules.models.pack_adoption import PackAdoption
from torg.rules.states import ProposalState

SETTLED = [state for state in ProposalState if state != ProposalState.PROPOSED]


class ChangeProposal(Scoped):
    """A value that somebody wants changed, waiting for a second person.

    of: a rule's id, or a choice's; key: what of it; value: the new one, as the pack has it.
    before, after: what it says now and would say, in words. body: who decides in the
    municipality, as it will be cited. channel: the register's id when it is one channel's own
    principle, else ""; department: the unit whose channels they are. base_digest: of the pack
    that the proposer saw.
    """

    of = models.CharField(max_length=120)
    key = models.CharField(max_length=60)
    value = models.JSONField()
    before = models.TextField()
    after = models.TextField()
    reason = models.TextField()
    body = models.CharField(max_length=200)
    from_day = models.DateField()
    channel = models.CharField(max_length=40, blank=True, default="")
    channel_name = models.CharField(max_length=160, blank=True, default="")
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    base_digest = models.CharField(max_length=64)
    state = models.CharField(
        max_length=10, choices=ProposalState.choices, default=ProposalState.PROPOSED
    )
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    settled_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_reason = models.TextField(blank=True, default="")
    adoption = models.OneToOneField(
        PackAdoption, null=True, blank=True, on_delete=models.PROTECT, related_name="proposal"
    )

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="withdrawn") | ~Q(settled_by=F("proposed_by")),
                name="change_never_settled_by_proposer",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", settled_by__isnull=True, settled_at__isnull=True)
                | Q(state__in=SETTLED, settled_by__isnull=False, settled_at__isnull=False),
                name="change_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="approved", adoption__isnull=False)
                | (~Q(state="approved") & Q(adoption__isnull=True)),
                name="change_approved_is_in_force",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(settled_reason=""),
                name="change_declined_with_reason",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="change_has_reason"),
            models.UniqueConstraint(
                fields=["municipality", "of", "key", "channel"],
                condition=Q(state="proposed"),
                name="change_proposed_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of}: {self.key}"

    @property
    def what(self) -> str:
        """What it changes, in words."""
        return key_in_words(self.key)

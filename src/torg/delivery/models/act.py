from django.db import models
from django.db.models import Q
from django.db.models.functions import Length

from torg.channels.models import Channel
from torg.delivery.models.worker import Worker
from torg.delivery.states import REMOVING, ActState
from torg.people.models import Department, Numerous, User
from torg.ports.network import ActKind

models.CharField.register_lookup(Length)


class Act(Numerous):
    """One deed on one network.

    key: minted by the adapter and stored before the first call; never changes.
    payload: text, langs, images (blob digest, mime, alt, width, height), target, reason.
    content_hash: SHA-256 of the canonical payload. origin: the object that asked for it.
    department, answerer, answer_hours: whose post it is, and who answers questions about it how
    long once it is out (M1-19, M1-43). key_facts: what may be said in the answers (S-22).
    uncertain_until: until then an unseen object may still appear on the network.
    """

    channel = models.ForeignKey(
        Channel, on_delete=models.PROTECT, related_name="acts", db_index=False
    )
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in ActKind])
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.value) for state in ActState],
        default=ActState.DUE.value,
    )
    key = models.CharField(max_length=100)
    payload = models.JSONField()
    content_hash = models.CharField(max_length=64)
    origin_kind = models.CharField(max_length=40)
    origin_id = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answerer = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer_hours = models.PositiveSmallIntegerField(default=0)
    key_facts = models.JSONField(default=list, blank=True)
    due_at = models.DateTimeField()
    not_before = models.DateTimeField()
    evidence_digest = models.CharField(max_length=64, blank=True, default="")

    tries = models.PositiveSmallIntegerField(default=0)
    worker = models.ForeignKey(
        Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sending_since = models.DateTimeField(null=True, blank=True)
    first_sent_at = models.DateTimeField(null=True, blank=True)
    uncertain_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    network_id = models.CharField(max_length=300, blank=True, default="")
    network_url = models.CharField(max_length=500, blank=True, default="")
    code = models.CharField(max_length=120, blank=True, default="")
    cause = models.CharField(max_length=500, blank=True, default="")
    mender = models.CharField(max_length=20, blank=True, default="")
    found = models.CharField(max_length=500, blank=True, default="")
    asks_person = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state="due"), name="act_due"),
            models.Index(
                fields=["uncertain_until"], condition=Q(state="unknown"), name="act_unknown"
            ),
            models.Index(fields=["worker"], condition=Q(state="sending"), name="act_sending"),
            models.Index(fields=["origin_kind", "origin_id"], name="act_origin"),
            models.Index(fields=["municipality", "-id"], name="act_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["channel", "key"], name="act_key_once_per_channel"),
            models.UniqueConstraint(
                fields=["channel", "kind", "origin_kind", "origin_id"],
                condition=~Q(state__in=["refused", "cancelled"]),
                name="act_once_per_origin",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=sorted(REMOVING)) | Q(evidence_digest__length=64),
                name="act_removal_needs_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(state="live") | ~Q(network_id=""), name="act_live_has_network_id"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.channel_id} · {self.state}"

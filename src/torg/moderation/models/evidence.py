from django.db import models
from django.db.models.functions import Length

from torg.inbox.models import Message
from torg.people.models import Scoped, User

models.CharField.register_lookup(Length)


class Evidence(Scoped):
    """What stood there, sealed before anything was done about it.

    digest: SHA-256 of the manifest, which names the digest of every part: the payload as
    received, the context, our rendered card, the PDF/A where this machine can make one.
    All parts lie in the blob store. no_copy: the content may not be copied, so only what
    identifies it is kept. The database refuses to change or delete a row.
    """

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="evidence")
    digest = models.CharField(max_length=64, unique=True)
    payload_digest = models.CharField(max_length=64, blank=True, default="")
    card_digest = models.CharField(max_length=64, blank=True, default="")
    file_digest = models.CharField(max_length=64, blank=True, default="")
    file_missing = models.CharField(max_length=300, blank=True, default="")
    context = models.TextField()
    no_copy = models.BooleanField(default=False)
    sealed_at = models.DateTimeField()
    sealed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-sealed_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(digest__length=64), name="evidence_is_sealed"
            ),
            models.CheckConstraint(condition=~models.Q(context=""), name="evidence_has_context"),
            models.CheckConstraint(
                condition=models.Q(card_digest__length=64, no_copy=False)
                | models.Q(card_digest="", payload_digest="", file_digest="", no_copy=True),
                name="evidence_has_image_or_may_not",
            ),
        ]

    def __str__(self) -> str:
        return self.digest[:12]

    @property
    def elements(self) -> frozenset[str]:
        """What is at hand, in the rules' words. The rendered card is the image (G-34, V-67)."""
        message = self.message
        at_hand = {
            "image": self.card_digest,
            "payload": self.payload_digest,
            "context": self.context.strip(),
            "channel": message.channel.name,
            "link": message.url or message.network_id,
            "time": message.made_available_at,
            "author": message.person_id,
        }
        return frozenset(name for name, value in at_hand.items() if value)

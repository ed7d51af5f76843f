from django.db import models
from django.db.models import F, Q

from torg.people.models import Scoped, User
from torg.planning.models.post import Post


class ReviewVerdict(models.TextChoices):
    """What the colleague said."""

    APPROVED = "approved"
    RETURNED = "returned"


class Review(Scoped):
    """A colleague's word on exactly this content and time. Never by the author.

    `content_hash` is of text, images and time as they stood: any edit makes it void.
    `author` stands here too so that the database itself can refuse one's own review.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reviews")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=ReviewVerdict.choices)
    reason = models.CharField(max_length=1000, blank=True, default="")
    checks = models.JSONField(default=list)
    content_hash = models.CharField(max_length=64)
    pack_digest = models.CharField(max_length=64, blank=True, default="")
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reviewer=F("author")), name="review_never_ones_own"
            ),
            models.CheckConstraint(
                condition=~Q(verdict="returned") | ~Q(reason=""), name="return_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} · {self.verdict}"

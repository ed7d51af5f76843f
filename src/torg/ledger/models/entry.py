import json
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q

from torg.kernel.canonical import loads
from torg.kernel.refs import Ref
from torg.ledger.states import Direction
from torg.people.models import Numerous


class Entry(Numerous):
    """One act. `canonical` is what was hashed; the other columns repeat parts of it so
    that they can be searched, and verification compares them.

    seq: from 1, without gaps; the leaf's position in the tree is seq - 1.
    actor_*: who it was then, without a link, so that it outlives the account;
    empty when the desk itself acted.
    """

    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=80)
    summary = models.TextField()
    direction = models.CharField(
        max_length=10, choices=Direction.choices, default=Direction.INTERNAL
    )
    actor_id = models.CharField(max_length=36, blank=True, default="")
    actor_name = models.CharField(max_length=200, blank=True, default="")
    actor_role = models.CharField(max_length=400, blank=True, default="")
    content_hash = models.CharField(max_length=64, blank=True, default="")
    leaf_hash = models.CharField(max_length=64)
    canonical = models.BinaryField()

    class Meta:
        ordering = ["-seq"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "seq"], name="entry_numbered_once"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="entry_numbered_from_one"),
        ]
        indexes = [
            models.Index(fields=["municipality", "at"], name="entry_by_time"),
            models.Index(fields=["municipality", "verb", "seq"], name="entry_by_verb"),
            models.Index(fields=["municipality", "actor_id", "seq"], name="entry_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb}"

    @cached_property
    def told(self) -> dict[str, Any]:
        """What was hashed, read back."""
        told: dict[str, Any] = json.loads(bytes(self.canonical))
        return told

    @property
    def facts(self) -> dict[str, Any]:
        """Ids, digests and codes that were hashed with the entry."""
        facts: dict[str, Any] = self.told["facts"]
        return facts

    @property
    def about(self) -> list[Ref]:
        """The objects that the entry is about."""
        return [Ref(kind, target) for kind, target in self.told["about"]]


class EntryRef(Numerous):
    """That an entry is about an object; timelines are read from here."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="refs", db_index=False)
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=60)
    target = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "kind", "target"], name="entry_ref_once"),
        ]
        indexes = [
            models.Index(fields=["municipality", "kind", "target", "seq"], name="ref_timeline"),
            models.Index(fields=["municipality", "seq"], name="ref_by_seq"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}:{self.target}"


class EntryContent(Numerous):
    """The text that an entry commits to through its salted hash. May be disposed of:
    without body and salt the hash tells nothing and the tree stays whole."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="content")
    salt = models.BinaryField()
    body = models.BinaryField()

    def __str__(self) -> str:
        return f"content of {self.entry_id}"

    @property
    def told(self) -> object:
        """The content as it was given. Raises NotCanonical when the bytes were changed."""
        return loads(bytes(self.body))

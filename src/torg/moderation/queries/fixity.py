"""Whether sealed evidence is still what was sealed: every file, read again."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from torg.kernel.blobs import BlobDamaged, BlobMissing, BlobStore
from torg.kernel.scope import scope
from torg.ledger.models import Entry
from torg.moderation.models import Evidence, EvidenceFault, FixityRound
from torg.people.models import Municipality

PARTS = {"payload": "payload_digest", "card": "card_digest", "file": "file_digest"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One part that does not hold. part: manifest, payload, card or file; digest: its name."""

    evidence: Evidence
    part: str
    digest: str
    cause: str


def fixity(municipality: Municipality) -> Iterator[Fault]:
    """What is damaged or gone in the municipality's evidence; nothing when all is whole."""
    blobs = BlobStore(settings.BLOBS)
    with scope(municipality.pk):
        recorded = _recorded()
        for evidence in Evidence.objects.order_by("sealed_at", "pk").iterator():
            yield from _held(blobs, evidence)
            if recorded.get(evidence.digest) != _digests(evidence):
                cause = "the log names other digests, or none"
                yield Fault(evidence, "row", evidence.digest, cause)


def next_page(held: FixityRound, size: int) -> list[Evidence]:
    """The evidence that the round reads next, in the order of sealing."""
    rows = Evidence.objects.filter(municipality_id=held.municipality_id)
    if held.after is not None:
        rows = rows.filter(pk__gt=held.after)
    return list(rows.select_related("municipality", "message").order_by("pk")[:size])


def damaged(page: Sequence[Evidence]) -> list[Fault]:
    """Whose files are not what was sealed. What the log says of them `fixity` asks."""
    blobs = BlobStore(settings.BLOBS)
    return [fault for evidence in page for fault in _held(blobs, evidence)]


def open_faults() -> QuerySet[EvidenceFault]:
    """Those that nobody has mended."""
    return EvidenceFault.objects.filter(mended_at__isnull=True)


def _recorded() -> dict[str, dict[str, str]]:
    """What the log says was sealed, by the manifest's digest."""
    told: dict[str, dict[str, str]] = {}
    for entry in Entry.objects.filter(verb="case.reported").iterator():
        facts: dict[str, Any] = entry.facts
        told[facts["evidence"]] = {part: facts[part] for part in PARTS}
    return told


def _digests(evidence: Evidence) -> dict[str, str]:
    return {part: getattr(evidence, column) for part, column in PARTS.items()}


def _held(blobs: BlobStore, evidence: Evidence) -> Iterator[Fault]:
    named = _digests(evidence)
    for part, digest in {"manifest": evidence.digest, **named}.items():
        cause, content = _read(blobs, digest) if digest else ("", b"")
        if cause:
            yield Fault(evidence, part, digest, cause)
        elif (
            part == "manifest"
            and {name: json.loads(content)[f"{name}_sha256"] for name in PARTS} != named
        ):
            yield Fault(evidence, "row", digest, "the row names other parts than the manifest")


def _read(blobs: BlobStore, digest: str) -> tuple[str, bytes]:
    try:
        return "", blobs.get(digest)
    except BlobMissing:
        return "the file is gone", b""
    except BlobDamaged:
        return "the file is not what was sealed", b""
    except ValueError:
        return "the digest is damaged", b""
    except OSError:
        return "the file cannot be read", b""

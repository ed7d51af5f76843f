"""What followed from a case: acts on the network, and the sealed parts themselves."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from torg.delivery.models import Act
from torg.delivery.queries import of_origin
from torg.delivery.states import ActState
from torg.kernel.blobs import BlobDamaged, BlobMissing, BlobStore
from torg.kernel.refs import Ref
from torg.moderation.models import Case, Evidence


@dataclass(frozen=True, slots=True)
class Part:
    """One sealed file. Its bytes are checked against the digest when they are read."""

    name: str
    mime: str
    digest: str

    def read(self) -> bytes:
        """The bytes. Raises kernel.blobs.BlobMissing or BlobDamaged."""
        return BlobStore(settings.BLOBS).get(self.digest)


def part_of(evidence: Evidence, name: str) -> Part | None:
    """The part of that name, if it was sealed: manifest, payload, card or file."""
    known = {
        "manifest": ("forteckning.json", "application/json", evidence.digest),
        "payload": ("originaldata.bin", "application/octet-stream", evidence.payload_digest),
        "card": ("bevisblad.html", "text/html; charset=utf-8", evidence.card_digest),
        "file": ("bevisblad.pdf", "application/pdf", evidence.file_digest),
    }
    if name not in known or not known[name][2]:
        return None
    file, mime, digest = known[name]
    return Part(f"bevis-{evidence.digest[:12]}-{file}", mime, digest)


PARTS = ("manifest", "payload", "card", "file")


def is_sealed(municipality: UUID, digest: str, network_id: str) -> bool:
    """Whether evidence of that digest is sealed there, is about that object, and is whole.

    Every part is read and checked against its digest: a removal must not rest on a name.
    """
    evidence = Evidence.objects.filter(
        municipality_id=municipality, digest=digest, message__network_id=network_id
    ).first()
    if evidence is None:
        return False
    try:
        for name in PARTS:
            part = part_of(evidence, name)
            if part is not None:
                part.read()
    except (BlobMissing, BlobDamaged, OSError):
        return False
    return True


def acts_of(case: Case) -> QuerySet[Act]:
    """What the case asked the network to do, newest first."""
    return of_origin(ref_to(case))


def ended(act: Act) -> bool:
    """Whether the network has given its last word."""
    return act.state in {ActState.LIVE, ActState.REFUSED, ActState.CANCELLED}


def ref_to(case: Case) -> Ref:
    """How the ledger and acts point at a case."""
    return Ref("moderation.case", str(case.pk))

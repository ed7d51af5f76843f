"""Put a sealed file back from a copy of it."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from torg.kernel.blobs import BlobStore
from torg.kernel.digests import sha256_hex
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.moderation.models import Evidence
from torg.moderation.queries.fixity import open_faults
from torg.people.models import User


def mend_evidence(
    *, evidence: Evidence, part: str, digest: str, copy: bytes, by: User | None, now: datetime
) -> None:
    """The file of that digest is whole again, out of `copy`, and the log says so.

    part: manifest, payload, card or file. Nothing but the bytes that were sealed is ever put
    back. Raises Refusal when the copy is something else. Permission is the caller's to check.
    """
    if sha256_hex(copy) != digest:
        raise Refusal(
            _("Kopian är inte den fil som förseglades, så den lades inte tillbaka."),
            remedy=_("Ta filen från en annan säkerhetskopia."),
        )
    with transaction.atomic():
        BlobStore(settings.BLOBS).mend(copy)
        open_faults().filter(evidence=evidence, digest=digest).update(mended_at=now)
        record(
            municipality=evidence.municipality,
            verb="evidence.mended",
            summary=_("En skadad bevisfil lades tillbaka från en kopia."),
            about=[Ref("inbox.thread", str(evidence.message.thread_id))],
            by=by,
            now=now,
            facts={"evidence": evidence.digest, "part": part, "sha256": digest},
        )

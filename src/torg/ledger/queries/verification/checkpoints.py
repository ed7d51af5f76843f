"""What was signed, against what the entries lead to."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from torg.kernel.signed_notes import BadNote, CheckpointText, Verifier
from torg.ledger.models import Checkpoint
from torg.ledger.queries.proofs import verifier_of
from torg.ledger.queries.verification.reading import Reading
from torg.ledger.queries.verification.report import ProblemKind
from torg.people.models import Municipality

UNREADABLE = (DatabaseError, ValueError, TypeError)


def signed_rows(reading: Reading, municipality: Municipality) -> list[Checkpoint]:
    """The municipality's checkpoints by size; one that cannot even be read is a problem."""
    rows = Checkpoint.objects.filter(municipality=municipality).order_by("size")
    try:
        return list(rows)
    except UNREADABLE:
        found = [_row(reading, rows, *key) for key in rows.values_list("pk", "size")]
        return [row for row in found if row]


def _row(reading: Reading, rows: QuerySet[Checkpoint], key: UUID, size: int) -> Checkpoint | None:
    try:
        return rows.get(pk=key)
    except UNREADABLE:
        message = _("Kontrollpunkten vid post %(size)d går inte att läsa.")
        reading.say(ProblemKind.CHECKPOINT, size, message % {"size": size})
        return None


def read_claims(
    reading: Reading,
    municipality: Municipality,
    signed: Sequence[Checkpoint],
    notes: Sequence[str],
) -> list[CheckpointText]:
    """What is signed with the municipality's key, by size; what is not is a problem."""
    if not signed and not notes:
        return []
    key = verifier_of(municipality)
    if key is None:
        message = _("Det finns kontrollpunkter, men nyckeln som signerade dem saknas.")
        reading.say(ProblemKind.KEY, None, message)
        return []
    claims = [_opened(reading, key, row.note, row) for row in signed]
    claims += [_opened(reading, key, note, None) for note in notes]
    return sorted((claim for claim in claims if claim), key=lambda claim: claim.size)


def _opened(
    reading: Reading, key: Verifier, note: str, row: Checkpoint | None
) -> CheckpointText | None:
    size = row.size if row else None
    try:
        claim = CheckpointText.read(key.open(note))
    except BadNote:
        message = _("Kontrollpunkten vid post %(size)s är inte signerad med kommunens nyckel.")
        reading.say(ProblemKind.SIGNATURE, size, message % {"size": size or "?"})
        return None
    if row and (row.size, row.root, row.at) != (
        claim.size,
        claim.root.hex(),
        datetime.fromisoformat(claim.noted_at),
    ):
        message = _("Kontrollpunkten vid post %(size)d säger annat än det som är signerat.")
        reading.say(ProblemKind.CHECKPOINT, claim.size, message % {"size": claim.size})
    return claim


def hold_claims(reading: Reading, claims: Sequence[CheckpointText]) -> None:
    """Each signed root against the root that the entries gave at that size."""
    held = reading.start
    for claim in claims:
        tree = reading.trees.get(claim.size)
        if tree is None:
            message = _("Loggen har varit %(size)d poster lång men är nu %(now)d.")
            told = message % {"size": claim.size, "now": reading.tree.size}
            reading.say(ProblemKind.CHECKPOINT, claim.size, told)
        elif tree.root() != claim.root:
            message = _("Någon av posterna %(first)d–%(size)d har ändrats efter att de signerades.")
            told = message % {"first": held + 1, "size": claim.size}
            reading.say(ProblemKind.ROOT, claim.size, told)
        else:
            held = claim.size


def hold_peaks(reading: Reading, signed: Sequence[Checkpoint]) -> None:
    """What lies beside each root so that the next reading can start there.

    It is checked by itself against its own root, so that damage to it is told apart from
    damage to the entries.
    """
    for row in signed:
        try:
            own = row.tree
            # As written too: hexadecimal in other letters is a flipped bit.
            same = own.root().hex() == row.root and row.peaks == [peak.hex() for peak in own.peaks]
        except (ValueError, TypeError):
            same = False
        tree = reading.trees.get(row.size)
        if not same and tree is not None and tree.root().hex() == row.root:
            message = _("Kontrollpunkten vid post %(size)d har en skadad mellansumma.")
            reading.say(ProblemKind.CHECKPOINT, row.size, message % {"size": row.size})

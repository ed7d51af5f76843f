"""Read the whole log again and say whether it is what it was.

Nothing is trusted but the bytes that were hashed and the signatures: every column,
reference and text is held against them, and every signed root against the leaves.
Rows are read in chunks, so memory does not grow with the log; appends may go on.
"""

from collections.abc import Sequence

from django.db.models import Max
from django.utils.translation import gettext as _

from torg.kernel.merkle import CompactRange
from torg.kernel.scope import scope
from torg.ledger.models import Checkpoint, Entry, Head
from torg.ledger.queries.verification.checkpoints import hold_claims, read_claims
from torg.ledger.queries.verification.entries import Reading, read_row, rows_after
from torg.ledger.queries.verification.report import Problem, ProblemKind, Report
from torg.people.models import Municipality

__all__ = ["Problem", "ProblemKind", "Report", "read_on", "verify"]


def verify(municipality: Municipality, *, notes: Sequence[str] = ()) -> Report:
    """Read the municipality's log from its first entry.

    notes: signed checkpoints that were kept outside the house; they catch a log that
    was rolled back as a whole. Database and file errors are not caught: a log that
    cannot be read has not been verified.
    """
    with scope(municipality.pk):
        signed = list(Checkpoint.objects.filter(municipality=municipality).order_by("size"))
        head: Head | None = Head.objects.filter(municipality=municipality).first()
        reading = Reading(CompactRange())
        claims = read_claims(reading, municipality, signed, notes)
        reading.wanted = frozenset(claim.size for claim in claims)
        for row, refs, bodies in rows_after(municipality, 0):
            if head is not None and row[0] > head.size:
                break
            read_row(reading, row, refs, bodies)
        _hold_head(reading, municipality, head)
        hold_claims(reading, claims)
    return Report(
        municipality=municipality,
        size=reading.tree.size,
        root=reading.tree.root().hex(),
        checkpoints=len(claims),
        disposed=reading.disposed,
        problems=tuple(reading.problems),
    )


def read_on(
    municipality: Municipality, tree: CompactRange | None, size: int
) -> tuple[CompactRange, list[Problem]]:
    """Read the entries after `tree` up to `size`; the tree they lead to and what is wrong."""
    reading = Reading(tree or CompactRange())
    reading.last = reading.tree.size
    for row, refs, bodies in rows_after(municipality, reading.last):
        if row[0] > size:
            break
        read_row(reading, row, refs, bodies)
    return reading.tree, reading.problems


def _hold_head(reading: Reading, municipality: Municipality, head: Head | None) -> None:
    """The head against the entries; entries past it are looked for before it is read again,
    since head and entry come in one transaction while appends go on."""
    last = Entry.objects.filter(municipality=municipality).aggregate(last=Max("seq"))["last"] or 0
    fresh: Head | None = Head.objects.filter(municipality=municipality).first()
    size = reading.tree.size
    if head is None:
        if last and fresh is None:
            reading.say(ProblemKind.HEAD, None, _("Det finns poster, men loggens slut saknas."))
        return
    if head.size != size:
        message = _("Loggens slut säger %(head)d poster, men det finns %(size)d.")
        reading.say(ProblemKind.HEAD, None, message % {"head": head.size, "size": size})
    elif head.peaks != [peak.hex() for peak in reading.tree.peaks]:
        reading.say(
            ProblemKind.HEAD, None, _("Loggens slut har en annan kontrollsumma än posterna ger.")
        )
    if fresh is None or last > fresh.size:
        message = _("Det finns poster efter loggens slut, till och med post %(last)d.")
        reading.say(ProblemKind.HEAD, last, message % {"last": last})

"""From the first entry, or from the last checkpoint, to the end of the log."""

import json
from collections.abc import Sequence

from django.db.models import Max
from django.utils.translation import gettext as _

from torg.kernel.merkle import CompactRange
from torg.kernel.scope import scope
from torg.kernel.signed_notes import CheckpointText
from torg.ledger.models import Checkpoint, Entry, Head
from torg.ledger.queries.verification.blocks import blocks
from torg.ledger.queries.verification.checkpoints import (
    UNREADABLE,
    hold_claims,
    hold_peaks,
    read_claims,
    signed_rows,
)
from torg.ledger.queries.verification.reading import Reading
from torg.ledger.queries.verification.report import Problem, ProblemKind, Report
from torg.ledger.states import DISPOSED
from torg.people.models import Municipality


def verify(municipality: Municipality, *, notes: Sequence[str] = (), processes: int = 1) -> Report:
    """Read the municipality's log from its first entry.

    notes: signed checkpoints that were kept outside the house; they catch a log that
    was rolled back as a whole. processes: how many read at once; more than one only where
    nothing is open in the database. Database and file errors are not caught: a log that
    cannot be read has not been verified.
    """
    with scope(municipality.pk):
        reading = Reading(CompactRange())
        signed = signed_rows(reading, municipality)
        claims = read_claims(reading, municipality, signed, notes)
        _read(reading, municipality, claims, processes)
        hold_peaks(reading, signed)
    return _report(municipality, reading, len(claims))


def verify_since(municipality: Municipality) -> Report:
    """Read what came after the newest checkpoint, and trust that for what came before.

    Costs what the new entries cost, however long the log is; it finds no damage further back.
    """
    with scope(municipality.pk):
        last = list(Checkpoint.objects.filter(municipality=municipality)[:1])
        reading = Reading(CompactRange())
        claims = read_claims(reading, municipality, last, ())
        if claims:
            reading = _from(reading, last[0], claims[0])
        _read(reading, municipality, claims, processes=1)
    return _report(municipality, reading, len(claims))


def read_on(
    municipality: Municipality, tree: CompactRange | None, size: int
) -> tuple[CompactRange, list[Problem]]:
    """Read the entries after `tree` up to `size`; the tree they lead to and what is wrong."""
    reading = Reading(tree or CompactRange())
    for block in blocks(municipality, reading.tree.size, size, processes=1):
        reading.take(block)
    return reading.tree, reading.problems


def _from(reading: Reading, row: Checkpoint, claim: CheckpointText) -> Reading:
    """A reading that starts at the checkpoint, when what lies beside its root leads to it."""
    try:
        tree = row.tree
    except (ValueError, TypeError):
        tree = CompactRange()
    if (tree.size, tree.root()) != (claim.size, claim.root):
        message = _("Kontrollpunkten vid post %(size)d har en skadad mellansumma.")
        reading.say(ProblemKind.CHECKPOINT, claim.size, message % {"size": claim.size})
        return reading
    started = Reading(tree, start=tree.size, problems=reading.problems)
    started.trees[tree.size] = CompactRange(tree.size, list(tree.peaks))
    return started


def _read(
    reading: Reading, municipality: Municipality, claims: Sequence[CheckpointText], processes: int
) -> None:
    reading.wanted = sorted({claim.size for claim in claims if claim.size > reading.start})
    try:
        head: Head | None = Head.objects.filter(municipality=municipality).first()
    except UNREADABLE:
        reading.say(ProblemKind.HEAD, None, _("Loggens slut går inte att läsa."))
        head = None
    # After the head: what the head counts is there by then, while appends go on.
    last = _last(municipality)
    end = min(head.size, last) if head else last
    for block in blocks(municipality, reading.start, end, processes):
        reading.take(block)
    _hold_head(reading, municipality, head, end)
    reading.hold_disposals(_disposed_after(municipality, end) if reading.gone else ())
    hold_claims(reading, claims)


def _hold_head(reading: Reading, municipality: Municipality, head: Head | None, end: int) -> None:
    """The head against the entries; entries past it are looked for before it is read again,
    since head and entry come in one transaction while appends go on."""
    last = _last(municipality)
    fresh: Head | None = Head.objects.filter(municipality=municipality).defer("peaks").first()
    if head is None:
        if last and fresh is None:
            reading.say(ProblemKind.HEAD, None, _("Det finns poster, men loggens slut saknas."))
        return
    try:
        held = head.tree
    except (ValueError, TypeError):
        reading.say(ProblemKind.HEAD, None, _("Loggens slut är skadat: det säger emot sig självt."))
        return
    size = reading.tree.size
    if held.size > end:
        message = _("Post %(first)d och framåt saknas, till och med post %(last)d.")
        told = message % {"first": end + 1, "last": held.size}
        reading.say(ProblemKind.SEQUENCE, end + 1, told)
    if held.size != size:
        message = _("Loggens slut säger %(head)d poster, men det finns %(size)d.")
        reading.say(ProblemKind.HEAD, None, message % {"head": held.size, "size": size})
    elif head.peaks != [peak.hex() for peak in reading.tree.peaks]:
        reading.say(
            ProblemKind.HEAD, None, _("Loggens slut har en annan kontrollsumma än posterna ger.")
        )
    if fresh is None or last > fresh.size:
        message = _("Det finns poster efter loggens slut, till och med post %(last)d.")
        reading.say(ProblemKind.HEAD, last, message % {"last": last})


def _last(municipality: Municipality) -> int:
    rows = Entry.objects.filter(municipality=municipality)
    return rows.aggregate(last=Max("seq"))["last"] or 0


def _disposed_after(municipality: Municipality, end: int) -> list[int]:
    """Texts that were disposed of while the log was being read."""
    rows = Entry.objects.filter(municipality=municipality, verb=DISPOSED, seq__gt=end)
    return [
        json.loads(bytes(data))["facts"]["entry"]
        for data in rows.values_list("canonical", flat=True)
    ]


def _report(municipality: Municipality, reading: Reading, claims: int) -> Report:
    return Report(
        municipality=municipality,
        size=reading.tree.size,
        root=reading.tree.root().hex(),
        checkpoints=claims,
        disposed=len(reading.gone),
        problems=tuple(reading.problems),
    )

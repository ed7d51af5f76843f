"""Every night each sealed file is read again, a few at a time; what is damaged is told."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from torg.kernel.refs import Ref
from torg.kernel.waits import too_far
from torg.ledger.actions import record
from torg.moderation.models import Evidence, EvidenceFault, FixityRound
from torg.moderation.queries.fixity import Fault, open_faults
from torg.people.models import Municipality

# The municipality's own hour, when few are at the desk.
NIGHT = 1


def begin_round(*, municipality: Municipality, now: datetime) -> FixityRound | None:
    """The round that goes on, or tonight's when it is due; None when there is nothing to read."""
    newest: FixityRound | None = FixityRound.objects.filter(municipality=municipality).first()
    if newest is None:
        if not Evidence.objects.filter(municipality=municipality).exists():
            return None
        made, _new = FixityRound.objects.get_or_create(
            municipality=municipality, defaults={"began_at": now}
        )
        return made
    if newest.ended_at is None:
        return newest
    if not _is_due(newest, ZoneInfo(municipality.timezone), now):
        return None
    started = FixityRound.objects.filter(pk=newest.pk, ended_at=newest.ended_at).update(
        began_at=now, ended_at=None, after=None, count=0
    )
    return FixityRound.objects.get(pk=newest.pk) if started else None


def _is_due(newest: FixityRound, zone: ZoneInfo, now: datetime) -> bool:
    here = now.astimezone(zone)
    new_day = newest.began_at.astimezone(zone).date() < here.date() and here.hour >= NIGHT
    return new_day or too_far(newest.began_at, now)


def note_page(
    *, held: FixityRound, page: Sequence[Evidence], faults: Sequence[Fault], now: datetime
) -> bool:
    """Keep what reading these showed, and go on behind them; an empty page ends the round.

    False, and nothing is kept, when another worker has read them meanwhile.
    """
    with transaction.atomic():
        after = page[-1].pk if page else held.after
        moved = FixityRound.objects.filter(
            pk=held.pk, after=held.after, ended_at__isnull=True
        ).update(after=after, count=held.count + len(page), ended_at=None if page else now)
        if not moved:
            return False
        found: dict[UUID, list[Fault]] = {}
        for fault in faults:
            found.setdefault(fault.evidence.pk, []).append(fault)
        for evidence in page:
            _note(evidence, found.get(evidence.pk, []), now)
        if not page and held.count:
            _tell_end(held, now)
    return True


def _note(evidence: Evidence, faults: Sequence[Fault], now: datetime) -> None:
    known = {fault.part: fault for fault in open_faults().filter(evidence=evidence)}
    for fault in faults:
        if known.pop(fault.part, None) is None:
            EvidenceFault.objects.create(
                municipality_id=evidence.municipality_id,
                evidence=evidence,
                part=fault.part,
                digest=fault.digest,
                found_at=now,
            )
            summary = _("En bevisfil är skadad eller borta.")
            _tell(evidence, "evidence.damaged", summary, fault.part, fault.digest, now)
    for part, gone in known.items():
        EvidenceFault.objects.filter(pk=gone.pk).update(mended_at=now)
        summary = _("En skadad bevisfil är hel igen.")
        _tell(evidence, "evidence.whole", summary, part, gone.digest, now)


def _tell(
    evidence: Evidence, verb: str, summary: str, part: str, digest: str, now: datetime
) -> None:
    record(
        municipality=evidence.municipality,
        verb=verb,
        summary=summary,
        about=[Ref("inbox.thread", str(evidence.message.thread_id))],
        by=None,
        now=now,
        facts={"evidence": evidence.digest, "part": part, "sha256": digest},
    )


def _tell_end(held: FixityRound, now: datetime) -> None:
    damaged = open_faults().filter(municipality_id=held.municipality_id).count()
    count = held.count
    summary = _("Nattens läsning: %(count)d bevis lästes igen.") % {"count": count}
    record(
        municipality=held.municipality,
        verb="evidence.checked",
        summary=summary,
        about=[Ref("moderation.fixity", str(held.pk))],
        by=None,
        now=now,
        facts={"evidence": count, "damaged": damaged, "began": held.began_at.isoformat()},
    )

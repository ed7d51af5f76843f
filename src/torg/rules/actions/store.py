"""What adopting an edition and changing a value have in common: one more version on record."""

from dataclasses import asdict
from datetime import date, datetime, time

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import Municipality, User
from torg.policy.adjusting import carried
from torg.policy.pack import Pack
from torg.rules.models import AdoptionKind, Dispatch, PackAdoption
from torg.rules.queries.adoptions import Decision, boards, coming, standing
from torg.rules.queries.held import forget_held
from torg.rules.queries.in_force import pack_stored


def check_start(start: datetime, before: PackAdoption) -> None:
    """A version never begins before the one that it takes over from."""
    if start < before.in_force_from:
        day = timezone.localtime(before.in_force_from).date()
        raise Refusal(
            _("Version %(number)s är redan beslutad och gäller från en senare dag, %(day)s.")
            % {"number": before.number, "day": day},
            remedy=_(
                "Välj den dagen eller en senare. Enskilda värden går att ändra fram till dess, "
                "under Egna ändringar."
            ),
            field="in_force_from",
        )


def start_of(day: date, now: datetime) -> datetime:
    """When something decided now for a local day begins: at its midnight, today at once."""
    return max(timezone.make_aware(datetime.combine(day, time.min)), now)


def check_between(municipality: Municipality, start: datetime) -> None:
    """A change may hold until a waiting edition decides anew, but never slip under a change.

    What waits was made from the same edition without it, and would silently undo it.
    """
    before = standing(municipality, start)
    for one in coming(municipality, start):
        if before is not None and one.file_digest == before.file_digest:
            day = timezone.localtime(one.in_force_from).date()
            raise Refusal(
                _("Version %(number)s börjar gälla %(day)s och skulle ta bort ändringen.")
                % {"number": one.number, "day": day},
                remedy=_("Välj %(day)s eller en senare dag.") % {"day": day},
                field="from_day",
            )


def carry_on(adoption: PackAdoption, decision: Decision, by: User) -> None:
    """A channel's principle follows into the editions that wait, where it fits them."""
    held = pack_stored(adoption.digest)
    for one in coming(adoption.municipality, adoption.in_force_from):
        waiting = pack_stored(one.digest)
        after = carried(waiting, held)[0]
        if after.digest != waiting.digest:
            store(
                after,
                one,
                kind=AdoptionKind.PRINCIPLE,
                decision=decision,
                file_digest=one.file_digest,
                municipality=adoption.municipality,
                by=by,
                now=adoption.adopted_at,
                start=one.in_force_from,
            )


def store(
    pack: Pack,
    before: PackAdoption | None,
    *,
    kind: AdoptionKind,
    decision: Decision,
    file_digest: str,
    municipality: Municipality,
    by: User | None,
    now: datetime,
    start: datetime,
) -> PackAdoption:
    """The next version, and its entry in the ledger. The municipality has to be locked."""
    adoption: PackAdoption = PackAdoption.objects.create(
        municipality=municipality,
        number=_next_number(municipality),
        kind=kind,
        digest=pack.digest,
        file_digest=file_digest,
        version=pack.version,
        content=pack.content.decode(),
        adopted_at=now,
        adopted_by=by,
        in_force_from=start,
        **asdict(decision),
    )
    forget_held(municipality)
    _tell(adoption, before, by)
    return adoption


def _next_number(municipality: Municipality) -> int:
    every = PackAdoption.objects.filter(municipality=municipality)
    return (every.aggregate(last=Max("number"))["last"] or 0) + 1


def _tell(adoption: PackAdoption, before: PackAdoption | None, by: User | None) -> None:
    decided = adoption.decided_on
    record(
        municipality=adoption.municipality,
        verb="rules.adopt_pack",
        summary=_summary(AdoptionKind(adoption.kind)) % {"version": adoption.version},
        about=[Ref("rules.pack_adoption", str(adoption.pk))],
        by=by,
        now=adoption.adopted_at,
        facts={
            "kind": str(adoption.kind),
            "number": adoption.number,
            "digest": adoption.digest,
            "version": adoption.version,
            "replaced": before.digest if before else "",
            "in_force_from": adoption.in_force_from.isoformat(),
            "adopting_body": adoption.adopting_body,
            "decided_on": decided.isoformat() if decided else "",
            "reference": adoption.reference,
        },
    )


def dispatch(adoption: PackAdoption) -> None:
    """One row for the file and one for each board (V-03)."""
    receivers = [(None, _("Akten")), *((unit, unit.name) for unit in boards(adoption.municipality))]
    for unit, name in receivers:
        Dispatch.objects.create(
            municipality=adoption.municipality, adoption=adoption, unit=unit, recipient=name
        )


def _summary(kind: AdoptionKind) -> str:
    told = {
        AdoptionKind.EDITION: _("Regelverket %(version)s antogs."),
        AdoptionKind.CHANGE: _("Ett värde i regelverket %(version)s ändrades."),
        AdoptionKind.PRINCIPLE: _("En kanals egna principer ändrades."),
        AdoptionKind.NOTE: _("Beslutet om regelverket %(version)s registrerades."),
    }
    return told[kind]

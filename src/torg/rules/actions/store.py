"""What adopting an edition and changing a value have in common: one more version on record."""

from dataclasses import asdict
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import Municipality, User
from torg.policy.pack import Pack
from torg.rules.models import AdoptionKind, Dispatch, PackAdoption
from torg.rules.queries.adoptions import Decision, boards
from torg.rules.queries.in_force import forget_held


def check_start(start: datetime, before: PackAdoption) -> None:
    """A version never begins before the one that it takes over from."""
    if start < before.in_force_from:
        day = timezone.localtime(before.in_force_from).date()
        raise Refusal(
            _("Ett nyare regelverk gäller redan från en senare tidpunkt."),
            remedy=_("Välj en dag från och med %(day)s.") % {"day": day},
            field="in_force_from",
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
        number=before.number + 1 if before else 1,
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

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.moderation.models import Case
from torg.moderation.permissions import check_can_register
from torg.moderation.queries import ref_to, registration_clause
from torg.moderation.states import OPEN
from torg.people.models import User


def register(*, case: Case, reference: str, by: User, now: datetime) -> Case:
    """Note the number that the evidence got in the case system (V-101). Raises Denied, Refusal."""
    check_can_register(by, case)
    reference = reference.strip()
    if not reference:
        raise Refusal(
            _("Skriv ärendets beteckning."), cite=registration_clause(case, now), field="reference"
        )
    with transaction.atomic():
        noted = Case.objects.filter(
            pk=case.pk, needs_registration=True, state__in=sorted(OPEN)
        ).update(registration_reference=reference[:80], registered_at=now)
        if not noted:
            raise Refusal(
                _("Ärendet väntar inte på någon registrering."), remedy=_("Ladda om sidan.")
            )
        record(
            municipality=case.message.municipality,
            verb="case.registered",
            summary=_("Registrerade beviset som %(reference)s.") % {"reference": reference[:80]},
            about=[ref_to(case)],
            by=by,
            now=now,
            facts={"evidence": case.evidence.digest, "file": case.evidence.file_digest},
        )
    case.refresh_from_db()
    return case

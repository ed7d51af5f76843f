from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.moderation.models import Case
from torg.moderation.permissions import check_can_decide
from torg.moderation.queries import ref_to
from torg.moderation.states import CaseState
from torg.people.models import User


def accept(*, case: Case, by: User, now: datetime) -> Case:
    """Say that one sees to the case, so that the others need not (V-99). Raises Denied, Refusal."""
    check_can_decide(by, case)
    with transaction.atomic():
        taken = Case.objects.filter(
            pk=case.pk, state=CaseState.SEALED, accepted_by__isnull=True
        ).update(accepted_by=by, accepted_at=now)
        if not taken:
            raise Refusal(
                _("Någon annan har redan tagit ärendet."), remedy=_("Ladda om sidan och se vem.")
            )
        record(
            municipality=case.message.municipality,
            verb="case.accepted",
            summary=_("Tog ärendet för bedömning."),
            about=[ref_to(case)],
            by=by,
            now=now,
        )
    case.refresh_from_db()
    return case

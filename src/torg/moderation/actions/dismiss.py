from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.moderation.actions.refuse_unseen import refuse_unseen
from torg.moderation.models import Case
from torg.moderation.permissions import check_can_decide
from torg.moderation.queries import ref_to
from torg.moderation.states import CaseState
from torg.people.models import User


def dismiss(*, case: Case, assessment: str, known: str = "", by: User, now: datetime) -> Case:
    """Decide that it stays up, with the reasons. Raises Denied, Refusal.

    known: what the page told of the case (queries.seen_now); "" when there was no page.
    """
    check_can_decide(by, case)
    refuse_unseen(case, known, by)
    if not assessment.strip():
        raise Refusal(_("Skriv varför innehållet får stå kvar."), field="reasons")
    with transaction.atomic():
        moved = Case.objects.filter(pk=case.pk, state=CaseState.SEALED).update(
            state=CaseState.DISMISSED,
            assessment=assessment.strip(),
            closed_by=by,
            closed_at=now,
        )
        if not moved:
            raise Refusal(_("Någon har redan beslutat i ärendet."), remedy=_("Ladda om sidan."))
        record(
            municipality=case.message.municipality,
            verb="case.dismissed",
            summary=_("Beslutade att innehållet får stå kvar."),
            about=[ref_to(case), Ref("inbox.thread", str(case.message.thread_id))],
            by=by,
            now=now,
            content={"assessment": assessment.strip()},
        )
    case.refresh_from_db()
    return case

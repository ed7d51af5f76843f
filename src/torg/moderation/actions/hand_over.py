from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.moderation.models import Case
from torg.moderation.permissions import check_can_decide
from torg.moderation.queries import ref_to
from torg.moderation.states import CaseState
from torg.people.models import Department, User


def hand_over(*, case: Case, department: Department, by: User, now: datetime) -> Case:
    """Hand what was removed to the department whose matter it is (V-69). Raises Denied, Refusal."""
    check_can_decide(by, case)
    if department.municipality_id != case.municipality_id:
        raise Refusal(_("Välj en förvaltning i kommunen."), field="department")
    with transaction.atomic():
        noted = Case.objects.filter(pk=case.pk, state=CaseState.CARRIED_OUT).update(
            handed_to=department, handed_at=now
        )
        if not noted:
            raise Refusal(
                _("Ärendet går inte att lämna över nu."),
                remedy=_("Det lämnas över när nätverket har genomfört beslutet."),
            )
        record(
            municipality=case.message.municipality,
            verb="case.handed_over",
            summary=_("Lämnade över till %(unit)s.") % {"unit": department.name},
            about=[ref_to(case), Ref("people.department", str(department.pk))],
            by=by,
            now=now,
            facts={"evidence": case.evidence.digest},
        )
    case.refresh_from_db()
    return case

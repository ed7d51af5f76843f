from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.channels.actions.keep_access import withdraw_access
from torg.channels.actions.task_steps import finish_task
from torg.channels.models import DepartureTask, TaskKind
from torg.channels.permissions import check_may_lead
from torg.channels.states import GETS_IN, TaskState
from torg.kernel.refusals import Refusal
from torg.people.models import User


def settle_task(*, task: DepartureTask, proof: str, by: User, now: datetime) -> DepartureTask:
    """Say that a leaver's task is done, and how that is known; the last one ends the leaving.

    Raises Denied, Refusal: a successor is named before the handover is done (V-26).
    """
    if not proof.strip():
        raise Refusal(_("Skriv hur du vet att det är gjort."), field="proof")
    with transaction.atomic():
        row: DepartureTask = (
            DepartureTask.objects.select_for_update(of=("self",))
            .select_related("departure", "channel__department", "channel__municipality", "access")
            .get(pk=task.pk)
        )
        check_may_lead(by, row.channel)
        if row.state != TaskState.OPEN:
            raise Refusal(_("Det är redan gjort."), remedy=_("Ladda om sidan."))
        if row.kind == TaskKind.HANDOVER:
            _refuse_vacancy(row)
        if row.kind == TaskKind.ACCESS and row.access and row.access.state in GETS_IN:
            withdraw_access(access=row.access, proof=proof, by=by, now=now)
        else:
            finish_task(row, proof, by, now)
    row.refresh_from_db()
    return row


def _refuse_vacancy(task: DepartureTask) -> None:
    holder = getattr(task.channel, task.part)
    if holder is None or not holder.is_active:
        raise Refusal(
            _("Kanalen har ingen efterträdare i registret än."),
            remedy=_("Utse en under Ändra uppgifter på kanalens sida först."),
        )

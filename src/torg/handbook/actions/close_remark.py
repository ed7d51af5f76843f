from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.handbook.models import Remark
from torg.handbook.permissions import check_can_close
from torg.handbook.states import Handling, move
from torg.kernel.moves import ForbiddenMove
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User


def close_remark(*, remark: Remark, answer: str, by: User, now: datetime) -> Remark:
    """Say what came of a remark. Raises Denied, and Refusal when somebody was before."""
    check_can_close(by, remark)
    with transaction.atomic():
        held: Remark = Remark.objects.select_for_update().get(pk=remark.pk)
        try:
            held.state = move(Handling(held.state), Handling.CLOSED)
        except ForbiddenMove as error:
            raise Refusal(_("Synpunkten är redan hanterad.")) from error
        held.answer, held.closed_by, held.closed_at = answer.strip(), by, now
        held.save(update_fields=["state", "answer", "closed_by", "closed_at"])
        record(
            municipality=by.municipality,
            verb="handbook.remark_closed",
            summary=_("En synpunkt på handboken hanterades."),
            about=[Ref("handbook.remark", str(held.pk))],
            by=by,
            now=now,
            facts={"page": held.page},
            content={"answer": held.answer},
        )
    return held

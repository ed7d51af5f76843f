from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.delivery.models import Act
from torg.delivery.states import ActState
from torg.inbox.actions import mark_removed
from torg.kernel.refs import Ref
from torg.ledger.actions import record
from torg.moderation.actions.decide import KINDS
from torg.moderation.models import Case, Measure
from torg.moderation.queries import acts_of, drafted_notice, ended, ref_to
from torg.moderation.states import CaseState


def follow(*, case: Case, now: datetime) -> bool:
    """See what the network did about a decision; True when the case moved on.

    A refusal sends the case back to the decision, with the reason; nothing is hidden.
    """
    act = acts_of(case).filter(kind=KINDS[Measure(case.measure)]).first()
    if act is None or not ended(act):
        return False
    done = act.state == ActState.LIVE
    with transaction.atomic():
        moved = Case.objects.filter(pk=case.pk, state=CaseState.DECIDED).update(
            state=CaseState.CARRIED_OUT if done else CaseState.SEALED,
            carried_out_at=act.done_at if done else None,
            notice_text=drafted_notice(case) if done else "",
            setback="" if done else act.cause[:500],
        )
        if moved:
            if done:
                hidden = case.measure == Measure.HIDE
                mark_removed(message=case.message, hidden=hidden, by=case.decided_by, now=now)
            _tell(case, act, now, done=done)
    return bool(moved)


def _tell(case: Case, act: Act, now: datetime, *, done: bool) -> None:
    record(
        municipality=case.message.municipality,
        verb="case.carried_out" if done else "case.set_back",
        summary=(
            _("Nätverket har genomfört beslutet.")
            if done
            else _("Nätverket genomförde inte beslutet; ärendet behöver ett nytt.")
        ),
        about=[ref_to(case), Ref("inbox.thread", str(case.message.thread_id))],
        by=None,
        now=now,
        facts={"act": str(act.pk), "evidence": case.evidence.digest},
    )

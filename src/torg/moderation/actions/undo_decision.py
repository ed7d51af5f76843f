from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.delivery.actions import cancel
from torg.delivery.models import Act
from torg.delivery.states import ActState
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.actions import record
from torg.moderation.actions.decide import KINDS
from torg.moderation.models import Block, Case, Measure
from torg.moderation.permissions import check_can_decide
from torg.moderation.queries import acts_of, ref_to, terms_of
from torg.moderation.states import CaseState
from torg.people.models import User
from torg.ports.network import ActKind


def undo_decision(*, case: Case, by: User, now: datetime) -> Case:
    """Take back a decision whose order has not left: the case waits for a decision again.

    The worker's claim and this cannot both win. What was written stays in the form; a block
    that came with it goes too. Only whoever decided. Raises Denied, Refusal (too late).
    """
    check_can_decide(by, case)
    with transaction.atomic():
        held = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if held.decided_by_id not in (by.pk, None):
            raise Denied(_("Någon annan beslutade."), remedy=_("Den som beslutade kan ångra det."))
        orders = list(acts_of(case).filter(state=ActState.DUE, tries=0))
        if held.state != CaseState.DECIDED or not _measure_among(held, orders):
            raise _too_late()
        for act in orders:
            if not cancel(act=act, cause=_("Ångrat innan det skickades."), by=by, now=now):
                raise _too_late()
        if held.decided_at and any(act.kind == ActKind.BLOCK for act in orders):
            Block.objects.filter(case=case, decided_at=held.decided_at).delete()
        _move(case)
        record(
            municipality=case.message.municipality,
            verb="case.undone",
            summary=_("Ångrade beslutet innan det skickades."),
            about=[ref_to(case), Ref("inbox.thread", str(case.message.thread_id))],
            by=by,
            now=now,
            facts={"acts": [str(act.pk) for act in orders], "ground": held.ground},
        )
    case.refresh_from_db()
    return case


def _measure_among(case: Case, orders: list[Act]) -> bool:
    return any(act.kind == KINDS[Measure(case.measure)] for act in orders)


def _move(case: Case) -> None:
    """Back to the clock of the report; the ground may have had another."""
    due = terms_of(case).deadline
    moved = Case.objects.filter(pk=case.pk, state=CaseState.DECIDED).update(
        state=CaseState.SEALED,
        needs_hand_over=False,
        needs_registration=False,
        deadline=due,
        order_at=due or case.discovered_at,
        decided_by=None,
        decided_at=None,
    )
    if not moved:
        raise _too_late()


def _too_late() -> Refusal:
    return Refusal(
        _("Beslutet har redan gått till nätverket och går inte att ångra."),
        remedy=_("Se i ärendet vad nätverket säger."),
    )

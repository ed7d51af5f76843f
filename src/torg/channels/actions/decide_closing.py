from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from torg.channels.actions.closing_steps import advance, held, refuse_stops, tell
from torg.channels.actions.telling import tell_asker
from torg.channels.models import Closing, ClosingDecision
from torg.channels.queries.closing import facts_of, may_decide, role_name, roles_in_hand, standing
from torg.channels.states import ClosingState
from torg.kernel.refusals import Denied, Refusal
from torg.people.models import User
from torg.rules.queries import pack_in_force


def decide_closing(*, closing: Closing, motive: str, by: User, now: datetime) -> Closing:
    """Step 2 (G-61): one person's yes in every role that they hold and that is still needed.

    Each role's decision is a record. When the rules have all they ask for, the next step opens.
    Raises Denied (not a decider), Refusal (decided already, or not its turn).
    """
    if not may_decide(by, closing, now):
        raise Denied(
            _("Din roll beslutar inte om att stänga kanalen."),
            remedy=_("På sidan står vilka som gör det."),
            cite=str(standing(closing, now).decided_by.citation or ""),
        )
    with transaction.atomic():
        row = held(closing, ClosingState.DECIDE)
        refuse_stops(row, facts_of(row, ClosingState.DECIDE, by=by, motive=motive), now)
        roles = roles_in_hand(by, row, now)
        if not roles:
            raise Refusal(_("Du har redan beslutat."), remedy=_("Avslutet väntar på någon annan."))
        for role in roles:
            _decide(row, role, motive, by, now)
        row.decisions_held = row.decisions.count()
        if standing(row, now).decided_by.outstanding or row.decisions_held < row.decisions_needed:
            row.save(update_fields=["decisions_held"])
        else:
            row.decided_at = now
            advance(row, ClosingState.NOTIFY)
            _tell_asker(row, by, now)
    return row


def _decide(row: Closing, role: str, motive: str, by: User, now: datetime) -> None:
    decision = ClosingDecision(
        municipality_id=row.municipality_id,
        closing=row,
        role=role,
        by=by,
        at=now,
        motive=motive.strip(),
    )
    try:
        with transaction.atomic():
            decision.save(force_insert=True)
    except IntegrityError as error:
        raise Refusal(
            _("Någon annan har redan beslutat i den rollen."), remedy=_("Ladda om sidan.")
        ) from error
    tell(
        row,
        "channel.closing_decided",
        _("Beslutade att stänga %(channel)s, som {role}.").format(role=role_name(role)),
        by=by,
        now=now,
        facts={"role": role, "pack": pack_in_force(row.channel.municipality, now).digest},
        content={"motive": decision.motive} if decision.motive else None,
    )


def _tell_asker(row: Closing, by: User, now: datetime) -> None:
    tell_asker(
        _("Avslutet av %(channel)s") % {"channel": row.channel},
        row.channel.department,
        asker=row.begun_by,
        key=f"closing:{row.pk}",
        path=reverse("channels:show_closing", args=[row.pk]),
        by=by,
        now=now,
    )

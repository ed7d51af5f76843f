from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.channels.actions.closing_steps import advance, held, refuse_stops, tell
from torg.channels.actions.telling import tell_deciders
from torg.channels.models import Channel, Closing, ClosingAdvice
from torg.channels.permissions import check_can_advise, check_can_manage
from torg.channels.queries.closing import facts_of
from torg.channels.states import ClosingState
from torg.kernel.refusals import Refusal
from torg.people.models import User
from torg.people.permissions import roles_for
from torg.rules.queries import channel_rules


def prepare_merge(
    *,
    closing: Closing,
    merge_into: Channel | None,
    merge_note: str,
    closing_on: date,
    by: User,
    now: datetime,
) -> Closing:
    """Step 1 (G-60): where followers and material go, and the day. Raises Denied, Refusal.

    merge_into: None when there is nothing to merge with; the note says what was thought.
    """
    with transaction.atomic():
        row = held(closing, ClosingState.MERGE)
        check_can_manage(by, row.channel.department)
        refuse_stops(row, facts_of(row, ClosingState.MERGE), now)
        if not merge_note.strip():
            raise Refusal(_("Skriv hur ni har tänkt om sammanslagningen."), field="merge_note")
        if closing_on < timezone.localdate(now):
            raise Refusal(_("Stängningsdagen har redan varit."), field="closing_on")
        if merge_into is not None and merge_into.pk == row.channel_id:
            raise Refusal(_("Kanalen kan inte slås ihop med sig själv."), field="merge_into")
        row.merge_into, row.merge_note = merge_into, merge_note.strip()
        row.closing_on = closing_on
        decided_by = channel_rules(row.channel.municipality, now).decision(
            facts_of(row, ClosingState.DECIDE)
        )
        row.decisions_needed = max(1, len(set(decided_by.roles)))
        advance(row, ClosingState.DECIDE)
        tell(
            row,
            "channel.closing_merge",
            _("Förberedde sammanslagningen av %(channel)s."),
            by=by,
            now=now,
            facts={
                "into": str(merge_into.pk) if merge_into else "none",
                "closing_on": closing_on.isoformat(),
            },
            content={"note": row.merge_note},
        )
        _tell_deciders(row, decided_by.roles, by, now)
    return row


def _tell_deciders(closing: Closing, roles: Sequence[str], by: User, now: datetime) -> None:
    tell_deciders(
        _("Avslutet av %(channel)s") % {"channel": closing.channel},
        closing.channel.department,
        roles=roles,
        key=f"closing:{closing.pk}:{closing.state}",
        path=reverse("channels:show_closing", args=[closing.pk]),
        by=by,
        now=now,
    )


def advise_closing(*, closing: Closing, text: str, by: User, now: datetime) -> ClosingAdvice:
    """A word of advice; whoever gives it does not decide by it (G-69). Raises Denied, Refusal."""
    with transaction.atomic():
        row = held(closing, *(s for s in ClosingState if s not in _OVER))
        check_can_advise(by, row.channel.department)
        if not text.strip():
            raise Refusal(_("Skriv rådet."), field="text")
        advice = ClosingAdvice(
            municipality_id=row.municipality_id,
            closing=row,
            by=by,
            roles=sorted(roles_for(by, row.channel.department)),
            text=text.strip(),
            at=now,
        )
        advice.save(force_insert=True)
        tell(
            row,
            "channel.closing_advice",
            _("Gav ett råd om avslutet av %(channel)s."),
            by=by,
            now=now,
            content={"text": advice.text},
        )
    return advice


_OVER = frozenset({ClosingState.DONE, ClosingState.DROPPED})

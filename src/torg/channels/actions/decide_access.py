from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from torg.channels.actions.access_steps import held_access, tell_access
from torg.channels.actions.telling import tell_asker
from torg.channels.models import ChannelAccess
from torg.channels.permissions import check_may_lead
from torg.channels.queries.access import facts_of
from torg.channels.states import AccessState, move_access
from torg.kernel.refusals import Denied, Refusal
from torg.people.models import User
from torg.people.permissions import roles_for
from torg.rules.queries import Verdict, channel_rules


def grant_access(*, access: ChannelAccess, note: str, by: User, now: datetime) -> ChannelAccess:
    """Say yes: who, how far, by whom and when stand in the register from now on (M1-42).

    Nobody lets themselves in. Raises Denied, Refusal, also where the rules name another role.
    """
    with transaction.atomic():
        row = held_access(access, AccessState.REQUESTED)
        check_may_lead(by, row.channel)
        if row.user_id == by.pk:
            raise Denied(
                _("Ingen ger sig själv behörighet till ett konto."),
                remedy=_("Be en annan som ansvarar för kanalen."),
            )
        if row.has_left:
            raise Refusal(_("Personen har slutat."), remedy=_("Avslå begäran."))
        _refuse_strangers(row, by, now)
        _decide(row, AccessState.GRANTED, note, by, now)
        tell_access(
            row, "channel.access_granted", _("Gav behörighet till %(channel)s."), by=by, now=now,
            content={"note": row.decision_note},
        )  # fmt: skip
    return row


def decline_access(*, access: ChannelAccess, note: str, by: User, now: datetime) -> ChannelAccess:
    """Say no, with a reason; no right comes of it. Raises Denied, Refusal."""
    with transaction.atomic():
        row = held_access(access, AccessState.REQUESTED)
        if row.requested_by_id != by.pk:
            check_may_lead(by, row.channel)
        if not note.strip():
            raise Refusal(_("Skriv varför begäran avslås."), field="note")
        _decide(row, AccessState.DECLINED, note, by, now)
        tell_access(
            row, "channel.access_declined", _("Avslog behörighet till %(channel)s."), by=by,
            now=now, content={"note": row.decision_note},
        )  # fmt: skip
    return row


def _refuse_strangers(row: ChannelAccess, by: User, now: datetime) -> None:
    """Where the rules name who grants, nobody else does. Others of their words wait for the
    day on which somebody has looked at the second factor."""
    granted_by = roles_for(by, row.channel.department)
    facts = facts_of(row, granted_by=granted_by)
    for one in channel_rules(row.channel.municipality, now).access(facts):
        if one.verdict is Verdict.STOP and one.field == "granted_by":
            raise Denied(one.message, cite=str(one.citation))


def _decide(row: ChannelAccess, to: AccessState, note: str, by: User, now: datetime) -> None:
    row.state = move_access(AccessState(row.state), to)
    row.decided_by, row.decided_at, row.decision_note = by, now, note.strip()
    row.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])
    tell_asker(
        _("Behörigheten till %(channel)s") % {"channel": row.channel},
        row.channel.department,
        asker=row.requested_by,
        key=f"access:{row.pk}",
        path=reverse("channels:show_holder", args=[row.pk]),
        by=by,
        now=now,
    )

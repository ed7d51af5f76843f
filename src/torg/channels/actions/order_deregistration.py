from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.channels.actions.closing_steps import advance, held, refuse_stops, tell
from torg.channels.actions.disconnect import end_access, withdrawn
from torg.channels.actions.write_order import Order, write_order
from torg.channels.models import Channel, ChannelConnection, Closing
from torg.channels.permissions import check_can_keep_register, check_can_manage
from torg.channels.queries.closing import facts_of
from torg.channels.states import ChannelState, ClosingState, move
from torg.kernel.refusals import Refusal
from torg.people.models import User


def order_deregistration(*, closing: Closing, by: User, now: datetime) -> Closing:
    """Step 5 (G-67): the channel is closed and the register's owner gets the order, by e-mail
    too where a mailbox is named (G-68).

    The channel leaves the live list, stays in the register with its day, and its connection
    ends. Raises Denied, Refusal (what is missing, with its clause).
    """
    access = ChannelConnection.objects.filter(channel_id=closing.channel_id).first()
    with transaction.atomic():
        row = held(closing, ClosingState.DEREGISTER)
        check_can_manage(by, row.channel.department)
        _check_finished(row, now)
        row.ended_at, row.ended_by = now, by
        advance(row, ClosingState.DONE)
        _close(row.channel, now)
        tell(
            row,
            "channel.closed",
            _("Stängde %(channel)s och beställde avregistrering."),
            by=by,
            now=now,
            facts={
                "order": "deregister",
                "reason": row.reason,
                "into": str(row.merge_into_id or "none"),
            },
        )
        write_order(order=Order.DEREGISTER, channel=row.channel, key=str(row.pk), by=by, now=now)
        if access is not None and not access.ended:
            end_access(access, gone=False, by=by, now=now)
    if access is not None:
        withdrawn(access)
    return row


def confirm_order(*, closing: Closing, by: User, now: datetime) -> bool:
    """The register's owner has taken the order; False when it was taken. Raises Denied."""
    check_can_keep_register(by)
    with transaction.atomic():
        row = held(closing, ClosingState.DONE)
        if row.confirmed_at:
            return False
        row.confirmed_at, row.confirmed_by = now, by
        row.save(update_fields=["confirmed_at", "confirmed_by"])
        tell(
            row,
            "channel.deregistered",
            _("Tog emot beställningen: %(channel)s är avregistrerad."),
            by=by,
            now=now,
        )
    return True


def _check_finished(row: Closing, now: datetime) -> None:
    refuse_stops(row, facts_of(row, ClosingState.DEREGISTER), now)
    if left := row.items.filter(done_at__isnull=True).count():
        raise Refusal(
            _("Materialet är inte flyttat: %(left)d punkter återstår.") % {"left": left},
            remedy=_("Bocka av punkterna när de är gjorda."),
        )
    if row.closing_on and timezone.localdate(now) < row.closing_on:
        raise Refusal(
            _("Stängningsdagen är %(day)s.") % {"day": row.closing_on},
            remedy=_("Beställ avregistreringen då."),
        )


def _close(channel: Channel, now: datetime) -> None:
    row = Channel.objects.select_for_update().get(pk=channel.pk)
    row.state = move(ChannelState(row.state), ChannelState.CLOSED)
    row.closed_on = timezone.localdate(now)
    row.changed_at = now
    row.save(update_fields=["state", "closed_on", "changed_at"])

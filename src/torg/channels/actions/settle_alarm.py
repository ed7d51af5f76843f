from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.channels.actions.mark_addresses import mark_addresses
from torg.channels.models import AccountAlarm, AlarmKind, Channel, ChannelConnection
from torg.channels.permissions import check_can_change
from torg.channels.states import AlarmState, move_alarm
from torg.kernel.addresses import read
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User


def accept_handle(*, alarm: AccountAlarm, reason: str, by: User, now: datetime) -> AccountAlarm:
    """The account's new name is the register's from now on; the old one was official until today.

    The answer to "is it ours?" follows in the same transaction. Raises Denied, Refusal.
    """
    if alarm.kind != AlarmKind.RENAMED:
        raise Refusal(_("Här finns inget nytt namn att godkänna."))
    with transaction.atomic():
        row = _settled(alarm, AlarmState.ACCEPTED, reason, by, now)
        channel = _renamed(row, now)
        mark_addresses(channel=channel, now=now)
        said = _("Godkände att %(channel)s heter %(new)s på nätverket i stället för %(old)s.")
        names = {"channel": channel, "new": row.handle_now, "old": row.handle_before}
        _tell(row, "channel.renamed", said % names, by, now)
    return row


def dismiss_alarm(*, alarm: AccountAlarm, reason: str, by: User, now: datetime) -> AccountAlarm:
    """It has been looked at and nothing is done; told again when it happens anew.

    Raises Denied, Refusal.
    """
    with transaction.atomic():
        row = _settled(alarm, AlarmState.DISMISSED, reason, by, now)
        if row.kind == AlarmKind.UNMARKED:
            ChannelConnection.objects.filter(channel=row.channel_id).update(marked=False)
        mark_addresses(channel=row.channel, now=now)
        said = _("Lade undan ett larm om %(channel)s: %(what)s.")
        words = {"channel": row.channel, "what": row.get_kind_display()}
        _tell(row, "channel.alarm_dismissed", said % words, by, now)
    return row


def _settled(
    alarm: AccountAlarm, to: AlarmState, reason: str, by: User, now: datetime
) -> AccountAlarm:
    rows = AccountAlarm.objects.select_for_update(of=("self",))
    row: AccountAlarm = rows.select_related(
        "channel__department", "channel__municipality", "channel__connection"
    ).get(pk=alarm.pk)
    check_can_change(by, row.channel)
    if row.state != AlarmState.OPEN:
        raise Refusal(_("Larmet är redan avgjort."), remedy=_("Historiken på kanalen visar hur."))
    if (alarm.handle_now, alarm.account_now) != (row.handle_now, row.account_now):
        raise Refusal(
            _("Nätverket visar något annat nu än när du öppnade sidan."),
            remedy=_("Läs larmet igen och ta ställning till det som gäller."),
        )
    if not reason.strip():
        raise Refusal(_("Skriv varför, så att andra förstår beslutet."), field="reason")
    row.state = move_alarm(AlarmState(row.state), to)
    row.settled_at, row.settled_by, row.reason = now, by, reason.strip()[:500]
    row.save(update_fields=["state", "settled_at", "settled_by", "reason"])
    return row


def _renamed(alarm: AccountAlarm, now: datetime) -> Channel:
    channel = alarm.channel
    held: Channel = Channel.objects.select_for_update().get(pk=channel.pk)
    link = channel.connection
    link.handle, link.account_url = alarm.handle_now, alarm.address_now
    link.save(update_fields=["handle", "account_url"])
    old = read(alarm.handle_before, held.network)
    if held.handle:
        held.handle = alarm.handle_now
    if held.address and read(held.address).name == old.name:
        found = read(alarm.handle_now, held.network)
        held.address = found.address or alarm.address_now
    held.changed_at = now
    held.save(update_fields=["handle", "address", "changed_at"])
    return Channel.objects.select_related("connection", "municipality").get(pk=held.pk)


def _tell(alarm: AccountAlarm, verb: str, said: str, by: User, now: datetime) -> None:
    record(
        municipality=alarm.channel.municipality,
        verb=verb,
        summary=said,
        about=[Ref("channels.channel", str(alarm.channel_id))],
        by=by,
        now=now,
        facts={"kind": str(alarm.kind)},
        content={"reason": alarm.reason},
    )

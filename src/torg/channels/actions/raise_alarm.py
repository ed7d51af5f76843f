"""Alarms about a channel's account: raised once, ended by themselves."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.channels.actions.telling import tell_people
from torg.channels.models import AccountAlarm, AlarmKind, Channel
from torg.channels.queries.following import Finding
from torg.channels.states import AlarmState, move_alarm
from torg.kernel.refs import Ref
from torg.ledger.actions import record
from torg.notices.states import Event
from torg.people.models import User


def raise_alarm(
    *, channel: Channel, kind: AlarmKind, finding: Finding, before: str = "", now: datetime
) -> AccountAlarm | None:
    """Raise it, or bring the open one up to date; None for what is known already.

    What a person has dismissed is not raised again before it has been otherwise.
    """
    found = {
        "handle_now": finding.handle[:200],
        "address_now": finding.address[:500],
        "account_now": finding.stranger[:200],
        "words": finding.words[:500],
    }
    with transaction.atomic():
        Channel.objects.select_for_update().only("pk").get(pk=channel.pk)
        rows = AccountAlarm.objects.filter(channel=channel, kind=kind, ended_at=None)
        known = rows.exclude(state=AlarmState.ACCEPTED).order_by("-raised_at").first()
        if known is not None and _same(known, found):
            return None
        if known is not None and known.state == AlarmState.OPEN:
            AccountAlarm.objects.filter(pk=known.pk).update(**found)
            known.refresh_from_db()
        else:
            known = AccountAlarm.objects.create(
                municipality_id=channel.municipality_id,
                channel=channel,
                kind=kind,
                raised_at=now,
                handle_before=before[:200],
                **found,
            )
        said = f"{kind.label}: {channel}"
        _tell(channel, f"channel.alarm_{kind.value}", f"{said}.", now, found)
        event, what = (
            (Event.SILENCE_ALARM, "") if kind == AlarmKind.SILENT else (Event.ACCOUNT_ALARM, said)
        )
        tell_people(event, channel, key=str(known.pk), what=what, now=now)
    return known


def end_alarm(*, channel: Channel, kind: AlarmKind, now: datetime) -> bool:
    """What was told is no longer so; True where an open alarm ended."""
    with transaction.atomic():
        Channel.objects.select_for_update().only("pk").get(pk=channel.pk)
        rows = AccountAlarm.objects.filter(channel=channel, kind=kind, ended_at=None)
        dismissed = rows.filter(state=AlarmState.DISMISSED)
        dismissed.update(ended_at=now)
        row = rows.filter(state=AlarmState.OPEN).first()
        if row is None:
            return False
        row.state = move_alarm(AlarmState(row.state), AlarmState.OVER)
        row.settled_at = row.ended_at = now
        row.save(update_fields=["state", "settled_at", "ended_at"])
        said = _("Larmet gick över av sig självt: %(what)s, %(channel)s.")
        words = said % {"what": row.get_kind_display(), "channel": channel}
        _tell(channel, "channel.alarm_over", words, now, {"kind": str(row.kind)})
    return True


def _same(known: AccountAlarm, found: dict[str, str]) -> bool:
    """Silence is the same silence, however long it has become."""
    if known.kind == AlarmKind.SILENT:
        return True
    return all(getattr(known, name) == value for name, value in found.items())


def _tell(
    channel: Channel,
    verb: str,
    said: str,
    now: datetime,
    facts: dict[str, str],
    by: User | None = None,
) -> None:
    record(
        municipality=channel.municipality,
        verb=verb,
        summary=said,
        about=[Ref("channels.channel", str(channel.pk))],
        by=by,
        now=now,
        facts={name: value for name, value in facts.items() if value},
    )

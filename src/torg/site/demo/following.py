"""Accounts that are not quite as the register says, one of each, and two weak connections."""

from django.utils.translation import gettext as _

from torg.channels.actions import (
    accept_handle,
    connect,
    dismiss_alarm,
    note_sighting,
    note_unseen,
)
from torg.channels.models import AccountAlarm, ChannelConnection
from torg.channels.queries import port_connection
from torg.channels.queries.following import FAILED_LOOKS
from torg.ports import registry
from torg.site.demo.stage import Stage


def lay_alarms(stage: Stage) -> None:
    """A new name that waits, one accepted, one that went back, and a mark that was lost."""
    _befall(stage, "culture", "rename", _handle(stage, "culture") + ".kultur")
    _befall(stage, "image", "mark")
    for alarm in _befall(stage, "image", "unmark"):
        reason = _("Vi har sökt om märket. Nätverket svarar inom en vecka.")
        dismiss_alarm(alarm=alarm, reason=reason, by=stage.people["lead"], now=stage.now)
    held = _handle(stage, "x")
    _befall(stage, "x", "rename", held + "_ny")
    _befall(stage, "x", "rename", held)
    if "streets" in stage.channels:
        for alarm in _befall(stage, "streets", "rename", _handle(stage, "streets") + ".nu"):
            reason = _("Vi förkortade namnet själva i samråd med kommunikationsavdelningen.")
            accept_handle(alarm=alarm, reason=reason, by=stage.people["lead"], now=stage.now)


def lay_connections(stage: Stage) -> None:
    """One key that works on an account nobody has seen yet; one account that does not answer."""
    if stage.municipality.slug == "malmo":
        _reconnect(stage)
    elif stage.municipality.slug == "vallentuna":
        for _time in range(FAILED_LOOKS):
            note_unseen(connection=_row(stage, "resting"), code="http-503", now=stage.now)


def _reconnect(stage: Stage) -> None:
    channel, row = stage.channels["resting"], _row(stage, "resting")
    account = stage.network.open_account(
        handle=row.handle, name=channel.name, style=channel.network
    )
    stage.network.hide_the_account()
    connect(
        channel=channel,
        adapter=row.adapter,
        base_url=row.base_url,
        handle=account.handle,
        secret=account.token,
        by=stage.people["admin"],
        now=stage.now,
    )


def _befall(stage: Stage, key: str, how: str, handle: str = "") -> list[AccountAlarm]:
    """Something happens to the account, and Torg looks; what it tells."""
    row = _row(stage, key)
    stage.network.befall(row.account_id, how, handle)
    seen = registry.network_for(row.adapter).observe(port_connection(row))
    return note_sighting(connection=row, seen=seen, now=stage.now)


def _handle(stage: Stage, key: str) -> str:
    return _row(stage, key).handle


def _row(stage: Stage, key: str) -> ChannelConnection:
    found: ChannelConnection = ChannelConnection.objects.get(channel=stage.channels[key])
    return found

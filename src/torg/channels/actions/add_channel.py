from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.channels.actions.mark_addresses import mark_addresses
from torg.channels.models import Channel, ChannelApplication, ChannelKind, NetworkName
from torg.channels.permissions import check_can_register
from torg.channels.queries.applications import refuse_stopped
from torg.channels.states import ApplicationState, ChannelState
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import Department, User
from torg.rules.queries import RegisterFacts


def add_channel(
    *,
    department: Department,
    name: str,
    network: str,
    reason: str = "",
    private: bool = False,
    application: ChannelApplication | None = None,
    by: User | None,
    now: datetime,
    **known: Any,
) -> Channel:
    """Put a channel into the register: an approved application's, which is then prepared, or
    one that is there already, with the reason why it is taken up now (V-13).

    private: a person's own account. known: what else the channel's row holds.
    Raises Denied, Refusal (name taken, no reason, nobody's official account).
    """
    if application is None:
        _check_import(department, network, reason, private, by, now)
    elif application.state != ApplicationState.APPROVED:
        raise Refusal(_("Ansökan är inte godkänd."))
    channel = Channel(
        municipality_id=department.municipality_id,
        department=department,
        name=name,
        network=network,
        state=ChannelState.PREPARING if application else ChannelState.LIVE,
        application=application,
        import_reason="" if application else reason.strip(),
        created_at=now,
        changed_at=now,
        **(_begun(network, application, now) | known),
    )
    try:
        with transaction.atomic():
            channel.save(force_insert=True)
            mark_addresses(channel=channel, now=now)
            _tell(channel, by, now)
    except IntegrityError as error:
        raise Refusal(
            _("Det finns redan en kanal med det namnet på samma nätverk."),
            remedy=_("Välj ett annat namn eller öppna den kanal som finns."),
            field="name",
        ) from error
    return channel


def _begun(network: str, application: ChannelApplication | None, now: datetime) -> dict[str, Any]:
    """Since when it is live, and whether it is a page of our own (M2-06)."""
    own = network == NetworkName.WEB
    return {
        "live_since": None if application else timezone.localdate(now),
        "kind": ChannelKind.OWN_SITE if own else ChannelKind.ACCOUNT,
    }


def _check_import(
    department: Department,
    network: str,
    reason: str,
    private: bool,
    by: User | None,
    now: datetime,
) -> None:
    if by is not None:
        check_can_register(by, department)
    if not reason.strip():
        raise Refusal(
            _("En ny kanal börjar med en ansökan."),
            remedy=_("Finns kontot redan? Skriv varför det tas upp i registret först nu."),
            field="reason",
        )
    if private:
        refuse_stopped(department.municipality, RegisterFacts(network=network, private=True), now)


def _tell(channel: Channel, by: User | None, now: datetime) -> None:
    record(
        municipality=channel.municipality,
        verb="channel.added",
        summary=_("Lade upp kanalen %(channel)s.") % {"channel": channel},
        about=[Ref("channels.channel", str(channel.pk))],
        by=by,
        now=now,
        facts={
            "network": channel.network,
            "class": channel.channel_class,
            "department": str(channel.department_id),
            "application": str(channel.application_id or ""),
        },
        content={"reason": channel.import_reason} if channel.import_reason else {},
    )

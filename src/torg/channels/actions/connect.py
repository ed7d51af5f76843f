from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from torg.channels.actions.mark_addresses import mark_addresses
from torg.channels.models import Channel, ChannelConnection
from torg.channels.permissions import check_can_connect
from torg.channels.queries import keyring
from torg.channels.queries.following import LOOK_EVERY
from torg.channels.states import ChannelState, ConnectionState
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User
from torg.ports.account import Account, Sighting
from torg.ports.errors import NeedsReconnect, OutsideError, Refused, Unreachable
from torg.ports.network import Connection, Limits
from torg.ports.registry import network_for


def connect(
    *,
    channel: Channel,
    adapter: str,
    base_url: str,
    handle: str,
    secret: str,
    webhook_secret: str = "",
    by: User | None,
    now: datetime,
) -> ChannelConnection:
    """Connect a channel, or give it a new key, after a live read names the account that works.

    webhook_secret: of a subscription that the caller has made; else `subscribe` makes one.
    Nothing is stored unless the read succeeds, so a half-made connection cannot look
    connected. It is verified once the account is seen in public too; until then it sends
    nothing. An empty secret never replaces a stored one. Raises Denied, Refusal.
    """
    if by is not None:
        check_can_connect(by, channel)
    _refuse_closed(channel)
    found = _read_live(adapter, base_url, handle, secret)
    try:
        with transaction.atomic():
            row = _store(channel, adapter, base_url, secret, webhook_secret, found, now)
            mark_addresses(channel=row.channel, now=now)
            record(
                municipality=channel.municipality,
                verb="channel.connected",
                summary=_("Anslöt %(channel)s till kontot %(handle)s.")
                % {"channel": channel, "handle": row.handle},
                about=[Ref("channels.channel", str(channel.pk))],
                by=by,
                now=now,
                facts={"adapter": adapter, "account": found.account.id},
            )
    except IntegrityError as error:
        raise Refusal(
            _("Kontot %(handle)s är redan anslutet till en annan kanal.")
            % {"handle": found.account.handle},
            remedy=_("Öppna den kanalen, eller anslut ett annat konto."),
            field="handle",
        ) from error
    return row


def _refuse_closed(channel: Channel) -> None:
    if channel.state == ChannelState.CLOSED:
        raise Refusal(
            _("Kanalen är stängd och ansluts inte igen."),
            remedy=_("Behövs den på nytt söker ni om en ny kanal."),
        )


@dataclass(frozen=True, slots=True)
class _Found:
    """Whose key it is, and the account as everybody sees it; None: not seen yet."""

    account: Account
    limits: Limits
    seen: Sighting | None

    @property
    def shown(self) -> bool:
        return self.seen is not None and self.seen.account is not None


def _read_live(adapter: str, base_url: str, handle: str, secret: str) -> _Found:
    if not secret:
        raise Refusal(_("Lösenord eller nyckel saknas."), field="secret")
    wanted = Connection(
        adapter=adapter, base_url=base_url, account_id="", handle=handle, secret=secret
    )
    try:
        network = network_for(adapter)
        account = network.verify(wanted)
        found = replace(wanted, account_id=account.id, handle=account.handle)
        return _Found(account, network.limits(found), _look(found))
    except NeedsReconnect as error:
        raise Refusal(
            _("Nätverket godtog inte uppgifterna för %(handle)s.") % {"handle": handle},
            remedy=_("Kontrollera kontonamnet och skapa ett nytt app-lösenord på nätverket."),
            field="secret",
        ) from error
    except Refused as error:
        raise Refusal(error.cause, remedy=_("Rätta uppgifterna och försök igen.")) from error
    except Unreachable as error:
        raise Refusal(
            _("Nätverket på %(url)s svarar inte.") % {"url": base_url},
            remedy=_("Kontrollera adressen, eller försök igen om en stund. Inget har sparats."),
            field="base_url",
        ) from error


def _look(connection: Connection) -> Sighting | None:
    """The key is good already, so a look without an answer only leaves the proof for later."""
    try:
        return network_for(connection.adapter).observe(connection)
    except OutsideError:
        return None


def _store(
    channel: Channel,
    adapter: str,
    base_url: str,
    secret: str,
    webhook_secret: str,
    found: _Found,
    now: datetime,
) -> ChannelConnection:
    account = found.account
    _refuse_another_account(channel, account)
    row, _created = ChannelConnection.objects.update_or_create(
        channel=channel,
        defaults={
            "municipality_id": channel.municipality_id,
            "adapter": adapter,
            "base_url": base_url,
            "account_id": account.id,
            "handle": account.handle,
            "display_name": account.display_name,
            "account_url": account.url,
            "secret": keyring().seal(secret),
            "state": ConnectionState.VERIFIED if found.shown else ConnectionState.CONNECTED,
            "verified_at": now,
            "broken_since": None,
            "failure": "",
            "weak_in": "",
            "limits": asdict(found.limits),
            "marked": found.seen.marked if found.seen else None,
            "looked_at": now if found.shown else None,
            "look_at": now + LOOK_EVERY if found.shown else None,
            "looks_failed": 0,
            "gone_since": None,
        },
    )
    if webhook_secret:
        row.webhook_secret = keyring().seal(webhook_secret)
        row.subscribed_at = now
        row.save(update_fields=["webhook_secret", "subscribed_at"])
    return row


def _refuse_another_account(channel: Channel, account: Account) -> None:
    """A channel's history belongs to one account: a new key may not slip in another (K2)."""
    earlier = ChannelConnection.objects.filter(channel=channel).first()
    if earlier is not None and earlier.account_id != account.id:
        raise Refusal(
            _("Uppgifterna hör till kontot %(found)s, men kanalen är %(wanted)s.")
            % {"found": account.handle, "wanted": earlier.handle},
            remedy=_("Anslut samma konto igen, eller lägg upp en ny kanal för det andra kontot."),
            field="handle",
        )

"""What waits to be read, what could not be, and which channels are not being fetched."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from torg.channels.models import ChannelConnection
from torg.channels.queries import keyring
from torg.inbox.models import RawDelivery, SyncState
from torg.people.models.prepared import ask_objects, filled
from torg.people.models.rows import Standing, read_row
from torg.ports.network import Connection

SILENT_AFTER = timedelta(minutes=10)
ALARMING_TRIES = 2
MOST_READ = 200
# What reading a payload asks of a connection; each column costs.
READS_WITH = (
    "channel", "adapter", "base_url", "account_id", "handle", "secret", "webhook_secret",
)  # fmt: skip


RECEIVER = (
    "municipality_id", "channel_id", "adapter", "base_url", "account_id", "handle",
    "webhook_secret",
)  # fmt: skip
MOST_KNOWN = 10_000


@dataclass(frozen=True, slots=True)
class Receiver:
    """Whose delivery it is, and the port that its signature is checked with.

    standing: the connection as it was read.
    """

    municipality_id: UUID
    channel_id: UUID
    port: Connection
    standing: Standing


@dataclass(frozen=True, slots=True)
class SyncAlarm:
    """Something that keeps residents' words from us. tone: "danger" or "warning"."""

    tone: str
    message: str
    remedy: str


def to_process(now: datetime) -> list[tuple[RawDelivery, ChannelConnection | None]]:
    """Stored payloads whose turn it is, who has waited longest first; MOST_READ at once.

    Each with its channel's connection, None where that is gone.
    """
    waiting = ask_objects("inbox.to_process", _waiting, now)
    ids = filled({raw.channel_id for raw in waiting})
    found = {one.channel_id: one for one in ask_objects("inbox.receiving", _receiving, *ids)}
    return [(raw, found.get(raw.channel_id)) for raw in waiting]


def _waiting(now: datetime) -> QuerySet[RawDelivery]:
    waiting = RawDelivery.objects.filter(processed_at__isnull=True, not_before__lte=now)
    read = waiting.only("municipality_id", "channel_id", "source", "body", "tries")
    return read.order_by("not_before", "id")[:MOST_READ]


def _receiving(*channels: UUID) -> QuerySet[ChannelConnection]:
    return ChannelConnection.objects.filter(channel_id__in=channels).only(*READS_WITH)


def broken_deliveries(municipality_id: UUID) -> QuerySet[RawDelivery]:
    """Payloads that have failed more than once: kept, tried again, and shown.

    In the order of the index of what waits, so that what has been read is not looked through.
    """
    found = RawDelivery.objects.filter(
        municipality_id=municipality_id, processed_at__isnull=True, tries__gte=ALARMING_TRIES
    )
    return found.select_related("channel").order_by("not_before", "id")


def failing_syncs(municipality_id: UUID, now: datetime) -> QuerySet[SyncState]:
    """Channels that could not be fetched for a while."""
    return SyncState.objects.filter(
        municipality_id=municipality_id, failing_since__lt=now - SILENT_AFTER
    ).select_related("channel")


def receiver_of(connection_id: UUID) -> Receiver | None:
    """What a webhook address names. Ask in every_municipality().

    Also a broken connection: what residents write still comes, and is signed with its secret.
    One question without objects: it is asked for each delivery before its signature is checked.
    """
    found = read_row(ChannelConnection, connection_id, RECEIVER)
    if found is None:
        _known.pop(connection_id, None)
        return None
    if len(_known) >= MOST_KNOWN:
        _known.clear()
    municipality_id, channel_id, adapter, base_url, account_id, handle, sealed = found
    port = Connection(adapter, base_url, account_id, handle, webhook_secret=keyring().open(sealed))
    standing = Standing(ChannelConnection, connection_id, RECEIVER, tuple(found))
    receiver = Receiver(municipality_id, channel_id, port, standing)
    _known[connection_id] = receiver
    return receiver


def known_receiver(connection_id: UUID) -> Receiver | None:
    """The receiver as this process last read it, which may be long ago.

    Good for one thing: to store on the condition that its connection still stands like that.
    """
    return _known.get(connection_id)


_known: dict[UUID, Receiver] = {}


def sync_alarms(municipality_id: UUID, now: datetime) -> list[SyncAlarm]:
    """What the status page and the frame should tell."""
    found = [
        SyncAlarm(
            "warning",
            _("%(channel)s kan inte hämtas (%(code)s).")
            % {"channel": state.channel, "code": state.failure},
            _("Torg försöker igen av sig självt. Titta på nätverket under tiden."),
        )
        for state in failing_syncs(municipality_id, now)
    ]
    broken = broken_deliveries(municipality_id).count()
    if broken:
        found.append(
            SyncAlarm(
                "danger",
                _("%(count)d leveranser från nätverken går inte att läsa.") % {"count": broken},
                _("Inget är förlorat. Be systemadministratören se felet i loggen."),
            )
        )
    return found

"""What waits to be read, what could not be, and which channels are not being fetched."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from torg.channels.models import ChannelConnection
from torg.inbox.models import RawDelivery, SyncState

SILENT_AFTER = timedelta(minutes=10)
ALARMING_TRIES = 2


@dataclass(frozen=True, slots=True)
class SyncAlarm:
    """Something that keeps residents' words from us. tone: "danger" or "warning"."""

    tone: str
    message: str
    remedy: str


def to_process(now: datetime) -> QuerySet[RawDelivery]:
    """Stored payloads whose turn it is, oldest first."""
    return (
        RawDelivery.objects.filter(processed_at__isnull=True, not_before__lte=now)
        .select_related("channel__connection", "channel__municipality", "channel__department")
        .order_by("id")
    )


def broken_deliveries(municipality_id: UUID) -> QuerySet[RawDelivery]:
    """Payloads that have failed more than once: kept, tried again, and shown."""
    return RawDelivery.objects.filter(
        municipality_id=municipality_id, processed_at__isnull=True, tries__gte=ALARMING_TRIES
    ).select_related("channel")


def failing_syncs(municipality_id: UUID, now: datetime) -> QuerySet[SyncState]:
    """Channels that could not be fetched for a while."""
    return SyncState.objects.filter(
        municipality_id=municipality_id, failing_since__lt=now - SILENT_AFTER
    ).select_related("channel")


def connection_for_webhook(connection_id: UUID) -> ChannelConnection | None:
    """The connection that a webhook address names. Ask in every_municipality().

    Also a broken one: what residents write still comes, and is signed with its own secret.
    """
    return ChannelConnection.objects.filter(pk=connection_id).select_related("channel").first()


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

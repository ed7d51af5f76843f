from datetime import datetime

from django.utils.translation import gettext as _

from torg.channels.models import Channel
from torg.inbox.actions.refresh_clock import CLOCK_FIELDS, refresh_clock
from torg.inbox.models import Message
from torg.kernel.refs import Ref
from torg.ledger.actions import record
from torg.ports.network import Event


def mark_deleted(*, channel: Channel, event: Event, now: datetime) -> bool:
    """Note that it is gone on the network; what we captured stays. False when we never had it.

    Runs in the caller's transaction.
    """
    editions = Message.objects.filter(channel=channel, network_id=event.network_id)
    if not editions.exists():
        return False
    if not editions.filter(deleted_upstream_at__isnull=True).update(
        deleted_upstream_at=event.made_available_at
    ):
        return True
    current = editions.select_related("thread").get(is_current=True)
    refresh_clock(current.thread)
    current.thread.save(update_fields=CLOCK_FIELDS)
    record(
        municipality=channel.municipality,
        verb="message.deleted_upstream",
        summary=_("Meddelandet togs bort på %(channel)s; det som kom in finns kvar här.")
        % {"channel": channel},
        about=[
            Ref("inbox.thread", str(current.thread_id)),
            Ref("inbox.message", str(current.pk)),
        ],
        by=None,
        now=now,
        facts={"network_id": event.network_id},
    )
    return True

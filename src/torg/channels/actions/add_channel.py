from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.channels.models import Channel
from torg.channels.permissions import check_can_manage
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import Department, User


def add_channel(
    *,
    department: Department,
    name: str,
    network: str,
    channel_class: str,
    purpose: str = "",
    responsible: User | None = None,
    by: User | None,
    now: datetime,
) -> Channel:
    """Put a channel into the register. Raises Denied, Refusal (name taken)."""
    if by is not None:
        check_can_manage(by, department)
    channel = Channel(
        municipality_id=department.municipality_id,
        department=department,
        name=name,
        network=network,
        channel_class=channel_class,
        purpose=purpose,
        responsible=responsible,
        live_since=timezone.localdate(now),
        created_at=now,
        changed_at=now,
    )
    try:
        with transaction.atomic():
            channel.save(force_insert=True)
            _tell(channel, by, now)
    except IntegrityError as error:
        raise Refusal(
            _("Det finns redan en kanal med det namnet på samma nätverk."),
            remedy=_("Välj ett annat namn eller öppna den kanal som finns."),
            field="name",
        ) from error
    return channel


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
        },
    )

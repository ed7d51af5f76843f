"""Whether the worker works, the holds in force, and what everyone must see of both."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from torg.delivery.models import Hold, Worker

SILENT_AFTER = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Alarm:
    """What everyone must see on every page. tone: "danger" or "warning"."""

    tone: str
    message: str
    remedy: str


def alarms(municipality_id: UUID, now: datetime) -> list[Alarm]:
    """The worker's silence and the holds in force."""
    found = []
    if not worker_beats(now):
        found.append(
            Alarm(
                "danger",
                _("Bakgrundsarbetet står still. Inget skickas eller hämtas just nu."),
                _("Be systemadministratören starta om Torg. Inget som är planerat går förlorat."),
            )
        )
    found.extend(
        Alarm(
            "warning",
            _("Publiceringen på %(where)s är pausad av %(who)s: %(reason)s")
            % {
                "where": hold.channel or _("alla kanaler"),
                "who": hold.placed_by or "Torg",
                "reason": hold.reason,
            },
            _("Pausen hävs under Utskick."),
        )
        for hold in active_holds(municipality_id)
    )
    return found


def worker_beats(now: datetime) -> bool:
    """Whether any worker has gone round lately."""
    return beating(now).exists()


def beating(now: datetime) -> QuerySet[Worker]:
    """Workers that have gone round lately."""
    return Worker.objects.filter(beat_at__gte=now - SILENT_AFTER, stopped_at__isnull=True)


def active_holds(municipality_id: UUID) -> QuerySet[Hold]:
    """Holds not lifted."""
    return Hold.objects.filter(
        municipality_id=municipality_id, lifted_at__isnull=True
    ).select_related("placed_by", "channel__department")

from datetime import datetime, timedelta

from torg.people.models import Draft, Presence

PRESENCE_KEPT = timedelta(minutes=5)
DRAFT_KEPT = timedelta(days=30)


def tidy(*, now: datetime) -> int:
    """Take away who was here and drafts that nobody came back to; how many rows."""
    gone = Presence.objects.filter(seen_at__lt=now - PRESENCE_KEPT).delete()[0]
    return gone + Draft.objects.filter(saved_at__lt=now - DRAFT_KEPT).delete()[0]

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from torg.people.models import Draft, OrganisationImport, Presence
from torg.people.states import ImportState

PRESENCE_KEPT = timedelta(minutes=5)
DRAFT_KEPT = timedelta(days=30)


def tidy(*, now: datetime) -> int:
    """Take away who was here, drafts that nobody came back to, ended sessions, and files with
    the organisation that were never carried out; how many rows."""
    old = (
        Session.objects.filter(expire_date__lt=now),
        Presence.objects.filter(seen_at__lt=now - PRESENCE_KEPT),
        Draft.objects.filter(saved_at__lt=now - DRAFT_KEPT),
        OrganisationImport.objects.exclude(state=ImportState.APPLIED).filter(
            checked_at__lt=now - DRAFT_KEPT
        ),
    )
    return sum(rows.delete()[0] for rows in old)

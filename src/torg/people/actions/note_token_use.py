from datetime import datetime, timedelta

from django.db.models import Q

from torg.people.models import AccessToken

OFTEN = timedelta(hours=1)


def note_token_use(*, token: AccessToken, now: datetime) -> None:
    """When it was last used, to the hour: enough to see which keys nobody needs."""
    AccessToken.objects.filter(
        Q(used_at__isnull=True) | Q(used_at__lt=now - OFTEN), pk=token.pk
    ).update(used_at=now)

from datetime import datetime

from torg.inbox.models import SyncState


def forget_cursor(*, state: SyncState, now: datetime) -> None:
    """Let the next poll start from the beginning, since the network refuses where we stood.

    Nothing comes twice of it: what the inbox holds is known again (RELIABILITY I7).
    """
    SyncState.objects.filter(pk=state.pk, cursor=state.cursor).update(cursor="", not_before=now)

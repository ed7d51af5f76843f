from datetime import datetime

from torg.inbox.models import SyncState
from torg.inbox.states import poll_again_after


def note_sync_failure(*, state: SyncState, code: str, now: datetime) -> None:
    """The network could not be read: wait longer each time, and say since when.

    System bookkeeping, no ledger entry. The alarm is queries.sync_alarms.
    """
    SyncState.objects.filter(pk=state.pk).update(
        tries=min(state.tries + 1, 1000),
        failure=code[:300],
        failing_since=state.failing_since or now,
        not_before=now + poll_again_after(state.tries + 1),
    )

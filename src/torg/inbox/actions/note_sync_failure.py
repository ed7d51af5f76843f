from datetime import datetime, timedelta

from torg.inbox.models import SyncState

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)


def note_sync_failure(*, state: SyncState, code: str, now: datetime) -> None:
    """The network could not be read: wait longer each time, and say since when.

    System bookkeeping, no ledger entry. The alarm is queries.sync_alarms.
    """
    wait = min(FIRST_WAIT * 2 ** min(state.tries, 10), LONGEST_WAIT)
    SyncState.objects.filter(pk=state.pk).update(
        tries=min(state.tries + 1, 1000),
        failure=code[:300],
        failing_since=state.failing_since or now,
        not_before=now + wait,
    )

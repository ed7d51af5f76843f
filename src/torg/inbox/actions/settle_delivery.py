from datetime import datetime, timedelta

from torg.inbox.models import RawDelivery

FIRST_WAIT = timedelta(seconds=20)
LONGEST_WAIT = timedelta(hours=1)


def settle_delivery(*, raw: RawDelivery, failure: str = "", now: datetime) -> None:
    """Note that a stored payload is in the inbox, or why it is not and when to try again.

    One that cannot be read is never given up and never removed (queries.broken_deliveries).
    """
    waiting = RawDelivery.objects.filter(pk=raw.pk, processed_at__isnull=True)
    if not failure:
        waiting.update(processed_at=now, failure="")
        return
    wait = min(FIRST_WAIT * 2 ** min(raw.tries, 10), LONGEST_WAIT)
    waiting.update(failure=failure[:500], tries=min(raw.tries + 1, 1000), not_before=now + wait)

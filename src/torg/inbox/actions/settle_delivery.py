from collections.abc import Sequence
from datetime import datetime, timedelta

from torg.inbox.models import RawDelivery

FIRST_WAIT = timedelta(seconds=20)
LONGEST_WAIT = timedelta(hours=1)


def settle_delivery(*, raws: Sequence[RawDelivery], failure: str = "", now: datetime) -> None:
    """Note that stored payloads are in the inbox, or why they are not and when to try again.

    One that cannot be read is never given up and never removed (queries.broken_deliveries).
    """
    waiting = RawDelivery.objects.filter(processed_at__isnull=True)
    if not failure:
        waiting.filter(pk__in=[raw.pk for raw in raws]).update(processed_at=now, failure="")
        return
    for raw in raws:
        wait = min(FIRST_WAIT * 2 ** min(raw.tries, 10), LONGEST_WAIT)
        waiting.filter(pk=raw.pk).update(
            failure=failure[:500], tries=min(raw.tries + 1, 1000), not_before=now + wait
        )

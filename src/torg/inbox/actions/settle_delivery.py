from collections.abc import Sequence
from datetime import datetime

from torg.inbox.models import RawDelivery
from torg.inbox.states import read_again_after


def settle_delivery(*, raws: Sequence[RawDelivery], failure: str = "", now: datetime) -> None:
    """Note that stored payloads are in the inbox, or why they are not and when to try again.

    One that cannot be read is never given up and never removed (queries.broken_deliveries).
    """
    waiting = RawDelivery.objects.filter(processed_at__isnull=True)
    if not failure:
        waiting.filter(pk__in=[raw.pk for raw in raws]).update(processed_at=now, failure="")
        return
    for raw in raws:
        wait = read_again_after(raw.tries + 1)
        waiting.filter(pk=raw.pk).update(
            failure=failure[:500], tries=min(raw.tries + 1, 1000), not_before=now + wait
        )

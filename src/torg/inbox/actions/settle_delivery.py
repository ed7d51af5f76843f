from collections.abc import Sequence
from datetime import datetime

from torg.inbox.models import RawDelivery
from torg.inbox.states import read_again_after
from torg.people.models.rows import Where, change_rows


def settle_delivery(*, raws: Sequence[RawDelivery], failure: str = "", now: datetime) -> None:
    """Note that stored payloads are in the inbox, or why they are not and when to try again.

    One that cannot be read is never given up and never removed (queries.broken_deliveries).
    """
    if not failure:
        change_rows(raws, {"processed_at": now, "failure": ""}, Where("processed_at", (None,)))
        return
    waiting = RawDelivery.objects.filter(processed_at__isnull=True)
    for raw in raws:
        wait = read_again_after(raw.tries + 1)
        waiting.filter(pk=raw.pk).update(
            failure=failure[:500], tries=min(raw.tries + 1, 1000), not_before=now + wait
        )

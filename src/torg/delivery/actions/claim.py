from datetime import datetime

from django.db import transaction
from django.db.models import F

from torg.delivery.models import Act, Attempt, Worker
from torg.delivery.queries import blocked_by
from torg.delivery.states import ActState
from torg.ports.network import NetworkCard


def claim(*, act: Act, worker: Worker, card: NetworkCard, now: datetime) -> Attempt | None:
    """Take a due act for one call; None when another took it or it may not go now.

    Committed before the call, so a death after this line leaves `sending`, which only
    read-back or a person may settle.
    """
    with transaction.atomic():
        if blocked_by(act):
            return None
        taken = Act.objects.filter(pk=act.pk, state=ActState.DUE, not_before__lte=now).update(
            state=ActState.SENDING,
            worker=worker,
            sending_since=now,
            uncertain_until=now + card.uncertainty,
            tries=F("tries") + 1,
            code="",
            cause="",
            mender="",
        )
        if not taken:
            return None
        act.refresh_from_db()
        if act.first_sent_at is None:
            act.first_sent_at = now
            act.save(update_fields=["first_sent_at"])
        return Attempt.objects.create(
            municipality_id=act.municipality_id,
            act=act,
            number=act.tries,
            worker_name=str(worker),
            started_at=now,
        )

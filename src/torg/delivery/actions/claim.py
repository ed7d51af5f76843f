from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from torg.delivery.actions.breaker import admit
from torg.delivery.actions.cancel import cancel
from torg.delivery.models import Act, Attempt, Worker
from torg.delivery.queries import blocked_by
from torg.delivery.states import REMOVING, ActState
from torg.ports.evidence import is_sealed
from torg.ports.network import ActKind, NetworkCard

CLAIMED = (
    "state", "worker", "sending_since", "uncertain_until", "first_sent_at", "tries",
    "code", "cause", "mender",
)  # fmt: skip


def claim(*, act: Act, worker: Worker, card: NetworkCard, now: datetime) -> Attempt | None:
    """Take a due act for one call; None when another took it or it may not go now.

    A removal whose evidence is gone or damaged is taken back instead: the case goes back to
    a person (RELIABILITY R5). Committed before the call, so a death after this line leaves
    `sending`, which only read-back or a person may settle.
    """
    if not _evidence_holds(act):
        cause = _(
            "Beviset går inte att läsa helt. Inget togs bort; ärendet behöver ett nytt bevis."
        )
        cancel(act=act, cause=cause, by=None, now=now)
        return None
    with transaction.atomic():
        if blocked_by(act) or not admit(act=act, card=card, now=now):
            return None
        taken = Act.objects.filter(pk=act.pk, state=ActState.DUE, not_before__lte=now).update(
            state=ActState.SENDING,
            worker=worker,
            sending_since=now,
            uncertain_until=now + card.uncertainty,
            first_sent_at=Coalesce("first_sent_at", now),
            tries=F("tries") + 1,
            code="",
            cause="",
            mender="",
        )
        if not taken:
            return None
        # Only what was set: the act's channel and municipality, read with it, stay at hand.
        act.refresh_from_db(fields=CLAIMED)
        return Attempt.objects.create(
            municipality_id=act.municipality_id,
            act=act,
            number=act.tries,
            worker_name=str(worker),
            started_at=now,
        )


def _evidence_holds(act: Act) -> bool:
    if ActKind(act.kind) not in REMOVING:
        return True
    target = act.payload.get("target", {}).get("id", "")
    return is_sealed(act.municipality_id, act.evidence_digest, target)

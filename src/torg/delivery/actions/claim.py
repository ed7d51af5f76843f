from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.delivery.actions.breaker import admit
from torg.delivery.actions.cancel import cancel
from torg.delivery.models import Act, Attempt, Worker
from torg.delivery.queries import is_held
from torg.delivery.states import REMOVING, ActState
from torg.people.models.rows import Where, change_row, insert_rows, new_row
from torg.ports.evidence import is_sealed
from torg.ports.network import ActKind, NetworkCard


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
        if is_held(act) or not admit(act=act, card=card, now=now):
            return None
        taken = {
            "state": ActState.SENDING,
            "worker_id": worker.pk,
            "sending_since": now,
            "uncertain_until": now + card.uncertainty,
            "first_sent_at": act.first_sent_at or now,
            "tries": act.tries + 1,
            "code": "",
            "cause": "",
            "mender": "",
        }
        if not change_row(act, taken, *_still_due(act, now)):
            return None
        attempt = new_row(
            Attempt,
            municipality_id=act.municipality_id,
            act_id=act.pk,
            number=act.tries,
            worker_name=str(worker),
            started_at=now,
        )
        insert_rows([attempt])
        return attempt


def _still_due(act: Act, now: datetime) -> tuple[Where, ...]:
    """As it was read: the try that this would be is nobody else's."""
    return (
        Where("state", (ActState.DUE,)),
        Where("not_before", (now,), at_most=True),
        Where("tries", (act.tries,)),
    )


def _evidence_holds(act: Act) -> bool:
    if ActKind(act.kind) not in REMOVING:
        return True
    target = act.payload.get("target", {}).get("id", "")
    return is_sealed(act.municipality_id, act.evidence_digest, target)

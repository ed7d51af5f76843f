from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from torg.delivery.actions.breaker import admit, waiting
from torg.delivery.actions.cancel import cancel
from torg.delivery.models import Act, Attempt, Worker
from torg.delivery.queries import kept_from_posting
from torg.delivery.states import REMOVING, TIMELY, ActState
from torg.people.models.rows import Change, Where, change_each, insert_rows, new_row
from torg.ports.evidence import is_sealed
from torg.ports.network import ActKind, NetworkCard


class Want(NamedTuple):
    """An act that is to be called, the card of its network, and the tries that it had when read."""

    act: Act
    card: NetworkCard
    tries: int


def claim(*, wants: Sequence[Want], worker: Worker, now: datetime) -> list[Attempt | None]:
    """Take due acts, each for one call; None when another took it or it may not go now.

    A removal whose evidence is gone or damaged is taken back instead: the case goes back to
    a person (RELIABILITY R5). Committed before the calls, so a death after this line leaves
    `sending`, which only read-back or a person may settle.
    """
    # In the order in which outcomes meet the breakers, so that two workers never wait for each
    # other.
    sound = sorted((want for want in wants if _evidence_holds(want.act, now)), key=_key)
    with transaction.atomic():
        kept = {town: kept_from_posting(town) for town in {w.act.municipality_id for w in sound}}
        breakers = waiting(sorted({want.act.channel_id for want in sound}))
        may = [
            want
            for want in sound
            if not _is_held(want.act, kept[want.act.municipality_id])
            and admit(breaker=breakers.get(want.act.channel_id), card=want.card, now=now)
        ]
        changed = change_each([_sending(want, worker, now) for want in may])
        taken = {
            want.act.pk: _attempt(want.act, worker, now)
            for want, is_ours in zip(may, changed, strict=True)
            if is_ours
        }
        insert_rows(list(taken.values()))
    return [taken.get(want.act.pk) for want in wants]


def _key(want: Want) -> UUID:
    return want.act.channel_id


def _is_held(act: Act, kept: Collection[UUID | None]) -> bool:
    return ActKind(act.kind) in TIMELY and (None in kept or act.channel_id in kept)


def _sending(want: Want, worker: Worker, now: datetime) -> Change:
    taken = {
        "state": ActState.SENDING,
        "worker_id": worker.pk,
        "sending_since": now,
        "uncertain_until": now + want.card.uncertainty,
        "first_sent_at": want.act.first_sent_at or now,
        "tries": want.tries + 1,
        "code": "",
        "cause": "",
        "mender": "",
    }
    return Change(want.act, taken, _still_due(want, now))


def _attempt(act: Act, worker: Worker, now: datetime) -> Attempt:
    return new_row(
        Attempt,
        municipality_id=act.municipality_id,
        act_id=act.pk,
        number=act.tries,
        worker_name=str(worker),
        started_at=now,
    )


def _still_due(want: Want, now: datetime) -> tuple[Where, ...]:
    """As it was read: the try that this would be is nobody else's."""
    return (
        Where("state", (ActState.DUE,)),
        Where("not_before", (now,), at_most=True),
        Where("tries", (want.tries,)),
    )


def _evidence_holds(act: Act, now: datetime) -> bool:
    if ActKind(act.kind) not in REMOVING:
        return True
    target = act.payload.get("target", {}).get("id", "")
    if is_sealed(act.municipality_id, act.evidence_digest, target):
        return True
    cause = _("Beviset går inte att läsa helt. Inget togs bort; ärendet behöver ett nytt bevis.")
    cancel(act=act, cause=cause, by=None, now=now)
    return False

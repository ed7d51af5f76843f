from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from torg.delivery.models import Act, Attempt
from torg.delivery.queries import kind_name, ref_to, uncertain_from
from torg.delivery.states import ActState
from torg.kernel.liveness import Lock
from torg.kernel.refs import Ref
from torg.ledger.actions import record


def reap(*, lock: Lock, stranded: Collection[tuple[UUID, int]] = frozenset(), now: datetime) -> int:
    """Acts whose call nobody is in the middle of any more become unknown; returns how many.

    A worker is dead when its lock is free: a frozen one keeps its lock and its acts. It may
    have woken and called at the last moment, so the window of uncertainty starts now.
    stranded: acts and tries of this living process whose outcome it could not write down.
    """
    held: dict[str, bool] = {}
    reaped = 0
    for act in Act.objects.filter(state=ActState.SENDING).select_related("municipality", "channel"):
        name = f"worker-{act.worker_id}"
        if name not in held:
            held[name] = lock.held(name)
        if not held[name]:
            told = _("Arbetsprocessen dog mitt i %(kind)s på %(channel)s; det kontrolleras.")
            lost = _lose(act, "worker-died", told, now)
        elif (act.pk, act.tries) in stranded:
            told = _("Svaret på %(kind)s på %(channel)s gick inte att spara; det kontrolleras.")
            lost = _lose(act, "outcome-lost", told, now)
        else:
            continue
        reaped += lost
    return reaped


def _lose(act: Act, code: str, told: str, now: datetime) -> bool:
    with transaction.atomic():
        moved = Act.objects.filter(
            pk=act.pk, state=ActState.SENDING, worker=act.worker, tries=act.tries
        ).update(state=ActState.UNKNOWN, code=code, uncertain_until=uncertain_from(act, now))
        if not moved:
            return False
        Attempt.objects.filter(act=act, ended_at__isnull=True).update(outcome="unknown", code=code)
        record(
            municipality=act.municipality,
            verb="act.unknown",
            summary=told % {"kind": kind_name(act), "channel": act.channel},
            about=[ref_to(act), Ref(act.origin_kind, act.origin_id)],
            by=None,
            now=now,
            facts={"key": act.key, "try": act.tries},
        )
    return True

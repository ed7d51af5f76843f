from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.delivery.models import Act, Attempt
from torg.delivery.queries import kind_name, ref_to, uncertain_from
from torg.delivery.states import ActState
from torg.kernel.liveness import Lock
from torg.kernel.refs import Ref
from torg.ledger.actions import record


def reap(*, lock: Lock, now: datetime) -> int:
    """Acts whose worker died in mid-call become unknown; returns how many.

    A worker is dead when its lock is free: a frozen one keeps its lock and its acts. It may
    have woken and called at the last moment, so the window of uncertainty starts now.
    """
    held: dict[str, bool] = {}
    reaped = 0
    for act in Act.objects.filter(state=ActState.SENDING).select_related("municipality", "channel"):
        name = f"worker-{act.worker_id}"
        if name not in held:
            held[name] = lock.held(name)
        if held[name]:
            continue
        with transaction.atomic():
            moved = Act.objects.filter(
                pk=act.pk, state=ActState.SENDING, worker=act.worker, tries=act.tries
            ).update(
                state=ActState.UNKNOWN, code="worker-died", uncertain_until=uncertain_from(act, now)
            )
            if not moved:
                continue
            Attempt.objects.filter(act=act, ended_at__isnull=True).update(
                outcome="unknown", code="worker-died"
            )
            record(
                municipality=act.municipality,
                verb="act.unknown",
                summary=_("Arbetsprocessen dog mitt i %(kind)s på %(channel)s; det kontrolleras.")
                % {"kind": kind_name(act), "channel": act.channel},
                about=[ref_to(act), Ref(act.origin_kind, act.origin_id)],
                by=None,
                now=now,
                facts={"key": act.key, "try": act.tries},
            )
            reaped += 1
    return reaped

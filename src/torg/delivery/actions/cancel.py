from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.delivery.models import Act
from torg.delivery.queries import kind_name, ref_to
from torg.delivery.states import ActState
from torg.kernel.refs import Ref
from torg.ledger.actions import record
from torg.people.models import User


def cancel(*, act: Act, cause: str, by: User | None, now: datetime) -> bool:
    """Take back an act before its call; False when it was too late for that.

    The caller has checked who may. An act that is being sent can no longer be cancelled.
    """
    with transaction.atomic():
        moved = Act.objects.filter(pk=act.pk, state=ActState.DUE).update(
            state=ActState.CANCELLED, cause=cause[:500]
        )
        if moved:
            act.state = ActState.CANCELLED
            record(
                municipality=act.municipality,
                verb="act.cancelled",
                summary=_("Tog tillbaka %(kind)s på %(channel)s innan det skickades.")
                % {"kind": kind_name(act), "channel": act.channel},
                about=[ref_to(act), Ref(act.origin_kind, act.origin_id)],
                by=by,
                now=now,
                facts={"key": act.key},
            )
    return bool(moved)

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.delivery.models import Act, Attempt, Hold
from torg.delivery.queries import kind_name, ref_to
from torg.delivery.queries.watch import active_holds
from torg.delivery.states import ActState
from torg.kernel.refs import Ref
from torg.ledger.actions import record
from torg.people.models import Municipality
from torg.ports.registry import network_for

BELIEVED = (ActState.DUE, ActState.SENDING, ActState.UNKNOWN)


def quarantine(*, municipality: Municipality, reason: str, now: datetime) -> int:
    """After a restore: nothing that is believed unsent is sent before the network is read.

    The acts become unknown until they have been read back; publishing is paused for a
    person to compare, since posts may have been moved and sent after the backup, of which
    nothing is known here. Returns how many acts.
    """
    with transaction.atomic():
        acts = list(
            Act.objects.filter(municipality=municipality, state__in=BELIEVED).select_related(
                "municipality", "channel__connection"
            )
        )
        for act in acts:
            _set_aside(act, now)
        if not active_holds(municipality.pk).filter(channel__isnull=True).exists():
            hold = Hold.objects.create(
                municipality=municipality, reason=reason[:500], placed_at=now
            )
            record(
                municipality=municipality,
                verb="hold.placed",
                summary=_("Pausade publiceringen på alla kanaler efter återställningen."),
                about=[Ref("delivery.hold", str(hold.pk))],
                by=None,
                now=now,
                content={"reason": reason},
            )
    return len(acts)


def _set_aside(act: Act, now: datetime) -> None:
    window = network_for(act.channel.connection.adapter).card.uncertainty
    Attempt.objects.filter(act=act, ended_at__isnull=True).update(
        outcome="unknown", code="restored"
    )
    Act.objects.filter(pk=act.pk).update(
        state=ActState.UNKNOWN, code="restored", worker=None, uncertain_until=now + window
    )
    record(
        municipality=act.municipality,
        verb="act.unknown",
        summary=_("Efter återställningen är det oklart om %(kind)s gick ut på %(channel)s.")
        % {"kind": kind_name(act), "channel": act.channel},
        about=[ref_to(act), Ref(act.origin_kind, act.origin_id)],
        by=None,
        now=now,
        facts={"key": act.key, "was": act.state},
    )

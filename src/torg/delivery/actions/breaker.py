"""A channel that gets no usable answer waits, tries one call, and goes on when that works.

Called inside the transactions of `claim` and of the outcomes: it is kept with them.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from torg.delivery.models import Act, Breaker
from torg.delivery.states import TRIP_AFTER, BreakerState, pause_after, turn
from torg.kernel.refs import Ref
from torg.ledger.actions import record
from torg.people.models.prepared import ask
from torg.ports.network import NetworkCard


def admit(*, act: Act, card: NetworkCard, now: datetime) -> bool:
    """Whether the act may be called now. While the channel waits, one trial at a time may.

    A trial that nobody heard of again ends with the card's window.
    """
    for key, state, retry_at in ask("delivery.waits", _waiting, act.channel_id):
        if retry_at is None or retry_at > now:
            return False
        trial = turn(BreakerState(state), BreakerState.TRIAL)
        as_read = Breaker.objects.filter(pk=key, state=state, retry_at=retry_at)
        return bool(as_read.update(state=trial, retry_at=now + card.uncertainty))
    return True


def _waiting(channel: UUID) -> QuerySet[Breaker, Any]:
    """The breaker of a channel that is kept from calling, but for a trial."""
    waiting = Breaker.objects.filter(channel_id=channel).exclude(state=BreakerState.CLOSED)
    return waiting.order_by().values_list("pk", "state", "retry_at")


def note_reached(*, act: Act, now: datetime) -> None:
    """The network gave a clear answer: the channel goes on."""
    if not ask("delivery.troubled", _troubled, act.channel_id):
        return
    breaker = Breaker.objects.select_for_update().get(channel_id=act.channel_id)
    waited, since = breaker.waits, breaker.opened_at
    if waited:
        breaker.state = turn(BreakerState(breaker.state), BreakerState.CLOSED)
    breaker.failures = breaker.trips = 0
    breaker.opened_at = breaker.retry_at = None
    breaker.limited, breaker.code, breaker.asked_at = False, "", None
    breaker.save()
    if waited:
        facts = {"since": since.isoformat() if since else ""}
        _tell(
            act,
            "channel.answers",
            _("%(channel)s svarar igen; det som väntar skickas."),
            now,
            facts,
        )


def _troubled(channel: UUID) -> QuerySet[Breaker, Any]:
    """The breaker of a channel that something has failed on since it last answered."""
    rows = Breaker.objects.filter(channel_id=channel).exclude(state=BreakerState.CLOSED, failures=0)
    return rows.order_by().values_list("pk")


def note_failed(*, act: Act, code: str, now: datetime) -> None:
    """No usable answer. The fifth in a row, or a trial, lets the channel wait."""
    breaker = _locked(act)
    breaker.failures += 1
    breaker.code = code[:120]
    trips = breaker.state == BreakerState.TRIAL or (
        not breaker.waits and breaker.failures >= TRIP_AFTER
    )
    if trips:
        breaker.trips += 1
        breaker.limited = False
        _open(breaker, act, now, retry_at=now + pause_after(breaker.trips))
    breaker.save()


def note_limited(*, act: Act, code: str, until: datetime, now: datetime) -> None:
    """The network asks us to wait: that holds for everything on the channel."""
    breaker = _locked(act)
    breaker.failures = 0
    breaker.code, breaker.limited, breaker.asked_at = code[:120], True, now
    _open(breaker, act, now, retry_at=until)
    breaker.save()


def _locked(act: Act) -> Breaker:
    breaker, _made = Breaker.objects.select_for_update().get_or_create(
        channel_id=act.channel_id, defaults={"municipality_id": act.municipality_id}
    )
    return breaker


def _open(breaker: Breaker, act: Act, now: datetime, *, retry_at: datetime) -> None:
    new = not breaker.waits
    # What stands in a trial is only the trial's own end.
    stands = breaker.retry_at if breaker.state == BreakerState.OPEN else None
    breaker.state = turn(BreakerState(breaker.state), BreakerState.OPEN)
    breaker.opened_at = breaker.opened_at or now
    breaker.retry_at = max(retry_at, stands or retry_at)
    if new:
        facts = {"code": breaker.code, "until": breaker.retry_at.isoformat()}
        _tell(act, "channel.waits", _("%(channel)s väntar: nätverket svarar inte."), now, facts)


def _tell(act: Act, verb: str, sentence: str, now: datetime, facts: dict[str, str]) -> None:
    record(
        municipality=act.municipality,
        verb=verb,
        summary=sentence % {"channel": act.channel},
        about=[Ref("channels.channel", str(act.channel_id))],
        by=None,
        now=now,
        facts=facts,
    )

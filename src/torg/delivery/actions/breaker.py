"""A channel that gets no usable answer waits, tries one call, and goes on when that works.

Called inside the transactions of `claim` and of the outcomes: it is kept with them.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from torg.delivery.models import Act, Breaker
from torg.delivery.states import TRIP_AFTER, BreakerState, pause_after, turn
from torg.kernel.refs import Ref
from torg.ledger.actions import Draft, record_many
from torg.people.models.prepared import ask
from torg.ports.network import NetworkCard


class Waiting(NamedTuple):
    """A channel's breaker that keeps it from calling, but for a trial."""

    key: UUID
    state: str
    retry_at: datetime | None


def waiting(channels: Collection[UUID]) -> dict[UUID, Waiting]:
    """Those of the channels that wait."""
    rows = ask("delivery.waits", _waiting, *channels)
    return {channel: Waiting(*breaker) for channel, *breaker in rows}


def _waiting(*channels: UUID) -> QuerySet[Breaker, Any]:
    rows = Breaker.objects.filter(channel_id__in=channels).exclude(state=BreakerState.CLOSED)
    return rows.order_by().values_list("channel_id", "pk", "state", "retry_at")


def admit(*, breaker: Waiting | None, card: NetworkCard, now: datetime) -> bool:
    """Whether a channel may be called now. While it waits, one trial at a time may.

    A trial that nobody heard of again ends with the card's window.
    """
    if breaker is None:
        return True
    key, state, retry_at = breaker
    if retry_at is None or retry_at > now:
        return False
    trial = turn(BreakerState(state), BreakerState.TRIAL)
    as_read = Breaker.objects.filter(pk=key, state=state, retry_at=retry_at)
    return bool(as_read.update(state=trial, retry_at=now + card.uncertainty))


def note_reached(acts: Sequence[Act]) -> list[tuple[Act, Draft]]:
    """The networks gave a clear answer: the channels go on. What the log is to be told of it."""
    channels = sorted({act.channel_id for act in acts})
    troubled = {channel for (channel,) in ask("delivery.troubled", _troubled, *channels)}
    # In one order, so that two workers never wait for each other.
    failed = sorted((a for a in acts if a.channel_id in troubled), key=attrgetter("channel_id"))
    told = ((act, _goes_on(act)) for act in failed)
    return [(act, draft) for act, draft in told if draft is not None]


def _goes_on(act: Act) -> Draft | None:
    breaker = Breaker.objects.select_for_update().get(channel_id=act.channel_id)
    waited, since = breaker.waits, breaker.opened_at
    if waited:
        breaker.state = turn(BreakerState(breaker.state), BreakerState.CLOSED)
    breaker.failures = breaker.trips = 0
    breaker.opened_at = breaker.retry_at = None
    breaker.limited, breaker.code, breaker.asked_at = False, "", None
    breaker.save()
    if not waited:
        return None
    facts = {"since": since.isoformat() if since else ""}
    sentence = _("%(channel)s svarar igen; det som väntar skickas.")
    return _draft(act, "channel.answers", sentence, facts)


def _troubled(*channels: UUID) -> QuerySet[Breaker, Any]:
    """The breakers of channels that something has failed on since they last answered."""
    rows = Breaker.objects.filter(channel_id__in=channels)
    rows = rows.exclude(state=BreakerState.CLOSED, failures=0)
    return rows.order_by().values_list("channel_id")


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
        told = _draft(act, "channel.waits", _("%(channel)s väntar: nätverket svarar inte."), facts)
        record_many(municipality=act.municipality, drafts=[told], by=None, now=now)


def _draft(act: Act, verb: str, sentence: str, facts: dict[str, str]) -> Draft:
    about = [Ref("channels.channel", str(act.channel_id))]
    return Draft(verb, sentence % {"channel": act.channel}, about, facts)

"""Send what is due: claim, call, settle."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from math import inf
from operator import attrgetter
from threading import Event, Semaphore
from uuid import UUID

import structlog
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.channels.actions import mark_broken
from torg.channels.queries import port_connection
from torg.delivery import actions
from torg.delivery.actions import Live, Want
from torg.delivery.jobs.step import Clock, Step, no_step
from torg.delivery.jobs.stranded import STRANDED
from torg.delivery.models import Act, Attempt, Worker
from torg.delivery.queries import due, next_due, request_of
from torg.kernel.blobs import BlobDamaged, BlobMissing
from torg.kernel.liveness import Lock
from torg.kernel.scope import every_municipality
from torg.kernel.side_by_side import SideBySide
from torg.kernel.together import Together
from torg.people.models.connections import in_turn, lend_back, let_go
from torg.ports.errors import NeedsReconnect, OutsideError, Refused, Unreachable
from torg.ports.leave import leave_from
from torg.ports.network import ActRequest, Connection, Network, Receipt
from torg.ports.registry import network_for

log = structlog.get_logger(__name__)

PAGE = 512
# Calls at the same time, and acts at hand for each of them until the next round.
SLOTS, AHEAD = 24, 8
# Claims, and outcomes, that are written in one go. With more, those who have waited for each other
# would end their calls in step and wait again.
TOGETHER = 8


class Courier:
    """Sends what is due for as long as its worker lives, at most `slots` calls side by side.

    One channel's acts go in their order. A round hands over and does not wait for any network.
    """

    def __init__(
        self,
        worker: Worker,
        lock: Lock,
        *,
        clock: Clock = timezone.now,
        slots: int = SLOTS,
        step: Step = no_step,
    ) -> None:
        self._clock, self._slots = clock, slots
        # Half as many again: an outcome is written while the next channel has the place already.
        self._channels: SideBySide[UUID] = SideBySide(slots + slots // 2, "courier", let_go)
        self.finish, self.close = self._channels.finish, self._channels.close
        self._send = _Sender(worker, lock, clock, step, self._channels.closed, slots).send

    def round(self) -> int:
        """Hand over the acts of every channel that has none under way; how many acts.

        First as many as there are places: nobody waits while the others are read.
        """
        return self._hand(self._slots) + self._hand(AHEAD * self._slots)

    def until_next(self) -> float:
        """Seconds until the next act that stands here is due; endless when there is none."""
        with every_municipality():
            now = self._clock()
            first = next_due(now)
        return (first - now).total_seconds() if first else inf

    def _hand(self, most: int) -> int:
        under_way = self._channels.under_way()
        left = min(PAGE, most) - len(under_way)
        if left <= 0:
            return 0
        # Up to a power of two, since each size is a question of its own to the database.
        queues = _queues(self._clock(), 1 << (left - 1).bit_length(), besides=under_way)
        for queue in queues:
            self._channels.hand(queue[0].channel_id, partial(self._send, queue))
        return sum(map(len, queues))


def deliver_due(
    worker: Worker,
    lock: Lock,
    *,
    clock: Clock = timezone.now,
    slots: int = SLOTS,
    step: Step = no_step,
) -> int:
    """Send what is due now and wait for all of it; how many acts went out."""
    if slots == 1:
        sender = _Sender(worker, lock, clock, step, Event(), 1)
        return sum(sender.send(queue) for queue in _queues(clock(), PAGE))
    courier = Courier(worker, lock, clock=clock, slots=slots, step=step)
    try:
        courier.round()
        return courier.finish()
    finally:
        courier.close()


def _queues(now: datetime, most: int, besides: Collection[UUID] = ()) -> list[list[Act]]:
    """What is due, by channel, the channel with the oldest act first."""
    with every_municipality():
        queues: dict[UUID, list[Act]] = {}
        for act in due(now, most, besides):
            queues.setdefault(act.channel_id, []).append(act)
    return list(queues.values())


class _Sender:
    """One worker's claims, calls and outcomes.

    What several channels have to write at the same moment is one transaction. places: calls at
    the same time; whoever waits for one has claimed nothing, and can be held or taken back.
    """

    def __init__(
        self, worker: Worker, lock: Lock, clock: Clock, step: Step, closed: Event, places: int
    ) -> None:
        self._worker, self._lock, self._clock = worker, lock, clock
        self._step, self._closed, self._places = step, closed, Semaphore(places)
        self._claims: Together[Want, Attempt | None] = Together(self._claim, TOGETHER)
        self._outcomes: Together[Live, bool] = Together(self._finish, TOGETHER)

    def send(self, queue: Sequence[Act]) -> int:
        """One channel's acts, one after the other; how many went out."""
        sent = 0
        with every_municipality():
            for act in sorted(queue, key=attrgetter("not_before", "pk")):
                if self._closed.is_set():
                    break
                try:
                    sent += self._deliver(act)
                except Exception:
                    # One act must not hold the others. What was claimed is no longer in anybody's
                    # hands though we live, so the reaper is told which try it was.
                    STRANDED.add((act.pk, act.tries))
                    log.exception("act failed outside the call", act=str(act.pk))
        return sent

    def _claim(self, wants: Sequence[Want]) -> list[Attempt | None]:
        with in_turn():
            return actions.claim(wants=wants, worker=self._worker, now=self._clock())

    def _finish(self, lives: Sequence[Live]) -> list[bool]:
        with in_turn():
            return actions.finish_live(lives=lives, now=self._clock())

    def _deliver(self, act: Act) -> int:
        network = network_for(act.channel.connection.adapter)
        try:
            request = request_of(act)
        except (BlobMissing, BlobDamaged):
            cause = _(
                "En bild saknas eller är skadad på servern. Lägg in den igen och skicka på nytt."
            )
            actions.cancel(act=act, cause=cause, by=None, now=self._clock())
            return 0
        connection = port_connection(act.channel.connection)
        self._step("before-claim")
        # Threads are more than a pool's connections: nobody keeps one while waiting for a place.
        lend_back()
        with self._places:
            if self._closed.is_set():
                return 0
            want = Want(act, network.card, act.tries)
            attempt = self._claims.ask(want)
            if attempt is None:
                if act.tries != want.tries:
                    # Written in one go whose end was not heard, it may stand as claimed by us.
                    STRANDED.add((act.pk, act.tries))
                return 0
            self._step("claimed")
            if not self._lock.sure():
                return self._settle(act, attempt, Unreachable("lock-lost", maybe_done=False))
            lend_back()
            with leave_from(self._lock.sure):
                answer = _answer(network, connection, request)
        self._step("answered")
        return self._settle(act, attempt, answer)

    def _settle(self, act: Act, attempt: Attempt, answer: Receipt | OutsideError) -> int:
        if isinstance(answer, OutsideError):
            _failed(act, attempt, answer, self._clock())
            return 0
        self._outcomes.ask(Live(act, answer, attempt))
        self._step("settled")
        return 1


def _answer(
    network: Network, connection: Connection, request: ActRequest
) -> Receipt | OutsideError:
    try:
        receipt = network.perform(connection, request)
    except OutsideError as error:
        return error
    if not receipt.network_id:
        return Unreachable("answer-without-id", maybe_done=True)
    return receipt


def _failed(act: Act, attempt: Attempt, error: OutsideError, now: datetime) -> None:
    match error:
        case Refused():
            actions.finish_refused(act=act, attempt=attempt, error=error, now=now)
        case NeedsReconnect():
            actions.finish_not_sent(act=act, attempt=attempt, error=error, now=now)
            mark_broken(connection=act.channel.connection, code=error.code, now=now)
        case Unreachable(maybe_done=False):
            actions.finish_not_sent(act=act, attempt=attempt, error=error, now=now)
        case _:
            actions.finish_unknown(act=act, attempt=attempt, error=error, now=now)

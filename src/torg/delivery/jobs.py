"""The worker's door into delivery: claim, call, settle; reap; read back.

`step` is called with a name at every point where a kill would hurt; the fault drills
pass a function that kills the process there.
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter
from threading import Event
from uuid import UUID

import structlog
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.channels.actions import mark_broken
from torg.channels.queries import port_connection
from torg.delivery import actions
from torg.delivery.models import Act, Attempt, Worker
from torg.delivery.queries import belongs_to_another, due, request_of, to_read_back
from torg.kernel.blobs import BlobDamaged, BlobMissing
from torg.kernel.jumps import JumpWatch
from torg.kernel.liveness import Lock
from torg.kernel.scope import every_municipality
from torg.kernel.side_by_side import SideBySide
from torg.kernel.waits import CLOCKS_APART
from torg.people.models.connections import in_turn, lend_back, let_go
from torg.ports.errors import NeedsReconnect, OutsideError, Refused, Unreachable
from torg.ports.network import Network, Seen
from torg.ports.registry import network_for

log = structlog.get_logger(__name__)

Step = Callable[[str], None]
Clock = Callable[[], datetime]
Server = tuple[str, str]
PAGE = 512
# Channels that wait for their networks at the same time, and acts at hand for each until the next
# round; servers that are asked at the same time what became of unclear acts.
SLOTS, AHEAD, SERVERS = 24, 8, 8
LONG_AGO = timedelta(days=30)
JUMPS = JumpWatch()
# Acts and tries of this process that were left between the claim and the outcome.
STRANDED: set[tuple[UUID, int]] = set()


def no_step(name: str) -> None:
    """The step of ordinary work: nothing."""


class Courier:
    """Sends what is due for as long as its worker lives, `slots` channels side by side.

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
        self._clock, self._ahead = clock, AHEAD * slots
        self._channels: SideBySide[UUID] = SideBySide(slots, "courier", let_go)
        self.finish, self.close = self._channels.finish, self._channels.close
        self._send = partial(
            _drain, worker=worker, lock=lock, clock=clock, step=step, closed=self._channels.closed
        )

    def round(self) -> int:
        """Hand over the acts of every channel that has none under way; how many acts."""
        under_way = self._channels.under_way()
        most = max(min(PAGE, self._ahead) - len(under_way), 0)
        queues = _queues(self._clock(), most, besides=under_way) if most else []
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
        queues = _queues(clock(), PAGE)
        return sum(_drain(queue, worker, lock, clock, step) for queue in queues)
    courier = Courier(worker, lock, clock=clock, slots=slots, step=step)
    try:
        courier.round()
        return courier.finish()
    finally:
        courier.close()


def _queues(now: datetime, most: int, besides: Collection[UUID] = ()) -> list[list[Act]]:
    """What is due, by channel, the channel with the oldest act first."""
    with every_municipality():
        waiting = due(now).exclude(channel_id__in=besides)[:most]
        queues: dict[UUID, list[Act]] = {}
        for act in waiting:
            queues.setdefault(act.channel_id, []).append(act)
    return list(queues.values())


class ReadBack:
    """Looks for unclear acts for as long as its worker lives: those of one server one after the
    other, servers side by side, so that one that is silent leaves only its own acts unclear."""

    def __init__(self, *, clock: Clock = timezone.now) -> None:
        self._clock = clock
        self._servers: SideBySide[Server] = SideBySide(SERVERS, "read-back", let_go)
        self.finish, self.close = self._servers.finish, self._servers.close

    def round(self) -> int:
        """Hand over what every server that is not being asked is to be asked; how many acts."""
        unclear = _unclear(self._clock(), besides=self._servers.under_way())
        for server, acts in unclear.items():
            look = partial(_look, acts, self._clock, no_step, self._servers.closed)
            self._servers.hand(server, look)
        return sum(map(len, unclear.values()))


def settle_unknown(*, clock: Clock = timezone.now, step: Step = no_step) -> int:
    """Look on the networks for acts whose window has passed; how many were looked for."""
    return sum(_look(acts, clock, step) for acts in _unclear(clock()).values())


def _unclear(now: datetime, besides: Collection[Server] = ()) -> dict[Server, list[Act]]:
    """Acts whose window has passed, by the server that is to be asked.

    The window must have passed on a clock that nobody sets, too: after a jump of the wall
    clock an act waits its whole window anew.
    """
    calm = JUMPS.calm_for()
    servers: dict[Server, list[Act]] = {}
    with every_municipality():
        actions.shorten_waits(now=now)
        waiting = to_read_back(now)
        for adapter, base_url in besides:
            waiting = waiting.exclude(
                channel__connection__adapter=adapter, channel__connection__base_url=base_url
            )
        for act in waiting[:PAGE]:
            account = act.channel.connection
            if network_for(account.adapter).card.uncertainty <= calm:
                servers.setdefault((account.adapter, account.base_url), []).append(act)
    return servers


def _look(acts: list[Act], clock: Clock, step: Step, closed: Event | None = None) -> int:
    looked = 0
    with every_municipality():
        for act in acts:
            if closed is not None and closed.is_set():
                break
            step("before-read-back")
            try:
                # It has waited for its server's others, and may be settled.
                if to_read_back(clock()).filter(pk=act.pk, tries=act.tries).exists():
                    _read_back(act, clock)
                    looked += 1
            except Exception:
                # One act must not keep the others from being looked for.
                log.exception("act could not be looked for", act=str(act.pk))
            step("after-read-back")
    return looked


def reap(lock: Lock, *, clock: Clock = timezone.now) -> int:
    """Acts of dead workers, and those whose outcome we could not write, become unknown."""
    stranded = frozenset(STRANDED)
    with every_municipality():
        reaped = actions.reap(lock=lock, stranded=stranded, now=clock())
    STRANDED.difference_update(stranded)
    return reaped


def _drain(
    queue: list[Act],
    worker: Worker,
    lock: Lock,
    clock: Clock,
    step: Step,
    closed: Event | None = None,
) -> int:
    sent = 0
    with every_municipality():
        for act in sorted(queue, key=attrgetter("not_before", "pk")):
            if closed is not None and closed.is_set():
                break
            try:
                sent += _deliver(act, worker, lock, clock, step)
            except Exception:
                # One act must not hold the others. What was claimed is no longer in anybody's
                # hands though we live, so the reaper is told which try it was.
                STRANDED.add((act.pk, act.tries))
                log.exception("act failed outside the call", act=str(act.pk))
    return sent


def _deliver(act: Act, worker: Worker, lock: Lock, clock: Clock, step: Step) -> int:
    network = network_for(act.channel.connection.adapter)
    try:
        request = request_of(act)
    except (BlobMissing, BlobDamaged):
        cause = _("En bild saknas eller är skadad på servern. Lägg in den igen och skicka på nytt.")
        actions.cancel(act=act, cause=cause, by=None, now=clock())
        return 0
    connection = port_connection(act.channel.connection)
    step("before-claim")
    with in_turn():
        attempt = actions.claim(act=act, worker=worker, card=network.card, now=clock())
    if attempt is None:
        return 0
    step("claimed")
    if not lock.sure():
        lost = Unreachable("lock-lost", maybe_done=False)
        actions.finish_not_sent(act=act, attempt=attempt, error=lost, now=clock())
        return 0
    lend_back()
    try:
        receipt = network.perform(connection, request)
    except OutsideError as error:
        step("answered")
        _failed(act, attempt, error, clock)
        return 0
    step("answered")
    if not receipt.network_id:
        empty = Unreachable("answer-without-id", maybe_done=True)
        actions.finish_unknown(act=act, attempt=attempt, error=empty, now=clock())
        return 0
    with in_turn():
        actions.finish_live(act=act, attempt=attempt, receipt=receipt, now=clock())
    step("settled")
    return 1


def _failed(act: Act, attempt: Attempt, error: OutsideError, clock: Clock) -> None:
    now = clock()
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


def _begun(act: Act, now: datetime) -> datetime:
    """No call of the act was made before this. A moment that has not come was noted by a clock
    ahead of its time: looked for from then on, what is out would be missed and sent again.
    """
    for noted in (act.first_sent_at, act.created_at):
        if noted is not None and noted <= now:
            return noted
    return now - LONG_AGO


def _read_back(act: Act, clock: Clock) -> None:
    network: Network = network_for(act.channel.connection.adapter)
    # The network dates what it has by its own clock, which may go a little after ours.
    since = _begun(act, clock()) - CLOCKS_APART
    try:
        request = request_of(act)
        lend_back()
        found = network.read_back(port_connection(act.channel.connection), request, since)
    except OutsideError as error:
        actions.note_unread(act=act, code=error.code, now=clock())
        return
    except (BlobMissing, BlobDamaged):
        note = _("Bilden saknas eller är skadad på servern, så Torg kan inte känna igen inlägget.")
        actions.note_cannot_tell(act=act, note=note, now=clock())
        return
    if found.seen is Seen.FOUND and found.receipt is not None:
        if belongs_to_another(act, found.receipt.network_id):
            note = _("Det som syns på nätverket hör till ett annat uppdrag med samma text.")
            actions.note_cannot_tell(act=act, note=note, now=clock())
            return
        actions.finish_live(
            act=act, attempt=None, receipt=found.receipt, found=found.note, now=clock()
        )
    elif found.seen is Seen.ABSENT:
        actions.note_absent(act=act, note=found.note, now=clock())
    else:
        actions.note_cannot_tell(act=act, note=found.note, now=clock())

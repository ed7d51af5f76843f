"""The worker's door into delivery: claim, call, settle; reap; read back.

`step` is called with a name at every point where a kill would hurt; the fault drills
pass a function that kills the process there.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

import structlog
from django.db import close_old_connections
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
from torg.ports.errors import NeedsReconnect, OutsideError, Refused, Unreachable
from torg.ports.network import Network, Seen
from torg.ports.registry import network_for

log = structlog.get_logger(__name__)

Step = Callable[[str], None]
Clock = Callable[[], datetime]
PAGE = 256
# The network dates what it has by its own clock, which may go a little after ours.
CLOCKS_APART = timedelta(minutes=5)
JUMPS = JumpWatch()


def no_step(name: str) -> None:
    """The step of ordinary work: nothing."""


def deliver_due(
    worker: Worker,
    lock: Lock,
    *,
    clock: Clock = timezone.now,
    slots: int = 8,
    step: Step = no_step,
) -> int:
    """Send what is due; one channel's acts in their order, channels side by side."""
    with every_municipality():
        waiting = sorted(due(clock())[:PAGE], key=attrgetter("channel_id"))
    queues = [list(acts) for _, acts in groupby(waiting, key=attrgetter("channel_id"))]
    if len(queues) <= 1 or slots == 1:
        return sum(_drain(queue, worker, lock, clock, step) for queue in queues)
    with ThreadPoolExecutor(max_workers=min(slots, len(queues))) as pool:
        return sum(pool.map(lambda queue: _own_thread(queue, worker, lock, clock, step), queues))


def settle_unknown(*, clock: Clock = timezone.now, step: Step = no_step) -> int:
    """Look on the networks for acts whose window has passed; how many were looked for.

    The window must have passed on a clock that nobody sets, too: after a jump of the wall
    clock an act waits its whole window anew.
    """
    calm = JUMPS.calm_for()
    with every_municipality():
        actions.shorten_waits(now=clock())
        waiting = [act for act in to_read_back(clock())[:PAGE] if _window(act) <= calm]
        for act in waiting:
            step("before-read-back")
            try:
                _read_back(act, clock)
            except Exception:
                # One act must not keep the others from being looked for.
                log.exception("act could not be looked for", act=str(act.pk))
            step("after-read-back")
    return len(waiting)


def _window(act: Act) -> timedelta:
    return network_for(act.channel.connection.adapter).card.uncertainty


def reap(lock: Lock, *, clock: Clock = timezone.now) -> int:
    """Acts of dead workers become unknown."""
    with every_municipality():
        return actions.reap(lock=lock, now=clock())


def _own_thread(queue: list[Act], worker: Worker, lock: Lock, clock: Clock, step: Step) -> int:
    try:
        return _drain(queue, worker, lock, clock, step)
    finally:
        close_old_connections()


def _drain(queue: list[Act], worker: Worker, lock: Lock, clock: Clock, step: Step) -> int:
    sent = 0
    with every_municipality():
        for act in sorted(queue, key=attrgetter("not_before", "pk")):
            try:
                sent += _deliver(act, worker, lock, clock, step)
            except Exception:
                # One act must not hold the others; the act itself stays as it is and a
                # later sweep, or the reaper, finds it again.
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
    attempt = actions.claim(act=act, worker=worker, card=network.card, now=clock())
    if attempt is None:
        return 0
    step("claimed")
    if not lock.sure():
        lost = Unreachable("lock-lost", maybe_done=False)
        actions.finish_not_sent(act=act, attempt=attempt, error=lost, now=clock())
        return 0
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


def _read_back(act: Act, clock: Clock) -> None:
    network: Network = network_for(act.channel.connection.adapter)
    since = (act.first_sent_at or act.created_at) - CLOCKS_APART
    try:
        found = network.read_back(port_connection(act.channel.connection), request_of(act), since)
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

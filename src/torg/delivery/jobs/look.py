"""Look on the networks for acts whose outcome is unclear, and settle them by what stands there."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial
from threading import Event

import structlog
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.channels.queries import port_connection
from torg.delivery import actions
from torg.delivery.actions import Live
from torg.delivery.jobs.step import Clock, Step, no_step
from torg.delivery.models import Act
from torg.delivery.queries import belongs_to_another, request_of, to_read_back
from torg.kernel.blobs import BlobDamaged, BlobMissing
from torg.kernel.jumps import JumpWatch
from torg.kernel.scope import every_municipality
from torg.kernel.side_by_side import SideBySide
from torg.kernel.waits import CLOCKS_APART
from torg.people.models.connections import lend_back, let_go
from torg.ports.errors import OutsideError
from torg.ports.network import Network, Seen
from torg.ports.registry import network_for

log = structlog.get_logger(__name__)

Server = tuple[str, str]
PAGE = 512
# Servers that are asked at the same time what became of unclear acts.
SERVERS = 8
LONG_AGO = timedelta(days=30)
JUMPS = JumpWatch()


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
        there = Live(act, found.receipt, found=found.note)
        actions.finish_live(lives=[there], now=clock())
    elif found.seen is Seen.ABSENT:
        actions.note_absent(act=act, note=found.note, now=clock())
    else:
        actions.note_cannot_tell(act=act, note=found.note, now=clock())

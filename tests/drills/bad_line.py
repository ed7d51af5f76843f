"""What every network must stand behind the fault proxy: the harms, and one post over the line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.drills.proxy import Harm, Proxy, Toxic

from torg.ports.errors import NeedsReconnect, Refused, Unreachable
from torg.ports.network import ActKind, ActRequest, Connection, Network, Seen

PATIENCE = 0.7
HARMS = (
    Toxic(Harm.LATENCY, seconds=0.02, jitter=0.02),
    Toxic(Harm.LATENCY, seconds=PATIENCE * 2),
    Toxic(Harm.BANDWIDTH, rate=60),
    Toxic(Harm.SLICER, size=7, seconds=0.001),
    Toxic(Harm.TIMEOUT_BEFORE, seconds=PATIENCE * 2),
    Toxic(Harm.TIMEOUT_AFTER, seconds=PATIENCE * 2),
    Toxic(Harm.RESET_BEFORE),
    Toxic(Harm.RESET_AFTER),
    Toxic(Harm.LIMIT_DATA, size=60),
)
NAMES = [f"{toxic.harm.value}-{toxic.seconds}" for toxic in HARMS]
HARMLESS = {NAMES[0], NAMES[3]}


@dataclass
class Line:
    """A network behind a proxy: far is what a fault may hit, near the way past it."""

    line: Proxy
    far: Network
    near: Network
    through: Connection
    past: Connection
    stands: Callable[[str], int]
    again: bool


def send(line: Line, toxic: Toxic, name: str) -> None:
    """One post over the bad line, then what the desk does: look, and send once more if absent."""
    text, since = f"Över {name}", datetime.now(UTC) - timedelta(seconds=5)
    made = ActRequest(ActKind.PUBLISH, line.near.mint_key(since, name.encode()), text)
    line.line.toxics = (toxic,)
    failure = None
    try:
        line.far.perform(line.through, made)
    except (Refused, Unreachable, NeedsReconnect) as error:
        failure = error
    line.line.toxics = ()
    assert failure is not None or name in HARMLESS, name
    if failure is None:
        assert line.stands(text) == 1
        return
    assert isinstance(failure, Unreachable)
    if line.stands(text):
        assert failure.maybe_done, "a post that stands was said to be certainly not sent"
    found = line.near.read_back(line.past, made, since)
    if found.seen is Seen.ABSENT:
        line.near.perform(line.past, made)
    assert line.stands(text) == 1 or not line.again
    assert line.stands(text) <= 1

"""B7 beside a peer: the same calls from the same number of slots, `publish --peer NAME`.

A thousand calls of 0.2 s are planned for the same moment, 32 at a time, and whoever makes them is
at work before. A peer knows nothing of rules, holds, breakers, evidence or a ledger, and keeps no
account of what became of a call: it makes the call. Torg and procrastinate run on a PostgreSQL of
their own each, the others on files. Gate: Torg's last post is out no later than the peer's last
call, and none is lost.
"""

import tempfile
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from tests.postgres import throw_away

from benchmarks.peers import asked
from benchmarks.plan import Benchmark, Line, Plan
from benchmarks.publish import POSTS, alone

SCRIPT = Path(__file__).with_name("peer_queue.py")
DATABASES = {"huey": "sqlite", "procrastinate": "postgres", "apscheduler": "sqlite"}
SLOTS = 32
CALL = 0.2
GATE = 1.0


def run(peer: str, plan: Plan) -> list[Line]:
    """A fiftieth of each size in calls, at most POSTS."""
    return [_one(peer, min(POSTS, rows // 50)) for rows in plan.rows]


PEERS: dict[str, Benchmark] = {peer: partial(run, peer) for peer in DATABASES}


def _one(peer: str, calls: int) -> Line:
    db = DATABASES[peer]
    late = _late(peer, calls)
    dropped = calls - len(late)
    ours = alone(db, calls, SLOTS)
    lost = int(ours["lost"])
    told = (
        f"{db}, {SLOTS} slots, {calls} calls of {CALL} s: Torg first {ours['first']:.2f} s, last "
        f"{ours['last']:.2f} s, lost {lost}; {peer} first {late[0]:.2f} s, last {late[-1]:.2f} s, "
        f"dropped {dropped}"
    )
    faults = (f"{lost} lost",) if lost else ()
    # Who drops calls is never done with them.
    return Line(calls, 0.0 if dropped else ours["last"] / late[-1], GATE, told, faults)


def _late(peer: str, calls: int) -> list[float]:
    given = {"calls": calls, "slots": SLOTS, "seconds": CALL}
    server = throw_away() if DATABASES[peer] == "postgres" else nullcontext("")
    with tempfile.TemporaryDirectory(prefix="torg-bench-") as folder, server as dsn:
        late: list[float] = asked(peer, SCRIPT, {**given, "folder": folder, "dsn": dsn})["late"]
    return late

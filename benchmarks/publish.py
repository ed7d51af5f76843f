"""B7: a thousand posts due in the same moment, on as many channels, each call 0.2 s.

Subject: the worker's own delivery, round after round. Limit: the calls alone on as many slots.
Then the same with one call in twenty answered 500 and the worker killed by SIGKILL midway;
what the network wrote down says what was lost or done twice. Last, and without a gate of its
own: posts in the plan, each judged by the rules once more and released before it is sent.
"""

from typing import Any

from benchmarks.cells import cell
from benchmarks.plan import Line, Plan

POSTS = 1_000
GATES = {8: 1.05, 32: 1.05, 128: 1.25}
SLOTS = 32
LATEST_FIRST = 0.5
LEAST_TURNS = 4
SEED = 1


def run(plan: Plan) -> list[Line]:
    """One line for each number of slots that are filled a few times over; 10k is 200 posts."""
    posts = min(POSTS, max(plan.rows) // 50)
    chosen = [slots for slots in GATES if slots * LEAST_TURNS <= posts]
    lines = [_line(plan.db, posts, slots, _cell(plan.db, posts, slots)) for slots in chosen]
    return [*lines, _planned(plan.db, posts, _cell(plan.db, posts, SLOTS, "--planned"))]


def alone(db: str, posts: int, slots: int) -> dict[str, float]:
    """Lateness and losses where nothing goes wrong, as `publish_cell.judged` has them."""
    found: dict[str, float] = _cell(db, posts, slots, "--calm")["calm"]
    return found


def _cell(db: str, posts: int, slots: int, *more: str) -> dict[str, Any]:
    sizes = ("--posts", str(posts), "--slots", str(slots), "--seed", str(SEED), *more)
    return cell(db, "benchmarks.publish_cell", sizes)


def _planned(db: str, posts: int, found: dict[str, Any]) -> Line:
    ideal = -(-posts // SLOTS) * 0.2
    faults = [
        f"{found[key]} {word}"
        for key, word in (("lost", "lost"), ("double", "twice"))
        if found[key]
    ]
    told = (
        f"{db}, {SLOTS} slots, from the plan: first {found['first']:.2f} s, "
        f"p50 {found['p50']:.2f}, last {found['last']:.2f}; ideal {ideal:.2f}; seed {SEED}"
    )
    return Line(posts, found["last"] / ideal, None, told, tuple(faults))


def _line(db: str, posts: int, slots: int, found: dict[str, Any]) -> Line:
    calm, harmed = found["calm"], found["harmed"]
    faults = [
        text
        for text, bad in (
            (f"first after {calm['first']:.2f} s", calm["first"] > LATEST_FIRST),
            (f"{calm['lost'] + harmed['lost']} lost", calm["lost"] + harmed["lost"]),
            (f"{calm['double'] + harmed['double']} twice", calm["double"] + harmed["double"]),
        )
        if bad
    ]
    told = (
        f"{db}, {slots} slots: first {calm['first']:.2f} s, p50 {calm['p50']:.2f}, "
        f"p99 {calm['p99']:.2f}, last {calm['last']:.2f}; ideal {found['ideal']:.2f}; "
        f"{calm['cpu'] / posts * 1e3:.1f} ms of processor a post; with kill -9 and 5 % 500: "
        f"last {harmed['last']:.1f} s, killed {harmed['killed']}, TWICE {harmed['double']}, "
        f"LOST {harmed['lost']}, for a person {harmed['asks']}; seed {SEED}"
    )
    return Line(posts, calm["last"] / found["ideal"], GATES[slots], told, tuple(faults))

"""B1 and B1b: comments in, through the real inbox, against executemany on the same schema.

Each size has a process and a database of its own, filled to that size first. A page of 100
comments, 5 % of them repeated, is stored with its cursor and taken in: people, threads,
messages with deadlines, ledger entries with their hashes. Limit: the very rows that this
leaves, ready made, by executemany, a page a transaction; it updates, reads and hashes nothing.
With `--single` each comment is a page of its own. Full-text search and the daily rollup are
not built yet and are in neither side.
"""

from typing import Any

from benchmarks.cells import cell
from benchmarks.plan import Line, Plan

GATE = 1 / 0.40
GATE_SINGLE = 1 / 0.35
MOST_GROWTH = 2.0
SEED = 1


def run(plan: Plan) -> list[Line]:
    """Every size of the plan; growth is judged against the smallest."""
    modes = ["FULL", "NORMAL"] if plan.single and plan.db == "sqlite" else ["FULL"]
    lines = []
    for mode in modes:
        found = [measured(plan, rows, mode) for rows in plan.rows]
        lines += [_line(plan, mode, each, found[0]) for each in found]
    return lines


def measured(plan: Plan, rows: int, synchronous: str) -> dict[str, Any]:
    """One size, measured in its own process."""
    sizes = (
        "--rows", str(rows), "--rounds", str(plan.rounds), "--seed", str(SEED),
        "--synchronous", synchronous, *(("--single",) if plan.single else ()),
    )  # fmt: skip
    return cell(plan.db, "benchmarks.ingest_cell", sizes)


def _line(plan: Plan, mode: str, found: dict[str, Any], first: dict[str, Any]) -> Line:
    each = found["subject"] / found["chunk"]
    growth = each / (first["subject"] / first["chunk"])
    faults = [] if growth <= MOST_GROWTH else [f"cost grew {growth:.2f} times"]
    speeds = sorted(1 / ratio for ratio in found["each"])
    bare = found["limit"] / found["limit_messages"]
    told = (
        f"{1 / found['median']:.2f} of the limit's speed ({speeds[0]:.2f}-{speeds[-1]:.2f}); "
        f"subject {each * 1e6:.0f} us a comment, limit {bare * 1e6:.0f}; "
        f"{found['chunk'] / found['wall']:.0f} comments/s by the clock; growth {growth:.2f}; "
        f"synchronous {mode if plan.db == 'sqlite' else 'off'}; seed {SEED}; without FTS and rollup"
    )
    gate = GATE_SINGLE if plan.single else GATE
    return Line(found["rows"], found["median"], round(gate, 2), told, tuple(faults))

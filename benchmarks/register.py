"""B12: the register in public, 15,000 channels in 290 municipalities, through all of Django.

Limit: the same rows by one cursor and f-strings. Gates: processor time to the limit, questions to
the database, and the processor time that one in twenty answers exceeds (the wall is told beside:
on a machine that does other work it measures the others).
"""

from typing import Any

from benchmarks.cells import cell
from benchmarks.plan import Line, Plan

GATE = 100.0
MOST_QUERIES = 1
MOST_P95_MS = 50.0
SEED = 1


def run(plan: Plan) -> list[Line]:
    """Every size of the plan."""
    return [_line(plan.db, rows, _cell(plan, rows)) for rows in plan.rows]


def _cell(plan: Plan, rows: int) -> dict[str, Any]:
    sizes = ("--rows", str(rows), "--rounds", str(plan.rounds), "--seed", str(SEED))
    return cell(plan.db, "benchmarks.register_cell", sizes)


def _line(db: str, rows: int, found: dict[str, Any]) -> Line:
    pages = found["pages"]
    dearest = max(pages, key=lambda name: pages[name]["ratio"])
    queries = max(one["queries"] for one in pages.values())
    served = {name: one["server_p95_ms"] for name, one in pages.items()}
    slow = {name: ms for name, ms in served.items() if ms > MOST_P95_MS}
    faults = [f"{queries} questions (gate {MOST_QUERIES})"] if queries > MOST_QUERIES else []
    faults += [f"{name} p95 {ms:.0f} ms (gate {MOST_P95_MS:.0f})" for name, ms in slow.items()]
    each = "; ".join(
        f"{name} p95 {one['server_p95_ms']:.1f} ms, wall {one['p50_ms']:.1f} and "
        f"{one['p95_ms']:.1f} ({one['ratio']:.1f})"
        for name, one in pages.items()
    )
    told = (
        f"{db}: {found['marks']} marks; dearest {dearest}; {queries} question; {each}; seed {SEED}"
    )
    return Line(rows, pages[dearest]["ratio"], GATE, told, tuple(faults))

"""B2: a page of the inbox, fifty rows, through all of Django, in nine places.

Limit: the same fifty rows by one cursor and f-strings. Gates: processor time to the limit,
questions to the database, growth to the smallest size, and the slowest page while comments
come in at up to a thousand a second.
"""

from typing import Any

from benchmarks.cells import cell
from benchmarks.plan import Line, Plan

GATE = 20.0
MOST_QUERIES = 6
MOST_GROWTH = 1.5
MOST_UNDER_INGEST = 3.0
SEED = 1
# One in a hundred is open, and at least four pages of them.
OPEN_SHARE = 100
LEAST_OPEN = 200


def run(plan: Plan) -> list[Line]:
    """Every size of the plan; growth is judged against the smallest."""
    found = [measured(plan, rows) for rows in plan.rows]
    return [_line(plan.db, rows, one, found[0]) for rows, one in zip(plan.rows, found, strict=True)]


def measured(plan: Plan, rows: int) -> dict[str, Any]:
    sizes = ("--rows", str(rows), "--rounds", str(plan.rounds), "--seed", str(SEED))
    return cell(plan.db, "benchmarks.inbox_cell", sizes)


def _line(db: str, rows: int, found: dict[str, Any], first: dict[str, Any]) -> Line:
    pages, before = found["pages"], first["pages"]
    slowest = max(pages, key=lambda name: pages[name]["ratio"])
    growth, grown = max(
        (pages[name]["subject_ms"] / before[name]["subject_ms"], name) for name in pages
    )
    queries = max(one["queries"] for one in pages.values())
    busy = found["busy_ms"] / found["idle_ms"]
    faults = [
        text
        for text, bad in (
            (f"{queries} questions (gate {MOST_QUERIES})", queries > MOST_QUERIES),
            (f"{grown} grew {growth:.2f} times (gate {MOST_GROWTH})", growth > MOST_GROWTH),
            (f"p99 {busy:.1f} times under ingest (gate {MOST_UNDER_INGEST})",
             busy > MOST_UNDER_INGEST),
        )
        if bad
    ]  # fmt: skip
    each = "; ".join(
        f"{name} {one['subject_ms']:.1f} ms ({one['ratio']:.1f}), p99 {one['p99_ms']:.0f}"
        for name, one in pages.items()
    )
    told = (
        f"{db}: slowest {slowest}; limit {pages[slowest]['limit_ms']:.2f} ms; {queries} questions; "
        f"growth {growth:.2f}; p99 {found['idle_ms']:.0f} ms idle, {found['busy_ms']:.0f} under "
        f"{found['taken']:.0f} comments/s; {each}; seed {SEED}"
    )
    return Line(rows, pages[slowest]["ratio"], GATE, told, tuple(faults))

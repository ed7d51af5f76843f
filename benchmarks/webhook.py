"""B12: signed deliveries of 0.6 kB to the real door, stored before the answer, by wrk.

Subject: granian with the whole desk behind it. Limit: granian with Django, no middleware and a
view that checks the same signature and stores nothing. Both in processor time of the server a
request, in turns. One delivery in twenty is forged.
Then the server is killed in the middle: every delivery that was answered 200 must stand.
"""

import shutil
from typing import Any

from benchmarks.cells import cell
from benchmarks.plan import Line, Plan

CELL = "benchmarks.webhook_cell"
GATE = 2.5


def run(plan: Plan) -> list[Line]:
    """One line: rows are the deliveries already stored when the measuring begins."""
    if shutil.which("wrk") is None:
        print("webhook: HOPPAS ÖVER: programmet wrk finns inte (apt-get install wrk)")
        return []
    return [
        _line(plan.db, cell(plan.db, CELL, (str(rows), str(plan.rounds)))) for rows in plan.rows
    ]


def _line(db: str, found: dict[str, Any]) -> Line:
    faults = []
    if found["lost"]:
        faults.append(f"{found['lost']} answered deliveries lost after kill -9")
    if found["forged_stored"]:
        faults.append(f"{found['forged_stored']} forged deliveries stored")
    told = (
        f"{db}: {found['subject']:.0f} us of processor a delivery, checking alone "
        f"{found['limit']:.0f}; {found['rate']:.0f} deliveries/s, p99 {found['p99']:.0f} ms "
        f"as fast as it goes; sent {found['sent']}, refused {found['refused']} of the forged, "
        f"answered before kill -9 {found['answered']}, lost {found['lost']}"
    )
    return Line(found["rows"], found["ratio"], GATE, told, tuple(faults))

"""B12: signed deliveries of 0.6 kB to the real door, stored before the answer.

Subject: granian with the whole desk behind it, with one worker and with two. Limit: granian with
Django, no middleware and a view that checks the same signature and stores nothing. Both in
processor time of the server a request, as fast as wrk goes, in turns. One delivery in twenty is
forged. Then 500 a second, and how late the answers are; then the server is killed in the middle:
every delivery that was answered 200 must stand.
"""

import shutil
from typing import Any

from benchmarks.cells import cell
from benchmarks.plan import Line, Plan

CELL = "benchmarks.webhook_cell"
GATE = 2.5
LATEST = 50.0


def run(plan: Plan) -> list[Line]:
    """Two lines a size, by workers. Rows: the deliveries already stored when it begins."""
    if shutil.which("wrk") is None:
        print("webhook: HOPPAS ÖVER: programmet wrk finns inte (apt-get install wrk)")
        return []
    found = [cell(plan.db, CELL, (str(rows), str(plan.rounds))) for rows in plan.rows]
    return [_line(plan.db, each["rows"], run) for each in found for run in each["runs"]]


def _line(db: str, rows: int, found: dict[str, Any]) -> Line:
    faults = []
    if found["paced_p99"] > LATEST:
        faults.append(f"p99 at 500 a second above {LATEST:.0f} ms")
    if found["wrong"]:
        faults.append(f"{found['wrong']} deliveries at 500 a second answered wrongly")
    if found["lost"]:
        faults.append(f"{found['lost']} answered deliveries lost after kill -9")
    if found["forged_stored"]:
        faults.append(f"{found['forged_stored']} forged deliveries stored")
    told = (
        f"{db}, {found['workers']} workers: {found['subject']:.0f} us of processor a delivery, "
        f"checking alone {found['limit']:.0f}, rounds {found['least']:.2f} to "
        f"{found['most']:.2f}; {found['rate']:.0f} deliveries/s, p99 {found['p99']:.0f} ms as fast "
        f"as it goes; at 500 a second p99 {found['paced_p99']:.0f} ms, checking alone "
        f"{found['alone_p99']:.0f}; sent {found['sent']}, refused {found['refused']} of the "
        f"forged, answered before kill -9 {found['answered']}, lost {found['lost']}, "
        f"load {found['load']:.1f}"
    )
    return Line(rows, found["ratio"], GATE, told, tuple(faults))

"""B12: signed deliveries of 0.6 kB to the real door, stored before the answer, by wrk.

Subject: granian with the whole desk behind it. Limit: granian with Django, no middleware and a
view that checks the same signature and stores nothing. Both in processor time of the server a
request, in turns. One delivery in twenty is forged.
Then the server is killed in the middle: every delivery that was answered 200 must stand.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from typing import Any

from tests.postgres import throw_away

from benchmarks.plan import Line, Plan

GATE = 2.5
LONGEST_P99 = 50.0


def run(plan: Plan) -> list[Line]:
    """One line: rows are the deliveries already stored when the measuring begins."""
    if shutil.which("wrk") is None:
        print("webhook: HOPPAS ÖVER: programmet wrk finns inte (apt-get install wrk)")
        return []
    return [_line(plan.db, _cell(plan.db, rows, plan.rounds)) for rows in plan.rows]


def _cell(db: str, rows: int, rounds: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.webhook_cell", str(rows), str(rounds)]
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="torg-bench-"))
        env = {
            **os.environ, "DATA_DIR": folder, "TORG_DEMO": "0", "TORG_PRACTICE": "0",
            "TORG_DATABASE_URL": "", "PYTHONWARNINGS": "ignore",
        }  # fmt: skip
        if db == "postgres":
            env["TORG_DATABASE_URL"] = stack.enter_context(throw_away())
        told = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(told.stdout.strip().splitlines()[-1])
    return found


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

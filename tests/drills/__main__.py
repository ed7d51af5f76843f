"""`python -m tests.drills [F1 …] [--db postgres] [--workers 2] [--kills N] [--seed S] [--full]`.

Without names every drill runs. One row a cell; `--json FILE` keeps the rows as JSON lines too,
`--plan` says what would be run. The cells stand in table.py: a new drill is one row there.
Exit 1 when a promise was broken; the failing seed is then appended to regressions.toml.
"""

import argparse
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.drills.regressions import keep
from tests.drills.report import Ground, Job, ground, run_job
from tests.drills.table import BOTH, CELLS, DRILLS, Cell
from tests.drills.verdict import Verdict


def main() -> int:
    """Run what was asked for; 1 when anything was doubled, lost or crashed."""
    given = _asked()
    jobs = [job for cell in CELLS for job in _jobs(cell, given)]
    if given.plan:
        print("\n".join(job.planned for job in jobs))
        return 0
    bad = 0
    with (
        ground(sorted({job.db for job in jobs})) as made,
        ThreadPoolExecutor(given.abreast) as pool,
    ):
        if made.missing:
            print(f"SKIPPED on PostgreSQL: {made.missing}", flush=True)
            jobs = [job for job in jobs if job.db != "postgres"]
        for rows in pool.map(lambda job: _run(job, made, given.json), jobs):
            bad += any(row.failed for row in rows)
    print(f"{len(jobs)} cells, {bad} failed")
    return int(bad > 0)


def _asked() -> argparse.Namespace:
    ask = argparse.ArgumentParser(prog="python -m tests.drills")
    ask.add_argument("drills", nargs="*", metavar="DRILL", help=f"of {', '.join(DRILLS)}")
    ask.add_argument("--cell", default="", help="only cells whose name holds this")
    ask.add_argument("--db", choices=[*BOTH, "both"], default="")
    ask.add_argument("--workers", type=int, default=0)
    ask.add_argument("--kills", "-n", type=int, default=0, help="the size of each cell")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--full", action="store_true", default=os.environ.get("FULL") == "1")
    ask.add_argument("--plan", action="store_true", help="say what would be run, and run nothing")
    ask.add_argument("--abreast", type=int, default=1, help="cells run side by side")
    ask.add_argument("--json", type=Path, default=None)
    given = ask.parse_args()
    if unknown := set(given.drills) - set(DRILLS):
        ask.error(f"no such drill: {', '.join(sorted(unknown))}")
    return given


def _jobs(cell: Cell, given: argparse.Namespace) -> list[Job]:
    if (given.drills and cell.drill not in given.drills) or given.cell not in cell.name:
        return []
    size = given.kills or (cell.full if given.full else cell.ci)
    if not size:
        return []
    wanted = {"": cell.dbs if given.full else cell.ci_dbs, "both": cell.dbs}
    dbs = [db for db in wanted.get(given.db, (given.db,)) if db in cell.dbs]
    workers = cell.workers if given.full else cell.ci_workers
    chosen = [given.workers] if given.workers else workers
    return [Job(cell, db, number, size, given.seed) for db in dbs for number in chosen]


def _run(job: Job, made: Ground, file: Path | None) -> list[Verdict]:
    rows = run_job(job, made)
    for row in rows:
        print(row.line, flush=True)
        if file is not None:
            with file.open("a", encoding="utf-8") as out:
                out.write(row.told + "\n")
    if any(row.failed for row in rows):
        keep(job, rows)
    return rows


if __name__ == "__main__":
    sys.exit(main())

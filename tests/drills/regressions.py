"""Seeds that once failed: kept in regressions.toml and run by CI ever after.

A seed fixes what is drawn (steps, moments, faults, order); what the machine does between
two draws it does not fix, so a kept seed is run at the size at which it failed.
"""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

from tests.drills.report import Job
from tests.drills.table import CELLS, Cell
from tests.drills.verdict import Verdict, commit

FILE = Path(__file__).with_name("regressions.toml")
MOST = 60


def kept(file: Path = FILE) -> list[Job]:
    """Every kept seed as a job, no larger than CI can bear."""
    rows = tomllib.loads(file.read_text(encoding="utf-8")).get("seed", [])
    return [
        Job(_cell(row["drill"], row["cell"]), row["db"], row["workers"],
            min(row["size"], MOST), row["seed"])
        for row in rows
    ]  # fmt: skip


def keep(job: Job, rows: list[Verdict], file: Path = FILE) -> None:
    """Append a failing job, unless it stands there already."""
    if any((old.cell, old.db, old.workers, old.seed) == (job.cell, job.db, job.workers, job.seed)
           for old in kept(file)):  # fmt: skip
        return
    twice, lost = sum(row.twice for row in rows), sum(row.lost for row in rows)
    with file.open("a", encoding="utf-8") as out:
        out.write(
            f'\n[[seed]]\ndrill = "{job.cell.drill}"\ncell = "{job.cell.name}"\n'
            f'db = "{job.db}"\nworkers = {job.workers}\nsize = {job.size}\nseed = {job.seed}\n'
            f'found = "TWICE {twice} LOST {lost}"\ncommit = "{commit()}"\n'
            f'day = "{datetime.now(UTC).date()}"\n'
        )


def _cell(drill: str, name: str) -> Cell:
    return next(cell for cell in CELLS if (cell.drill, cell.name) == (drill, name))

"""What CI runs of the drills: about three hundred kills, and every seed that once failed."""

from collections.abc import Iterator

import pytest
from tests.drills.regressions import kept
from tests.drills.report import Ground, Job, ground, run_job
from tests.drills.table import CELLS

SEED = 7
JOBS = [
    Job(cell, db, workers, cell.ci, SEED)
    for cell in CELLS
    if cell.ci and not cell.own_test
    for db in cell.ci_dbs
    for workers in cell.ci_workers
]


@pytest.fixture(scope="session")
def made() -> Iterator[Ground]:
    with ground(["sqlite", "postgres"]) as built:
        yield built


def called(job: Job) -> str:
    return f"{job.cell.drill}-{job.cell.name}-{job.db}-{job.workers}-{job.seed}"


@pytest.mark.drill
@pytest.mark.parametrize("job", [*JOBS, *kept()], ids=called)
def test_nothing_twice_and_nothing_lost(job: Job, made: Ground) -> None:
    if job.db == "postgres" and made.missing:
        pytest.skip(made.missing)
    rows = run_job(job, made)
    assert not any(row.failed for row in rows), "\n".join(row.line for row in rows)
    for row in rows:
        if row.drill == "F1" and row.cell.endswith("/neither"):
            assert row.unknown > 0, "what no network can tell is shown to a person"
        elif row.drill == "F1" and row.cell.endswith(("/keyed", "/read_back")):
            assert row.unknown == 0, row.line

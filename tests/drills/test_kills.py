"""What CI runs of the drills: about three hundred kills, and every seed that once failed."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker
from tests.drills.crew import Crew
from tests.drills.regressions import kept
from tests.drills.report import Job, ground, run_job
from tests.drills.steps import READ_BACK, STEPS
from tests.drills.table import CELLS
from tests.drills.verdict import Verdict

SEED = 7
JOBS = [
    Job(cell, db, workers, cell.ci, SEED)
    for cell in CELLS
    if cell.ci and not cell.own_test
    for db in cell.ci_dbs
    for workers in cell.ci_workers
]
Told = Future[list[Verdict] | str]


@pytest.fixture(scope="session")
def built(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path | None:
    """A copy of the suite's own database, so that the tables are made once."""
    if connection.vendor != "sqlite":
        return None
    file = tmp_path_factory.mktemp("built") / "torg.sqlite3"
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])
    return file


@pytest.fixture(scope="session")
def told(request: pytest.FixtureRequest, built: Path | None) -> Iterator[dict[Job, Told]]:
    """The chosen cells, two at a time: most of their seconds are waiting."""
    calls = [getattr(item, "callspec", None) for item in request.session.items]
    jobs = [call.params["job"] for call in calls if call and "job" in call.params]
    with ground(sorted({job.db for job in jobs}), built) as made:
        pool = ThreadPoolExecutor(2)

        def run(job: Job) -> list[Verdict] | str:
            lacks = made.missing if job.db == "postgres" else ""
            return lacks or run_job(job, made)

        yield {job: pool.submit(run, job) for job in dict.fromkeys(jobs)}
        pool.shutdown(cancel_futures=True)


def called(job: Job) -> str:
    return f"{job.cell.drill}-{job.cell.name}-{job.db}-{job.workers}-{job.seed}"


def test_a_step_that_cannot_be_met_yet_is_put_off_and_not_dropped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    readable = False
    monkeypatch.setattr("tests.drills.crew.ripe", lambda: readable)
    crew, drawn = Crew(1, Random(SEED)), Random(SEED)
    early = [crew._lot() for _ in range(60)]
    assert not READ_BACK & set(early[:20])
    readable = True
    late = [crew._lot() for _ in range(40)]
    lots = [drawn.choice(STEPS) if drawn.random() < 0.7 else "" for _ in range(100)]
    assert Counter(early + late) == Counter(lots)


@pytest.mark.drill
@pytest.mark.django_db  # or pytest would make no tables to copy
@pytest.mark.parametrize("job", [*JOBS, *kept()], ids=called)
def test_nothing_twice_and_nothing_lost(job: Job, told: dict[Job, Told]) -> None:
    rows = told[job].result()
    if isinstance(rows, str):
        pytest.skip(rows)
    assert not any(row.failed for row in rows), "\n".join(row.line for row in rows)
    for row in rows:
        if row.drill == "F1" and row.cell.endswith("/neither"):
            assert row.unknown > 0, "what no network can tell is shown to a person"
        elif row.drill == "F1" and row.cell.endswith(("/keyed", "/read_back")):
            assert row.unknown == 0, row.line

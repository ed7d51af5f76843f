"""The worker's lanes: a failing or slow sweep never stops the others, and a stop is a stop."""

import os
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from structlog.testing import capture_logs

from torg.delivery.jobs import Courier, ReadBack
from torg.delivery.models import Worker
from torg.inbox.jobs import Poller
from torg.kernel.liveness import FileLock
from torg.site import nudges
from torg.site.sweeps import Sweep, sweeps
from torg.site.worker import run_until_stopped


def counted(seen: list[str], name: str, then: Callable[[], object] = lambda: None) -> Sweep:
    """A sweep that notes its name each time and then does something."""

    def run() -> object:
        seen.append(name)
        return then()

    return Sweep(name, run, 0.01, name)


def run_for(seconds: float, *table: Sweep, patience: float = 1.0) -> float:
    """Run the table, ask it to stop after so long; seconds it took to stop."""
    stop = threading.Event()
    timer = threading.Timer(seconds, stop.set)
    timer.start()
    began = time.monotonic()
    run_until_stopped(table, stop, patience)
    return time.monotonic() - began - seconds


def run_until(done: Callable[[], bool], *table: Sweep) -> None:
    """Run the table until that holds, however slow the machine is; half a minute at most."""
    stop = threading.Event()

    def watch() -> None:
        until = time.monotonic() + 30
        while time.monotonic() < until and not done():
            time.sleep(0.01)
        stop.set()

    threading.Thread(target=watch, daemon=True).start()
    run_until_stopped(table, stop, 1.0)


def boom() -> None:
    """A fault in a sweep."""
    raise RuntimeError("ett fel i ett svep")


@pytest.mark.django_db
def test_a_failing_sweep_is_logged_and_the_others_go_on() -> None:
    seen: list[str] = []
    with capture_logs() as logs:
        run_until(
            lambda: seen.count("well") > 40 and seen.count("ill") > 1,
            counted(seen, "well"),
            counted(seen, "ill", boom),
        )
    assert 1 < seen.count("ill") < seen.count("well") / 2, "it waits longer each time"
    assert {log["sweep"] for log in logs if log["log_level"] == "error"} == {"ill"}


@pytest.mark.django_db
def test_what_is_known_to_be_due_sooner_is_not_kept_waiting() -> None:
    """Half an hour's cadence, and something is due in a moment each time but the last."""
    seen: list[str] = []
    said = [0.02, 0.0, -5.0, 3_600.0]
    soon = Sweep("soon", lambda: seen.append("soon"), 1_800, "soon", lambda: said[len(seen) - 1])
    run_until(lambda: len(seen) == len(said), soon)
    assert len(seen) == len(said)


@pytest.mark.django_db
def test_whoever_has_something_for_another_lane_rings() -> None:
    """Half an hour's cadence on one side, a ring now and then from the other."""
    seen: list[str] = []
    bell = threading.Event()
    rung = Sweep("rung", counted(seen, "rung").run, 1_800, "rung", bell=bell)
    run_until(lambda: seen.count("rung") > 3, rung, counted(seen, "ring", bell.set))
    assert seen.count("rung") > 3


@pytest.mark.django_db
def test_a_ring_does_not_hurry_what_fails() -> None:
    seen: list[str] = []
    bell = threading.Event()
    ill = Sweep("ill", counted(seen, "ill", boom).run, 1_800, "ill", bell=bell)
    with capture_logs():
        run_until(lambda: seen.count("well") > 40, ill, counted(seen, "well", bell.set))
    assert seen.count("ill") == 1


@pytest.mark.django_db
def test_a_slow_sweep_starves_no_other_lane() -> None:
    seen: list[str] = []
    slow = counted(seen, "slow", lambda: time.sleep(0.4))
    run_until(lambda: seen.count("well") > 20, slow, counted(seen, "well"))
    assert seen.count("slow") < seen.count("well") / 2


@pytest.mark.django_db
def test_a_stop_waits_no_longer_than_its_patience() -> None:
    assert run_for(0.1, counted([], "stuck", lambda: time.sleep(8)), patience=0.3) < 5


@pytest.mark.django_db
def test_it_stops_when_the_supervisor_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TORG_SUPERVISOR", str(os.getppid() + 1_000_000))
    stop = threading.Event()
    run_until_stopped([counted([], "well")], stop, 1)
    assert stop.is_set()


@pytest.mark.django_db
def test_it_stops_when_its_lock_is_lost() -> None:
    stop, answers = threading.Event(), [True, False]
    seen: list[str] = []
    run_until_stopped([counted(seen, "well")], stop, 1, alive=lambda: answers.pop(0))
    assert stop.is_set()
    assert seen, "it works as long as the lock stands"


def test_every_sweep_has_its_own_name_and_a_pace(tmp_path: Path) -> None:
    worker, lock = Worker(), FileLock(tmp_path)
    table = sweeps(worker, lock, Courier(worker, lock), ReadBack(), Poller())
    assert len({sweep.name for sweep in table}) == len(table)
    assert all(sweep.every > 0 and sweep.lane for sweep in table)
    pulse = [sweep.name for sweep in table if sweep.lane == "pulse"]
    assert pulse == ["delivery.beat"], "the heart must wait for nobody"


CALLS: list[int] = []


@task()
def note(number: int) -> None:
    """A job that leaves a trace."""
    CALLS.append(number)


@pytest.mark.django_db(transaction=True)
def test_queued_nudges_run_once() -> None:
    CALLS.clear()
    for number in range(3):
        note.enqueue(number)
    nudges.run()
    nudges.run()
    assert CALLS == [0, 1, 2]


@pytest.mark.django_db(transaction=True)
def test_a_dead_workers_job_is_ended_and_not_run_again() -> None:
    CALLS.clear()
    for number in range(3):
        note.enqueue(number)
    stale, fresh, done = DBTaskResult.objects.order_by("enqueued_at")
    now = timezone.now()
    running = TaskResultStatus.RUNNING
    DBTaskResult.objects.filter(pk=stale.pk).update(
        status=running, started_at=now - timedelta(minutes=11)
    )
    DBTaskResult.objects.filter(pk=fresh.pk).update(status=running, started_at=now)
    DBTaskResult.objects.filter(pk=done.pk).update(
        status=TaskResultStatus.SUCCESSFUL, finished_at=now - timedelta(days=2)
    )
    nudges.tidy()
    nudges.run()
    assert dict(DBTaskResult.objects.values_list("pk", "status")) == {
        stale.pk: TaskResultStatus.FAILED,
        fresh.pk: running,
    }
    assert CALLS == []

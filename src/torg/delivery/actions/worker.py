"""A worker's own row. System bookkeeping: nothing of it is a public record."""

import os
import socket
from datetime import datetime

from torg.delivery.models import Worker
from torg.kernel.liveness import Lock


def start_worker(*, lock: Lock, now: datetime) -> Worker:
    """Enter this process as a worker and take its lock for life."""
    worker = Worker(host=socket.gethostname(), pid=os.getpid(), started_at=now, beat_at=now)
    if not lock.hold(f"worker-{worker.pk}"):
        raise RuntimeError("a new worker's lock was already held")
    worker.save(force_insert=True)
    return worker


def beat(*, worker: Worker, now: datetime) -> None:
    """Say that the worker goes round."""
    Worker.objects.filter(pk=worker.pk).update(beat_at=now)


def stop_worker(*, worker: Worker, lock: Lock, now: datetime) -> None:
    """Leave in good order."""
    Worker.objects.filter(pk=worker.pk).update(stopped_at=now)
    lock.release()

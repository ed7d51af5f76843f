"""`torg worker`: delivers, reads back, listens, until it is told to stop."""

import logging
import signal
import threading
from importlib import import_module
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from torg.delivery import actions as delivery
from torg.delivery.jobs import Courier, ReadBack
from torg.inbox.jobs import Poller
from torg.kernel.liveness import FileLock, Lock
from torg.site import database, places
from torg.site.sweeps import Sweep, sweeps
from torg.site.wiring import settle
from torg.site.worker import run_until_stopped

PATIENCE = 3.0
LOOK_FOR_NEWER = 5

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    """One worker process; on PostgreSQL any number of them may run."""

    help = "Kör arbetaren: levererar, läser tillbaka och hämtar in."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Until SIGTERM or SIGINT, or until the supervisor is gone."""
        database.reach()
        database.check_built()
        settle()
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        # It tells of every empty look into the queue, twice a second.
        logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
        lock = process_lock()
        worker = delivery.start_worker(lock=lock, now=timezone.now())
        callers = Courier(worker, lock), ReadBack(), Poller()
        newer = Sweep("site.end_when_older", lambda: end_when_older(stop), LOOK_FOR_NEWER, "inbox")
        table = (*sweeps(worker, lock, *callers), newer)
        try:
            run_until_stopped(table, stop, PATIENCE, alive=lock.sure)
        finally:
            for caller in callers:
                caller.close()
            delivery.stop_worker(worker=worker, lock=lock, now=timezone.now())


def end_when_older(stop: threading.Event) -> None:
    """Begin nothing more once another machine has upgraded the database that both share.

    The supervisor starts another worker, which is refused in words as long as it is older.
    """
    if newer := database.newer_step():
        log.warning("the database is of a newer version, the worker stops", step=newer)
        stop.set()


def process_lock() -> Lock:
    """Where this process shows that it lives: a file beside SQLite, a session in PostgreSQL."""
    if places.DATABASE_URL:
        # Not above: on SQLite the driver would be loaded for nothing.
        held: Lock = import_module("torg.kernel.server_lock").PostgresLock(places.DATABASE_URL)
        return held
    return FileLock(settings.LOCKS)

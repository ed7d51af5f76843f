"""Django's task queue as the worker runs it: jobs are nudges, so none of them is precious."""

from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

AT_MOST = 50
STALE_AFTER = timedelta(minutes=10)
KEPT_FOR = timedelta(days=1)


def run() -> None:
    """Run what is queued, at most fifty, so that other sweeps of the lane get their turn."""
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=AT_MOST,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    ).run()


def tidy() -> None:
    """Jobs of killed workers stay RUNNING for ever: end them; a sweep does what they asked for.

    They are not run again, since the job may be what killed the worker. Old results go.
    """
    now = timezone.now()
    DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lt=now - STALE_AFTER
    ).update(status=TaskResultStatus.FAILED, finished_at=now)
    DBTaskResult.objects.filter(finished_at__lt=now - KEPT_FOR).delete()

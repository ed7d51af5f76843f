"""The end of a leaver's task, from its own page or from the access register."""

from datetime import datetime

from django.utils.translation import gettext as _

from torg.channels.models import ChannelAccess, Departure, DepartureTask, TaskKind
from torg.channels.queries.departures import task_words
from torg.channels.states import TaskState
from torg.kernel.refs import Ref
from torg.ledger.actions import record
from torg.people.models import User


def finish_task(task: DepartureTask, proof: str, by: User, now: datetime) -> None:
    """The task is done; with the last one the leaving is."""
    task.state, task.proof, task.done_at, task.done_by = TaskState.DONE, proof.strip(), now, by
    task.save(update_fields=["state", "proof", "done_at", "done_by"])
    record(
        municipality=task.channel.municipality,
        verb="channel.leaver_task_done",
        summary=_("Gjort på %(channel)s efter att en person slutat: %(what)s.")
        % {"channel": task.channel, "what": task_words(task.kind, task.part)},
        about=[
            Ref("channels.channel", str(task.channel_id)),
            Ref("people.user", str(task.departure.user_id)),
        ],
        by=by,
        now=now,
        facts={"task": str(task.pk), "kind": task.kind, "part": task.part},
        content={"proof": task.proof},
    )
    left = DepartureTask.objects.filter(departure_id=task.departure_id, state=TaskState.OPEN)
    if not left.exists():
        Departure.objects.filter(pk=task.departure_id, state=TaskState.OPEN).update(
            state=TaskState.DONE, done_at=now
        )


def finish_task_of(access: ChannelAccess, proof: str, by: User, now: datetime) -> None:
    """The access is gone, and with it the task that asked for that."""
    open_tasks = DepartureTask.objects.filter(
        access=access, kind=TaskKind.ACCESS, state=TaskState.OPEN
    )
    for task in open_tasks.select_related("departure", "channel__municipality"):
        finish_task(task, proof, by, now)

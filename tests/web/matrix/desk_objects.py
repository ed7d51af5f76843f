"""What the matrix needs of the desk's own pages."""

from collections.abc import Callable

from django.db.models import Model
from tests.factories.delivery import make_channel
from tests.factories.people import make_user
from tests.web.matrix.world import Side

from torg.channels.actions import Alarm, begin_hijack
from torg.channels.models import Channel, Departure, DepartureTask, Hijack, HijackStep
from torg.handbook.actions import ask_communications
from torg.inbox.models import Thread
from torg.kernel.refs import Ref
from torg.people.actions import save_filter
from torg.people.models import Place


def make_filter(side: Side) -> Model:
    return save_filter(
        place=Place.INBOX,
        name=f"Mina {side.canary}",
        query="ko=mina",
        by=side.people["account_lead"],
        now=side.now,
    )


def make_question(side: Side) -> Model:
    """An official asks about a conversation of the department."""
    thread = side.get("inbox.thread")
    assert isinstance(thread, Thread)
    return ask_communications(
        text=f"Hur svarar vi? {side.canary}",
        about=Ref("inbox.thread", str(thread.pk)),
        department=side.department,
        page="",
        by=side.people["official"],
        now=side.now,
    )


def make_departure_task(side: Side) -> Model:
    """Somebody has left, and a channel has something to do."""
    channel = side.get("channels.channel")
    assert isinstance(channel, Channel)
    person = make_user(municipality=side.municipality, family_name=side.canary, is_active=False)
    departure = Departure.objects.create(
        municipality=side.municipality,
        user=person,
        begun_at=side.now,
        begun_by=side.people["account_lead"],
    )
    made: DepartureTask = DepartureTask.objects.create(
        municipality=side.municipality,
        departure=departure,
        channel=channel,
        kind="codes",
        due_on=side.now.date(),
        proof=side.canary,
    )
    return made


def make_departure(side: Side) -> Model:
    task = side.get("desk.departure_task")
    assert isinstance(task, DepartureTask)
    return task.departure


def make_hijack(side: Side) -> Model:
    """On a channel of its own: a running one stops every other."""
    return begin_hijack(
        channel=make_channel(department=side.department),
        alarm=Alarm(seen=side.canary, noticed_at=side.now),
        by=side.people["account_lead"],
        now=side.now,
    )


def make_hijack_step(side: Side) -> Model:
    hijack = side.get("desk.hijack")
    assert isinstance(hijack, Hijack)
    step: HijackStep = hijack.steps.order_by("position")[0]
    return step


MAKERS: dict[str, Callable[[Side], Model]] = {
    "desk.filter": make_filter,
    "desk.question": make_question,
    "desk.departure": make_departure,
    "desk.hijack": make_hijack,
    "desk.hijack_step": make_hijack_step,
    "desk.departure_task": make_departure_task,
}

"""What the matrix needs of the desk's own pages."""

from collections.abc import Callable

from django.db.models import Model
from tests.web.matrix.world import Side

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


MAKERS: dict[str, Callable[[Side], Model]] = {
    "desk.filter": make_filter,
    "desk.question": make_question,
}

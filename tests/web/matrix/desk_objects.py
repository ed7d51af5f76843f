"""What the matrix needs of the desk's own pages."""

from collections.abc import Callable

from django.db.models import Model
from tests.web.matrix.world import Side

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


MAKERS: dict[str, Callable[[Side], Model]] = {"desk.filter": make_filter}

from collections.abc import Callable
from typing import cast

from django.db.models import Model
from tests.factories.inbox import arrive
from tests.factories.network import make_event
from tests.web.matrix.world import Side

from torg.channels.models import Channel
from torg.inbox.models import Message
from torg.moderation.actions import report
from torg.moderation.models import Case


def make_message(side: Side) -> Message:
    side.get("inbox.message")
    channel = cast(Channel, side.get("channels.channel"))
    return arrive(channel, make_event("c-rapport", text=f"Försvinn härifrån {side.canary}"))


def make_case(side: Side) -> Case:
    side.get("inbox.message")
    channel = cast(Channel, side.get("channels.channel"))
    message = arrive(channel, make_event("c-fall", text=f"Ni borde jagas bort {side.canary}"))
    return report(
        message=message,
        context=f"Under inlägget om badet {side.canary}",
        by=side.people["moderator"],
        now=side.now,
    )


MAKERS: dict[str, Callable[[Side], Model]] = {
    "moderation.message": make_message,
    "moderation.case": make_case,
}

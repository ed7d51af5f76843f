from collections.abc import Callable

from tests.factories.delivery import make_channel, wire_scripted
from tests.web.matrix.world import Side

from torg.channels.models import Channel


def make_own_channel(side: Side) -> Channel:
    wire_scripted()
    return make_channel(department=side.department, name=f"Kanal {side.canary}")


MAKERS: dict[str, Callable[[Side], Channel]] = {"channels.channel": make_own_channel}

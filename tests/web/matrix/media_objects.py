from collections.abc import Callable

from tests.factories.planning import make_image
from tests.web.matrix.world import Side

from torg.media.models import MediaItem


def make_item(side: Side) -> MediaItem:
    return make_image(side.department, side.people["communicator"], side.now)


MAKERS: dict[str, Callable[[Side], MediaItem]] = {"media.item": make_item}

from collections.abc import Callable

from tests.factories.planning import content
from tests.web.matrix.world import Side

from torg.channels.models import Channel
from torg.planning import actions
from torg.planning.models import Post, Variant
from torg.rules.actions import adopt_pack
from torg.site.settings import POLICIES


def make_post(side: Side) -> Post:
    """A post that waits for a colleague."""
    if side.whole:
        adopt_pack(
            municipality=side.municipality,
            by=None,
            now=side.now.replace(month=1),
            folder=POLICIES / "goteborg",
        )
    channel = side.get("channels.channel")
    assert isinstance(channel, Channel)
    author = side.people["communicator"]
    post = actions.write_post(
        department=side.department,
        content=content(channel, title=side.canary, planned_wall="2099-01-01T09:00"),
        by=author,
        now=side.now,
    )
    return actions.submit(post=post, by=author, now=side.now)


def make_variant(side: Side) -> Variant:
    post = side.get("planning.post")
    assert isinstance(post, Post)
    return post.variants.get()


MAKERS: dict[str, Callable[[Side], Post | Variant]] = {
    "planning.post": make_post,
    "planning.variant": make_variant,
}

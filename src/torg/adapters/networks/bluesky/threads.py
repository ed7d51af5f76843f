"""Answers that lie too deep in a thread of ours for the network to notify us of.

The AppView notifies a post's author of answers down to the fourth level. What residents
write to each other below that is on our page all the same, so the threads themselves are read.
"""

from collections.abc import Iterator, Mapping

from torg.adapters.networks.bluesky import fields
from torg.adapters.networks.bluesky.visit import Visit
from torg.adapters.networks.bluesky.xrpc import Fault
from torg.ports.errors import Unreachable

# JSON nests twice a level; far deeper answers would only serve to break the reader.
DEPTH = 100

Post = Mapping[str, object]


def answers(visit: Visit, roots: list[str]) -> Iterator[dict[str, object]]:
    """Others' answers below these posts of ours, in the form of notifications.

    A supplement: a thread that cannot be read now, for size or for any failure, is left out
    and must not stop the poll.
    """
    for root in roots:
        try:
            found = visit.query(
                "app.bsky.feed.getPostThread", uri=root, depth=str(DEPTH), parentHeight="0"
            ).found
        except (Fault, Unreachable):
            continue
        for post in _below(fields.part(found, "thread")):
            author = fields.part(post, "author")
            is_own = fields.text(author, "did") == visit.did
            if not is_own and fields.part(author, "viewer").get("muted") is not True:
                yield {
                    "uri": post.get("uri"),
                    "cid": post.get("cid"),
                    "author": author,
                    "reason": "reply",
                    "reasonSubject": root,
                    "record": post.get("record"),
                    "indexedAt": post.get("indexedAt"),
                }


def _below(thread: Post) -> Iterator[Post]:
    waiting = list(fields.parts(thread, "replies"))
    while waiting:
        one = waiting.pop()
        waiting += fields.parts(one, "replies")
        post = fields.part(one, "post")
        if fields.text(fields.part(post, "record", "reply", "root"), "uri"):
            yield post

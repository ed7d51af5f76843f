"""The records that we write. Same act, same record: the time comes from the key."""

from collections.abc import Mapping, Sequence

from torg.adapters.networks.bluesky import tid
from torg.adapters.networks.bluesky.addresses import POST
from torg.ports.network import Image

LIKE = "app.bsky.feed.like"
REPOST = "app.bsky.feed.repost"
BLOCK = "app.bsky.graph.block"
THREADGATE = "app.bsky.feed.threadgate"

MAX_HIDDEN = 300

Record = dict[str, object]
StrongRef = Mapping[str, str]


def created_at(key: str) -> str:
    """The key's time in the form that records bear."""
    return tid.instant(key).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def post(
    key: str,
    text: str,
    *,
    langs: Sequence[str],
    facets: Sequence[Mapping[str, object]],
    images: Sequence[Record],
) -> Record:
    """A post. facets: as `facets.facets` makes them; images: as `image` makes them."""
    record: Record = {"$type": POST, "text": text, "createdAt": created_at(key)}
    if langs:
        record["langs"] = list(langs)
    if facets:
        record["facets"] = list(facets)
    if images:
        record["embed"] = {"$type": "app.bsky.embed.images", "images": list(images)}
    return record


def image(blob: Mapping[str, object], original: Image) -> Record:
    """One image of a post. blob: the server's own reference to the file."""
    embedded: Record = {"alt": original.alt, "image": blob}
    if original.width > 0 and original.height > 0:
        embedded["aspectRatio"] = {"width": original.width, "height": original.height}
    return embedded


def about_post(collection: str, key: str, subject: StrongRef) -> Record:
    """A like or a repost of one edition of a post."""
    return {"$type": collection, "subject": subject, "createdAt": created_at(key)}


def block(key: str, did: str) -> Record:
    """A block of a person."""
    return {"$type": BLOCK, "subject": did, "createdAt": created_at(key)}


def threadgate(before: Mapping[str, object], root: str, hidden: Sequence[str], at: str) -> Record:
    """The gate of a thread with these replies hidden; what else it held stays as it was.

    Without `allow` everybody may still answer.
    """
    return {
        "$type": THREADGATE,
        "post": root,
        "createdAt": at,
        **before,
        "hiddenReplies": list(hidden),
    }

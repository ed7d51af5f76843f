"""What is fixed about Bluesky, and the few limits that differ between servers."""

import re
from dataclasses import replace
from datetime import timedelta

from torg.adapters.networks.bluesky import fields, xrpc
from torg.adapters.networks.bluesky.xrpc import Fault, Http
from torg.ports.network import Capability, Connection, KeyKind, Limits, NetworkCard

NAME = "bluesky"
ACT_SECONDS = 60.0

# Lexicon app.bsky.feed.post: 300 graphemes and 3000 bytes; app.bsky.embed.images: 4 images
# of 1 000 000 bytes. 2000 graphemes of alternative text is what Bluesky's own app allows.
LIMITS = Limits(graphemes=300, text_bytes=3000, images=4, image_bytes=1_000_000, alt_graphemes=2000)
LARGER_IMAGES = ((0, 5, 35), 2_000_000)

# Direct messages need another service, and nobody can delete what others wrote.
CARD = NetworkCard(
    adapter=NAME,
    name="Bluesky",
    capabilities=frozenset(
        {
            Capability.PUBLISH,
            Capability.IMAGES,
            Capability.ALT_TEXT,
            Capability.REPLY,
            Capability.LIKE,
            Capability.REPOST,
            Capability.DELETE_OWN,
            Capability.HIDE,
            Capability.MUTE,
            Capability.BLOCK,
            Capability.REPORT,
        }
    ),
    key_kind=KeyKind.KEYED,
    client_timeout=timedelta(seconds=ACT_SECONDS),
    processing=timedelta(seconds=60),
    visibility_lag=timedelta(seconds=5),
    limits=LIMITS,
)

_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")


def limits(http: Http, connection: Connection) -> Limits:
    """The limits of the connection's server. Raises Unreachable and Refused.

    No call tells the limits; the server's version does (0.4.217 and 0.5.35 were measured).
    An unknown version counts as the older one.
    """
    try:
        found = xrpc.query(http, connection.base_url, "_health").found
    except Fault:
        return LIMITS
    match = _VERSION.fullmatch(fields.text(found, "version"))
    since, image_bytes = LARGER_IMAGES
    if match and tuple(int(number) for number in match.groups()) >= since:
        return replace(LIMITS, image_bytes=image_bytes)
    return LIMITS

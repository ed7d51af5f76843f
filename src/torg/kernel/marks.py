"""What somebody had on the page when a form was opened, packed small enough for a hidden field."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Iterable
from hashlib import sha256

WIDTH = 5


def pack(keys: Iterable[str]) -> str:
    """The set of keys as text; the same set gives the same text. Never empty."""
    marks = sorted({_mark(key) for key in keys})
    return "v" + urlsafe_b64encode(b"".join(marks)).decode()


def unseen(keys: Collection[str], packed: str) -> list[str]:
    """The keys that are not in the packed set, in their order; all of them for a made-up text."""
    seen = _unpack(packed)
    return [key for key in keys if _mark(key) not in seen]


def _mark(key: str) -> bytes:
    return sha256(key.encode()).digest()[:WIDTH]


def _unpack(packed: str) -> frozenset[bytes]:
    try:
        raw = urlsafe_b64decode(packed.removeprefix("v"))
    except ValueError:
        return frozenset()
    return frozenset(raw[at : at + WIDTH] for at in range(0, len(raw), WIDTH))

"""Record keys of the form TID: 53 bits of microseconds and 10 bits of clock id.

Thirteen characters, sortable as text (atproto.com/specs/tid).
"""

import hashlib
from datetime import UTC, datetime, timedelta

ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
LENGTH = 13
CLOCK_BITS = 10
SPREAD_BITS = 20

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def mint(now: datetime, seed: bytes) -> str:
    """The key of one act. Same input, same key.

    Acts that are released together share `now`; the clock id alone would let one in a
    thousand pairs overwrite each other. So the seed also moves the time back by at most
    1.05 seconds: 30 bits keep two acts apart, and no key lies in the future.
    """
    digest = int.from_bytes(hashlib.sha256(seed).digest()[:4], "big")
    clock = digest & ((1 << CLOCK_BITS) - 1)
    back = (digest >> CLOCK_BITS) & ((1 << SPREAD_BITS) - 1)
    micros = (now - _EPOCH) // _MICROSECOND - back
    return _encode(max(micros, 0) << CLOCK_BITS | clock)


def is_tid(key: str) -> bool:
    """Whether a server takes the text as a TID."""
    return len(key) == LENGTH and key[0] in ALPHABET[:16] and all(c in ALPHABET for c in key)


def instant(key: str) -> datetime:
    """The time inside a key that `is_tid` accepts."""
    value = 0
    for character in key:
        value = value << 5 | ALPHABET.index(character)
    return _EPOCH + (value >> CLOCK_BITS) * _MICROSECOND


def _encode(value: int) -> str:
    return "".join(ALPHABET[value >> shift & 31] for shift in range(5 * (LENGTH - 1), -1, -5))

"""Primary keys that sort by time (RFC 9562 version 7)."""

import time
from os import urandom
from uuid import UUID


def uuid7() -> UUID:
    """A UUID whose first 48 bits are Unix milliseconds: keyset pages may order by it."""
    millis = time.time_ns() // 1_000_000
    value = (millis & ((1 << 48) - 1)) << 80 | int.from_bytes(urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)

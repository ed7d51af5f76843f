"""Primary keys: by time (RFC 9562 version 7), or by what they stand for (version 8)."""

import time
from hashlib import sha256
from os import urandom
from uuid import UUID


def uuid7() -> UUID:
    """A UUID whose first 48 bits are Unix milliseconds: keyset pages may order by it."""
    millis = time.time_ns() // 1_000_000
    return _marked(7, (millis & ((1 << 48) - 1)) << 80 | int.from_bytes(urandom(10)))


def uuid8(space: UUID, name: bytes) -> UUID:
    """The same UUID for the same name in the same space: 122 bits of SHA-256 (appendix B.2).

    As a primary key it lets a thing stand once without an index of its own.
    """
    return _marked(8, int.from_bytes(sha256(space.bytes + name).digest()[:16]))


def _marked(version: int, value: int) -> UUID:
    value = value & ~(0xF << 76) | version << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)

"""SHA-256 in the two ways that the record uses it."""

import hashlib
import secrets

SALT_BYTES = 32


def sha256_hex(data: bytes) -> str:
    """The SHA-256 of `data`, 64 lowercase hexadecimal characters."""
    return hashlib.sha256(data).hexdigest()


def new_salt() -> bytes:
    """32 random bytes for one salted hash."""
    return secrets.token_bytes(SALT_BYTES)


def salted_sha256_hex(salt: bytes, data: bytes) -> str:
    """The SHA-256 of salt followed by data, as hexadecimal.

    Once the salt is gone nobody can guess their way back to a short text from
    the hash, so what remains after a lawful disposal tells nothing. Raises
    ValueError when the salt is not 32 bytes: a variable length would let the
    border between salt and data move.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt is {SALT_BYTES} bytes, not {len(salt)}")
    return hashlib.sha256(salt + data).hexdigest()

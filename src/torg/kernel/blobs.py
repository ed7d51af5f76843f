"""Files that are named by what they hold: written once, never overwritten, checked when read."""

import errno
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from torg.kernel.digests import sha256_hex

_DIGEST = re.compile(r"[0-9a-f]{64}")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class BlobMissing(LookupError):
    """No file of that digest is stored."""


class BlobDamaged(ValueError):
    """The file's bytes no longer match its digest."""


class NoRoom(OSError):
    """The disk is full; nothing was stored."""


class BlobStore:
    """A folder of content-addressed files: root/ab/cd/abcd… (SHA-256, hexadecimal)."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, digest: str) -> Path:
        """Where the digest's file stands. Raises ValueError when it is not a SHA-256."""
        if not _DIGEST.fullmatch(digest):
            raise ValueError(f"not a SHA-256 in hexadecimal: {digest!r}")
        return self.root / digest[:2] / digest[2:4] / digest

    def put(self, data: bytes) -> str:
        """Store the bytes durably and return their digest; the same bytes twice are one file.

        When it returns, file and name are on disk and have been read back. Raises NoRoom
        when the disk is full and BlobDamaged when the stored file is not what was given.
        """
        digest = sha256_hex(data)
        target = self.path(digest)
        try:
            self._make_folder(target.parent)
            if not target.exists():
                self._write(data, target)
            _sync(target.parent)
        except OSError as error:
            if error.errno in _FULL:
                raise NoRoom(error.errno, f"the disk is full: {digest} not stored") from error
            raise
        self.get(digest)
        return digest

    def mend(self, data: bytes) -> str:
        """Put the bytes where their file is missing or damaged; a sound file is left alone.

        Raises what `put` raises.
        """
        digest = sha256_hex(data)
        try:
            self.get(digest)
        except BlobDamaged:
            self.path(digest).unlink()
        except BlobMissing:
            pass
        return self.put(data)

    def get(self, digest: str) -> bytes:
        """The bytes of the digest. Raises BlobMissing or BlobDamaged."""
        try:
            data = self.path(digest).read_bytes()
        except FileNotFoundError as error:
            raise BlobMissing(digest) from error
        if sha256_hex(data) != digest:
            raise BlobDamaged(digest)
        return data

    def has(self, digest: str) -> bool:
        """Whether a file of that digest is there; its bytes are not checked."""
        return self.path(digest).is_file()

    def digests(self) -> Iterator[str]:
        """Every stored digest, in order."""
        for path in sorted(self.root.glob("??/??/*")):
            if _DIGEST.fullmatch(path.name):
                yield path.name

    def _make_folder(self, folder: Path) -> None:
        missing = [each for each in (folder, *folder.parents) if not each.exists()]
        for each in reversed(missing):
            each.mkdir(mode=0o700, exist_ok=True)
            _sync(each.parent)

    @staticmethod
    def _write(data: bytes, target: Path) -> None:
        handle, name = tempfile.mkstemp(prefix=".new-", dir=target.parent)  # mode 0600
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            # A link, unlike a rename, never takes the place of a file that is there.
            with suppress(FileExistsError):
                os.link(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """Make a new name in the folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

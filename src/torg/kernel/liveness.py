"""Is that process still there? Told by a lock that the system takes back, never by a timer.

A frozen process keeps its lock, so nobody takes its work over while it may still
wake up and send (RELIABILITY section 3: leases alone gave doubles).
"""

import fcntl
import os
from pathlib import Path
from typing import Protocol


class Lock(Protocol):
    """A worker's sign of life and the way to ask about others'."""

    def hold(self, name: str) -> bool:
        """Take the named lock for this process's life; False when another holds it."""

    def held(self, name: str) -> bool:
        """Whether some living process holds the named lock."""

    def release(self) -> None:
        """Let go of everything held here."""

    def sure(self) -> bool:
        """Whether what is held is certainly still held."""


class FileLock:
    """flock on files in one folder: one host, any number of processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, int] = {}

    def hold(self, name: str) -> bool:
        """Take the named lock; it falls when this process ends, however it ends."""
        self._folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path(name), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self._held[name] = handle
        return True

    def held(self, name: str) -> bool:
        """Whether a living process holds it; a missing file is held by nobody."""
        if name in self._held:
            return True
        try:
            handle = os.open(self._path(name), os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            # A shared lock: two who ask at once do not take each other for the holder.
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False

    def release(self) -> None:
        """Let go and remove the files."""
        for name, handle in self._held.items():
            self._path(name).unlink(missing_ok=True)  # names are never used twice
            os.close(handle)
        self._held.clear()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.lock"

    def sure(self) -> bool:
        """Whether what is held is certainly still held: a kernel lock always is."""
        return True

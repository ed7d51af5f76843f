"""The web may load while the database is prepared, but answers nobody before that is done.

A lock that the system takes back with its holder: no flag that a crash could leave behind.
"""

import fcntl
from pathlib import Path
from typing import IO


def shut(folder: Path) -> IO[str]:
    """Keep the web waiting until the returned file is closed."""
    file = (folder / "locks" / "prepared.lock").open("a", encoding="ascii")
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


def pass_when_open(folder: Path) -> None:
    """Wait for whoever prepares the database; at once where nobody does."""
    place = folder / "locks" / "prepared.lock"
    if place.exists():
        with place.open(encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_SH)

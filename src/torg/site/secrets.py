"""Key material that lives in files beside the database, never in it."""

import os
import secrets
from pathlib import Path


def key_material(path: Path) -> str:
    """The text in `path`; made with 64 random bytes and mode 0600 when absent.

    Two processes that start at once agree: the file is created exclusively.
    """
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
        file.flush()
        os.fsync(file.fileno())
    return path.read_text(encoding="ascii").strip()

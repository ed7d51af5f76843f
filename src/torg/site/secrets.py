"""Key material that lives in files beside the database, never in it."""

import secrets
from pathlib import Path

from torg.kernel.keyfile import text_in


def key_material(path: Path) -> str:
    """The text in `path`; made with 64 random bytes and mode 0600 when absent.

    Two processes that start at once agree, and neither ever reads half a key.
    """
    return text_in(path, lambda: secrets.token_urlsafe(64))

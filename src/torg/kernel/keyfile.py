"""Key files: made once, whole or not at all, readable by their owner only."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def text_in(path: Path, make: Callable[[], str]) -> str:
    """The text in `path`; when absent, `make()` written with mode 0600.

    Two processes that start at once agree: the finished file is linked into place,
    so nobody can read a half-written key, and the loser reads the winner's.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()

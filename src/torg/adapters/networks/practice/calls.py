"""What reached the network, also what it refused: one JSON line a call, for drills only.

The truth log tells what was accepted; this one tells how often somebody knocked. It is
written when the instance was started with control, and is not synced.
"""

import json
import threading
from datetime import datetime
from pathlib import Path

from torg.adapters.networks.practice.stamps import stamp

NAME = "calls.jsonl"
# The kind of the line that says when what arrived earlier stands.
ACCEPTED = "accepted"


class Callers:
    """path: the file; None keeps nothing. Safe from many threads."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()

    def note(self, at: datetime, **facts: object) -> None:
        """Add one line."""
        if self._path is None:
            return
        line = json.dumps({"at": stamp(at), **facts}, ensure_ascii=False)
        with self._lock, self._path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def read(path: Path) -> list[dict[str, object]]:
    """Every whole line of the file, oldest first."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]]

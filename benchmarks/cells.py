"""One size of a benchmark, in a process, a data folder and a database of its own."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from importlib import import_module
from typing import Any

from tests.postgres import throw_away


def cell(db: str, module: str, arguments: Sequence[str]) -> dict[str, Any]:
    """What the module printed as its last line of JSON. Raises CalledProcessError."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="torg-bench-"))
        env = {
            **os.environ, "DATA_DIR": folder, "TORG_DEMO": "0", "TORG_PRACTICE": "0",
            "TORG_REQUIRE_TOTP": "0", "TORG_DATABASE_URL": "", "PYTHONWARNINGS": "ignore",
        }  # fmt: skip
        if db == "postgres":
            env["TORG_DATABASE_URL"] = stack.enter_context(throw_away())
        told = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            env=env,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    found: dict[str, Any] = json.loads(told.stdout.strip().splitlines()[-1])
    return found


def migrated() -> None:
    """The cell's database, and no connection that knows how it was made.

    The desk's web and worker never migrate. What a connection has prepared for that stays before
    what comes after, so that on SQLite each statement of the measured code would be read anew.
    """
    import_module("django.core.management").call_command("migrate", verbosity=0)
    import_module("django.db").connection.close()

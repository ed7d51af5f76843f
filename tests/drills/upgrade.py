"""F18: `python -m tests.drills.upgrade --kills N --db sqlite|postgres --seed S`.

An empty database is brought up to date, and the process is killed in the middle of each
migration in turn, at a statement drawn by lot or just before the commit; whoever comes next
goes on. LOST: a database that is not whole afterwards, a migration that is half there, a
schema that differs from one built undisturbed, or a downgrade that was not refused.
With fewer kills than migrations the migrations are drawn by lot.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests import postgres

DATABASES = ("first", "second")


def main() -> int:
    """One JSON line; 1 when something is half there; 77 without PostgreSQL."""
    ask = argparse.ArgumentParser(prog="python -m tests.drills.upgrade")
    ask.add_argument("--db", choices=["sqlite", "postgres"], default="sqlite")
    ask.add_argument("--kills", type=int, default=6)
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args()
    began = time.monotonic()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="torg-upgrade-"))
        try:
            url = stack.enter_context(postgres.throw_away()) if given.db == "postgres" else ""
        except postgres.NoPostgres as missing:
            print(f"SKIPPED: {missing}", file=sys.stderr)
            return postgres.MISSING
        told = [one(Path(folder) / name, url, name, given) for name in DATABASES]
    harmed, whole = told
    half = harmed["half"] + (harmed["schema"] != whole["schema"])
    row = {
        "drill": "F18", "cell": "upgrade", "db": given.db, "workers": 1,
        "n": harmed["migrations"], "faults": harmed["kills"], "twice": 0,
        "lost": half + (not harmed["refused"]), "unknown": 0, "seed": given.seed,
        "seconds": round(time.monotonic() - began, 1), "notes": {"half": half},
    }  # fmt: skip
    print(json.dumps(row))
    return int(bool(row["lost"]))


def one(folder: Path, url: str, name: str, given: argparse.Namespace) -> dict[str, Any]:
    """Build one database in a process of its own: the first with kills, the second without."""
    folder.mkdir()
    kills = given.kills if name == DATABASES[0] else 0
    undisturbed = Path(os.environ.get("DATA_DIR", "")) / "torg.sqlite3"
    if not (kills or url) and undisturbed.is_file():
        shutil.copy(undisturbed, folder)
    if url:
        base = url.rpartition("/")[0]
        subprocess.run(["psql", url, "-qc", f'CREATE DATABASE "{name}"'], check=True)
        url = f"{base}/{name}"
    told = subprocess.run(
        [sys.executable, "-m", "tests.drills.upgrading", "--kills", str(kills),
         "--seed", str(given.seed)],
        env={**os.environ, "DATA_DIR": str(folder), "TORG_DATABASE_URL": url},
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    sys.exit(main())

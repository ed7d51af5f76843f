"""F18: `python -m tests.drills.upgrade --kills N --db sqlite|postgres --seed S --from COMMIT`.

A database is brought up to date, and the process is killed in the middle of each migration in
turn, at a statement drawn by lot or just before the commit; whoever comes next goes on. It is
empty, or with --from the desk that an older version built with its example. LOST: a database
that is not whole afterwards, a migration that is half there, a schema that differs from one
built undisturbed, or a downgrade that was not refused; of an old desk also a row that an
undisturbed upgrade has otherwise, a table with fewer rows than before, a log that is not whole.
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
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import postgres
from tests.drills import old_desk


@dataclass(frozen=True)
class Ground:
    """Where the databases of a run are. server: of PostgreSQL, "" for SQLite."""

    folder: Path
    server: str

    def data(self, name: str) -> Path:
        """The folder of one of them."""
        return self.folder / name

    def url(self, name: str) -> str:
        """The address of one of them."""
        return f"{self.server.rpartition('/')[0]}/{name}" if self.server else ""

    def lay(self, name: str, like: str = "") -> None:
        """An empty one, or a copy of another."""
        if like:
            shutil.copytree(self.data(like), self.data(name))
        else:
            self.data(name).mkdir()
        if self.server:
            template = f' TEMPLATE "{like}"' if like else ""
            asked = f'CREATE DATABASE "{name}"{template}'
            subprocess.run(["psql", self.server, "-qc", asked], check=True)

    def upgrade(self, name: str, kills: int, seed: int) -> dict[str, Any]:
        """Bring it up to date in a process of its own; what there is afterwards."""
        told = subprocess.run(
            [sys.executable, "-m", "tests.drills.upgrading", "--kills", str(kills),
             "--seed", str(seed)],
            env=old_desk.environment(self.data(name), self.url(name)),
            stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        found: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
        return found


def main() -> int:
    """One JSON line; 1 when something is half there; 77 without PostgreSQL or that version."""
    ask = argparse.ArgumentParser(prog="python -m tests.drills.upgrade")
    ask.add_argument("--db", choices=["sqlite", "postgres"], default="sqlite")
    ask.add_argument("--kills", type=int, default=6)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--from", dest="commit", default="")
    given = ask.parse_args()
    began = time.monotonic()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="torg-upgrade-"))
        try:
            url = stack.enter_context(postgres.throw_away()) if given.db == "postgres" else ""
            found = drill(Ground(Path(folder), url), given)
        except (postgres.NoPostgres, old_desk.NoHistory) as missing:
            print(f"SKIPPED: {missing}", file=sys.stderr)
            return postgres.MISSING
    row = {
        "drill": "F18", "cell": f"upgrade {given.commit}".strip(), "db": given.db, "workers": 1,
        "twice": 0, "unknown": 0, "seed": given.seed,
        "seconds": round(time.monotonic() - began, 1), **found,
    }  # fmt: skip
    print(json.dumps(row))
    return int(bool(row["lost"]))


def drill(ground: Ground, given: argparse.Namespace) -> dict[str, Any]:
    """Upgrade one database with kills and one without, and compare."""
    ground.lay("old")
    before: Mapping[str, int] = {}
    if given.commit:
        old_desk.build(given.commit, ground.data("old"), ground.url("old"))
        before = ground.upgrade("old", -1, 0)["rows"]
    ground.lay("first", like="old")
    ground.lay("second", like="old")
    undisturbed = Path(os.environ.get("DATA_DIR", "")) / "torg.sqlite3"
    if not (given.commit or ground.server) and undisturbed.is_file():
        shutil.copy(undisturbed, ground.data("second"))
    harmed = ground.upgrade("first", given.kills, given.seed)
    whole = ground.upgrade("second", 0, given.seed)
    half = harmed["half"] + (harmed["schema"] != whole["schema"])
    fewer = [name for name, count in before.items() if harmed["rows"].get(name, count) < count]
    log = all(
        old_desk.whole_log(ground.data(name), ground.url(name))
        for name in ("first", "second")
        if given.commit
    )
    lost = half + (not harmed["refused"])
    if given.commit:
        lost += harmed["content"] != whole["content"]
        ground.lay("empty")
        lost += ground.upgrade("empty", 0, given.seed)["schema"] != whole["schema"]
    return {
        "n": harmed["migrations"], "faults": harmed["kills"],
        "lost": lost + len(fewer) + (not log),
        "notes": {"half": half, "rows": sum(before.values()), "fewer": fewer, "log": log},
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())

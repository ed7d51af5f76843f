"""F7: `python -m tests.drills.storm --events 100000 --kills 500 --db sqlite|postgres --seed S`.

Residents storm one page; what happens is delivered twice, late, forged and played back, while
the web server that receives and the worker that takes in are killed again and again. Then the
desk's set is compared with the network's own truth log. One JSON line; exit 1 when they differ.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.built import put_into
from tests.postgres import NoPostgres, throw_away

CELL = "tests.drills.storm_cell"
MISSING = 77


def main() -> int:
    """Run the drill in a desk of its own, which goes away afterwards."""
    ask = argparse.ArgumentParser(prog="python -m tests.drills.storm")
    ask.add_argument("--events", type=int, default=2_000)
    ask.add_argument("--kills", type=int, default=0, help="(one in two hundred events)")
    ask.add_argument("--db", choices=["sqlite", "postgres"], default="sqlite")
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args()
    try:
        kills = given.kills or max(10, given.events // 200)
        told = run(given.events, kills, given.db, given.seed)
    except NoPostgres as missing:
        print(missing, file=sys.stderr)
        return MISSING
    print(json.dumps(told), flush=True)
    return int(not told["equal"])


def run(events: int, kills: int, db: str, seed: int) -> dict[str, object]:
    """One storm; what the judge found. Raises NoPostgres and CalledProcessError."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="torg-storm-"))
        env = {**os.environ, "DATA_DIR": folder, "TORG_DEMO": "0", "TORG_PRACTICE": "0"}
        env.pop("TORG_DATABASE_URL", None)
        if db == "postgres":
            env["TORG_DATABASE_URL"] = stack.enter_context(throw_away())
        else:
            put_into(Path(folder))
        told = subprocess.run(
            [sys.executable, "-m", CELL, str(events), str(kills), str(seed)],
            env=env,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    found: dict[str, object] = json.loads(told.stdout.strip().splitlines()[-1])
    return found


if __name__ == "__main__":
    sys.exit(main())

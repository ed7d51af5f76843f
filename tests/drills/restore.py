"""F12: `python -m tests.drills.restore --cycles 50 --db sqlite|postgres --seed S`.

A desk works; it is backed up in the middle of that, works on and is lost with its disk and
its database. It is restored onto an empty place by the commands that the instruction names,
settles what it believes, and works again. TWICE is read from the network's own log. LOST: what
was answered before a backup and is not in the desk that came back of it.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from tests.drills.network import Outside, practice_network
from tests.drills.report import Ground, ground

from torg.site.backup.archive import opened

TORG = [sys.executable, "-m", "torg"]
LIFE = [sys.executable, "-m", "tests.drills.restore_life"]
UNHURRIED = [
    {"fault": "delay_before_accept", "seconds": 0.15, "match": {"share": 0.4}},
    {"fault": "delay_after_accept", "seconds": 0.03},
]


@dataclass
class Drill:
    """Where everything is. place: the environment of the desk that lives now."""

    outside: Outside
    made: Ground
    db: str
    folder: Path
    chance: random.Random
    place: dict[str, str] = field(default_factory=dict)
    lives: int = 0
    life: "subprocess.Popen[bytes] | None" = None
    sums: dict[str, float] = field(default_factory=dict)

    @property
    def notes(self) -> Path:
        """Outside the house."""
        return self.folder / "notes"

    @property
    def data(self) -> Path:
        """The data folder of the desk that lives now."""
        return Path(self.place["DATA_DIR"])

    def add(self, name: str, value: float) -> None:
        """Sum up."""
        self.sums[name] = self.sums.get(name, 0) + value

    def most(self, name: str, value: float) -> None:
        """Keep the largest."""
        self.sums[name] = max(self.sums.get(name, 0), round(value, 1))


def main() -> int:
    """One JSON line; 1 when something stands twice or is lost."""
    ask = argparse.ArgumentParser(prog="python -m tests.drills.restore")
    ask.add_argument("--cycles", type=int, default=2)
    ask.add_argument("--db", choices=["sqlite", "postgres"], default="")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--seconds", type=float, default=0, help="no new cycle after that")
    given = ask.parse_args()
    db = given.db or ("postgres" if os.environ.get("TORG_DATABASE_URL") else "sqlite")
    began = time.monotonic()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="torg-restore-")))
        made = stack.enter_context(ground((db,)))
        if made.missing:
            print(f"SKIPPED: {made.missing}", file=sys.stderr)
            return 77
        network = practice_network(folder / "outside", profile="read_back", lag=0.2)
        (folder / "outside").mkdir()
        outside = stack.enter_context(network)
        outside.plant(UNHURRIED, given.seed)
        drill = Drill(outside, made, db, folder, random.Random(given.seed))
        drill.notes.mkdir()
        while drill.lives < given.cycles and not late(began, given.seconds):
            one_cycle(drill, last=drill.lives == given.cycles - 1)
        if drill.life:
            drill.life.kill()
            drill.life.wait()
    told = verdict(drill, drill.lives, given.seed, time.monotonic() - began)
    print(json.dumps(told))
    return int(bool(told["twice"] or told["lost"]))


def late(began: float, seconds: float) -> bool:
    """Whether the time given is over."""
    return bool(seconds) and time.monotonic() - began > seconds


def one_cycle(drill: Drill, *, last: bool) -> None:
    """Live, back up under way, live on, die; come back onto an empty place and be judged."""
    life = drill.life or born(drill)
    time.sleep(drill.chance.uniform(1.0, 2.5))
    copy = drill.folder / "copies" / f"{drill.lives}.zip"
    began = time.monotonic()
    run(drill, "backup", str(copy))
    drill.most("backup_s", time.monotonic() - began)
    time.sleep(drill.chance.uniform(0.5, 2.0))
    assert life.poll() is None, "the desk ended by itself"
    life.kill()
    life.wait()
    died, moment = time.time(), moment_of(copy)
    drill.most("rpo_s", died - moment)
    drill.life = came_back(drill, copy, moment, last=last)
    told = json.loads((drill.notes / "verdict.json").read_text())
    for name in ("lost", "quarantined", "forgotten", "rollback_seen"):
        drill.add(name, told[name])
    drill.add("ledger_whole", told["ledger"])
    drill.sums["twice"], drill.sums["n"] = told["twice"], told["n"]


def born(drill: Drill) -> "subprocess.Popen[bytes]":
    """The first life, in a house that is built but empty."""
    drill.place = fresh(drill, built=True)
    life = start(drill)
    wait_for(drill.notes / "ready.json", life)
    return life


def came_back(
    drill: Drill, copy: Path, moment: float, *, last: bool
) -> "subprocess.Popen[bytes] | None":
    """With the keys that were kept apart; the new life is judged first and then works."""
    old = drill.data
    place = fresh(drill, built=False)
    new = Path(place["DATA_DIR"])
    shutil.copytree(old / "keys", new / "keys")
    shutil.rmtree(old)
    began = time.monotonic()
    drill.place = place
    run(drill, "restore", str(copy), "--into", str(new))
    drill.most("rto_s", time.monotonic() - began)
    drill.add("rto_all_s", time.monotonic() - began)
    drop_lost(drill.notes, moment)
    drill.lives += 1
    (drill.notes / "verdict.json").unlink(missing_ok=True)
    life = start(drill, "--moment", str(moment), *(["--last"] if last else []))
    if not last:
        wait_for(drill.notes / "ready.json", life)
        return life
    assert life.wait(240) == 0, "the restored desk could not be judged"
    return None


def drop_lost(notes: Path, moment: float) -> None:
    """What an earlier disaster took is not asked for again in later lives."""
    file = notes / "answered.jsonl"
    kept = []
    for line in file.read_text().splitlines():
        row = json.loads(line)
        row["gone"] = row.get("gone", False) or row["at"] >= moment
        kept.append(json.dumps(row) + "\n")
    file.write_text("".join(kept))


def fresh(drill: Drill, *, built: bool) -> dict[str, str]:
    """A new data folder, and on PostgreSQL a new database: built for the first life, else empty."""
    folder = drill.folder / f"house-{time.monotonic_ns()}"
    folder.mkdir()
    told = drill.made.environment(drill.db, folder)
    if not built and drill.db == "sqlite":
        (folder / "torg.sqlite3").unlink()
    if not built and drill.db == "postgres":
        told["TORG_DATABASE_URL"] = empty(drill.made.postgres)
    return told


def empty(server: str) -> str:
    """The address of a database without a table."""
    base, name = server.rpartition("/")[0], f"empty_{time.monotonic_ns()}"
    with psycopg.connect(f"{base}/template1", autocommit=True) as door:
        door.execute(f'CREATE DATABASE "{name}" TEMPLATE template0'.encode())
    return f"{base}/{name}"


def start(drill: Drill, *more: str) -> "subprocess.Popen[bytes]":
    """A life of the desk; whoever holds it kills it."""
    (drill.notes / "ready.json").unlink(missing_ok=True)
    given = ["--url", drill.outside.url, "--outside", str(drill.outside.folder),
             "--notes", str(drill.notes)]  # fmt: skip
    return subprocess.Popen([*LIFE, *given, *more], env=drill.place)


def run(drill: Drill, *command: str) -> None:
    """One of the desk's own commands, as the instruction names it."""
    told = subprocess.run(
        [*TORG, *command], env=drill.place, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr[-2000:]


def wait_for(file: Path, life: "subprocess.Popen[bytes]") -> None:
    """Until the file is there."""
    end = time.monotonic() + 240
    while not file.exists():
        assert life.poll() is None, "the desk ended before it was ready"
        assert time.monotonic() < end, f"{file.name} did not come"
        time.sleep(0.02)


def moment_of(copy: Path) -> float:
    """The backup's own moment, seconds."""
    with opened(copy) as (_packed, told):
        return datetime.fromisoformat(told.moment).timestamp()


def verdict(drill: Drill, cycles: int, seed: int, seconds: float) -> dict[str, Any]:
    """The row. rpo_s: the longest time from a backup's moment to the disaster in this drill."""
    sums = drill.sums
    return {
        "drill": "F12", "cell": "restore", "db": drill.db, "workers": 1,
        "n": int(sums["n"]), "faults": cycles, "twice": int(sums["twice"]),
        "lost": int(sums["lost"]), "unknown": 0, "seed": seed, "seconds": round(seconds, 1),
        "notes": {
            "cycles": cycles, "quarantined": int(sums["quarantined"]),
            "after_backup": int(sums["forgotten"]), "ledger_whole": int(sums["ledger_whole"]),
            "rollback_seen": int(sums["rollback_seen"]), "backup_max_s": sums["backup_s"],
            "rpo_max_s": sums["rpo_s"], "rto_max_s": sums["rto_s"],
            "rto_mean_s": round(sums["rto_all_s"] / cycles, 1),
        },
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())

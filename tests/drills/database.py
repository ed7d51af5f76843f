"""F8: `python -m tests.drills.database --db sqlite|postgres --faults N --seed S`.

PostgreSQL: two people save while the server is restarted and, every fifth time, its postmaster
is killed; then twenty others hold every connection of the pool. SQLite: somebody else holds
the database for five seconds; then the disk is read-only. LOST: acknowledged and not there,
or rows that do not agree. A fault that the desk has no sentence for ends the drill.
"""

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests import postgres

SAVER = [sys.executable, "-m", "tests.drills.saver"]
MIGRATE = [sys.executable, "-m", "torg", "migrate", "--verbosity", "0"]
# A commit that was answered must outlive the server's process, as in a real one.
HONEST = "-c fsync=off -c synchronous_commit=on -c full_page_writes=on -c max_connections=100"
BUSY = 5.0
NOTES = ("half", "told", "postmaster_kills")
POOL = 20  # as in the settings
LINE = 3  # the shortest line of the notes


def main() -> int:
    """One JSON line; 1 when something acknowledged is lost; 77 without PostgreSQL."""
    ask = argparse.ArgumentParser(prog="python -m tests.drills.database")
    ask.add_argument("--db", choices=["sqlite", "postgres"], default="")
    ask.add_argument("--faults", type=int, default=6)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--seconds", type=float, default=3600, help="no new fault after that")
    given = ask.parse_args()
    db = given.db or ("postgres" if os.environ.get("TORG_DATABASE_URL") else "sqlite")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="torg-database-") as name:
        try:
            run = harm_postgres if db == "postgres" else harm_sqlite
            told = run(Path(name), given.faults, random.Random(given.seed), began + given.seconds)
        except postgres.NoPostgres as missing:
            print(f"SKIPPED: {missing}", file=sys.stderr)
            return postgres.MISSING
    row = {
        "drill": "F8", "cell": "database", "db": db, "workers": 1, "n": told["n"],
        "faults": told["faults"], "twice": 0, "lost": told["lost"] + told["half"], "unknown": 0,
        "seed": given.seed, "seconds": round(time.monotonic() - began, 1),
        "notes": {name: told[name] for name in NOTES if name in told},
    }  # fmt: skip
    print(json.dumps(row, ensure_ascii=False))
    return int(bool(row["lost"]))


def harm_postgres(
    folder: Path, faults: int, chance: random.Random, latest: float
) -> dict[str, Any]:
    """Restart and kill in turn while two save; each fault only when saving goes on again."""
    done = kills = 0
    with server(folder) as (url, restart, kill):
        place = laid(folder, url)
        end = folder / "end"
        savers = [start(place, folder, "--until", str(end)) for _ in range(2)]
        while done < faults and time.monotonic() < latest:
            goes_on(folder, savers)
            time.sleep(chance.uniform(0, 0.3))
            done += 1
            if done % 5 == 0:
                kill()
                kills += 1
            else:
                restart()
        goes_on(folder, savers)
        end.touch()
        told = sum((Counter(told_by(each)["told"]) for each in savers), Counter[str]())
        crowded = told_by(start(place, folder, "--crowd", str(POOL), "--faults", "1"))
        assert crowded["saved"] == 0, "the pool was not exhausted"
        again = told_by(start(place, folder, "--most", "2"))
        assert again["saved"] == 2, "the desk did not go on when connections were free"
        told += Counter(crowded["told"])
        found = judged(place, folder)
    return {**found, "faults": done + 1, "told": dict(told), "postmaster_kills": kills}


def goes_on(folder: Path, savers: "list[subprocess.Popen[str]]") -> None:
    """Until five more saves have been acknowledged."""
    file, end = folder / "notes", time.monotonic() + 240
    before = file.stat().st_size if file.exists() else 0
    while not file.exists() or file.stat().st_size < before + 5 * LINE:
        assert all(each.poll() is None for each in savers), "a fault had no sentence"
        assert time.monotonic() < end, "saving did not go on"
        time.sleep(0.02)


def harm_sqlite(folder: Path, faults: int, *_more: object) -> dict[str, Any]:
    """Held for five seconds, then read-only: the first waits, the second is told."""
    place = built(folder, "")
    file = folder / "data" / "torg.sqlite3"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        for turn in range(max(1, faults // 6)):
            other.execute("BEGIN IMMEDIATE")
            saver = start(place, folder, "--most", "3", *([] if turn else ["--lay"]))
            time.sleep(BUSY)
            other.execute("ROLLBACK")
            assert told_by(saver)["saved"] == 3, "a save did not wait for its turn"
    if os.geteuid():
        print("SKIPPED: read-only disk needs the right to mount", file=sys.stderr)
        return {**judged(place, folder), "faults": max(1, faults // 6), "told": {}}
    data = folder / "data"
    mount("--bind", data, data)
    try:
        mount("-o", "remount,bind,ro", data)
        told = told_by(start(place, folder, "--faults", "2"))
        mount("-o", "remount,bind,rw", data)
        again = told_by(start(place, folder, "--most", "2", "--judge"))
    finally:
        subprocess.run(["umount", str(data)], check=True)
    assert again["saved"] == 2, "the desk did not go on when the disk could be written again"
    return {**again, "faults": max(1, faults // 6) + 1, "told": told["told"]}


def laid(folder: Path, url: str) -> dict[str, str]:
    """A built house with somebody in it; the environment of whoever lives there."""
    place = built(folder, url)
    subprocess.run([*SAVER, "lay", "--notes", str(folder / "notes")], env=place, check=True)
    return place


def built(folder: Path, url: str) -> dict[str, str]:
    """A built house; the file that was built for this cell is copied."""
    data, file = folder / "data", Path(os.environ.get("DATA_DIR", "")) / "torg.sqlite3"
    data.mkdir(exist_ok=True)
    place = {**os.environ, "DATA_DIR": str(data), "TORG_DATABASE_URL": url}
    if not url and file.is_file():
        shutil.copy(file, data)
    else:
        subprocess.run(MIGRATE, env=place, check=True)
    return place


def start(place: dict[str, str], folder: Path, *more: str) -> "subprocess.Popen[str]":
    """Somebody begins to save."""
    command = [*SAVER, "save", "--notes", str(folder / "notes"), *more]
    return subprocess.Popen(command, env=place, stdout=subprocess.PIPE, text=True)


def told_by(saver: "subprocess.Popen[str]") -> dict[str, Any]:
    """What it says at its end."""
    out, _ = saver.communicate(timeout=900)
    assert saver.returncode == 0, "a fault had no sentence for a person"
    found: dict[str, Any] = json.loads(out.splitlines()[-1])
    return found


def judged(place: dict[str, str], folder: Path) -> dict[str, Any]:
    """Against what was acknowledged."""
    told = subprocess.run(
        [*SAVER, "judge", "--notes", str(folder / "notes")],
        env=place, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return found


def mount(*arguments: str | Path) -> None:
    """The system's own command."""
    subprocess.run(["mount", *map(str, arguments)], check=True)


@contextmanager
def server(folder: Path) -> Iterator[tuple[str, Any, Any]]:
    """A PostgreSQL of the drill's own; its address, how to restart it and how to kill it."""
    postgres.OPTIONS = HONEST
    with postgres.throw_away() as url:
        bin_folder, user = postgres.programs(), postgres.unprivileged()
        data = data_of(url)

        def restart() -> None:
            postgres.ask(user, bin_folder / "pg_ctl", "-D", data, "-w", "-m", "fast", "restart")

        def kill() -> None:
            pid = int((data / "postmaster.pid").read_text().splitlines()[0])
            os.kill(pid, signal.SIGKILL)
            time.sleep(0.3)
            end = time.monotonic() + 60
            while True:  # its children leave the shared memory when they notice
                try:
                    postgres.ask(
                        user, bin_folder / "pg_ctl", "-D", data, "-w", "-s", "-l",
                        data.parent / "log", "-o", started_with(data), "start",
                    )  # fmt: skip
                except subprocess.CalledProcessError:
                    assert time.monotonic() < end, "PostgreSQL did not start again"
                    time.sleep(0.3)
                else:
                    return

        yield url, restart, kill


def data_of(url: str) -> Path:
    """The data folder of the server at the address, by its own word."""
    told = subprocess.run(
        ["psql", url, "-At", "-c", "SHOW data_directory"],
        capture_output=True,
        text=True,
        check=True,
    )
    return Path(told.stdout.strip())


def started_with(data: Path) -> str:
    """The options that the server was started with the last time."""
    words = (data / "postmaster.opts").read_text().strip().split('" "')
    return " ".join(word.strip('"') for word in words[2:])


if __name__ == "__main__":
    sys.exit(main())

"""F9: `python -m tests.drills.disk --size 8 --seed S`: a disk of so many MiB that fills.

The data folder, the files, the backup's folder and the temporary folder stand on it in turn.
Somebody saves until it is full, is told, and goes on when there is room again; a worker sends
and a moderator removes meanwhile. LOST: acknowledged and not there, rows that do not agree,
half a file left behind, a removal without its evidence.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.drills.database import built, judged, mount, start, told_by

TORG = [sys.executable, "-m", "torg"]
ROOM = 256
MISSING = 77


def main() -> int:
    """One JSON line a place; 1 when something acknowledged is lost; 77 without the right."""
    ask = argparse.ArgumentParser(prog="python -m tests.drills.disk")
    ask.add_argument("--size", type=int, default=8, help="MiB")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--where", choices=list(PLACES), action="append", help="default: all")
    given = ask.parse_args()
    if os.geteuid():
        print("SKIPPED: a small disk needs the right to mount", file=sys.stderr)
        return MISSING
    bad = 0
    for where in given.where or PLACES:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="torg-disk-") as name:
            found = PLACES[where](Path(name), given.size)
        lost = found["lost"] + found["half"]
        row = {
            "drill": "F9", "cell": where, "db": "sqlite", "workers": 1, "n": found["n"],
            "faults": found["faults"], "twice": found.get("twice", 0), "lost": lost, "unknown": 0,
            "seed": given.seed, "seconds": round(time.monotonic() - began, 1),
            "notes": {"told": found["told"], "mib": given.size},
        }  # fmt: skip
        print(json.dumps(row, ensure_ascii=False), flush=True)
        bad += bool(lost or row["twice"])
    return int(bad > 0)


def on_data(folder: Path, size: int) -> dict[str, Any]:
    """Database and all else on the small disk; nothing but rows are saved."""
    with small(folder / "data", size) as disk:
        return filled(folder, disk, "--text", "20000")


def on_blobs(folder: Path, size: int) -> dict[str, Any]:
    """Only the pictures' folder is small; each save brings a picture."""
    with small(folder / "data" / "blobs", size) as disk:
        found = filled(folder, disk, "--picture", "200000")
        half = list(disk.rglob(".new-*"))
        return {**found, "half": found["half"] + len(half)}


def on_inodes(folder: Path, size: int) -> dict[str, Any]:
    """Room enough, and no name left for another file: each picture needs folders and a file."""
    with small(folder / "data" / "blobs", size, "nr_inodes=60") as disk:
        found = filled(folder, disk, "--picture", "1000", more_room="nr_inodes=100000")
        half = list(disk.rglob(".new-*"))
        return {**found, "half": found["half"] + len(half)}


def on_evidence(folder: Path, size: int) -> dict[str, Any]:
    """The files' disk is full: nothing is removed, and what needs no new file is sent."""
    with small(folder / "data" / "blobs", size) as disk:
        return at_work(folder, disk, "evidence")


def on_worker(folder: Path, size: int) -> dict[str, Any]:
    """The database's disk is full while the worker has things to send."""
    with small(folder / "data", size) as disk:
        return at_work(folder, disk, "database")


def at_work(folder: Path, disk: Path, full: str) -> dict[str, Any]:
    """A desk at work there."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.drills.disk_desk", "--full", full, "--disk", str(disk)],
        env=built(folder, ""), stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return found


def on_backup(folder: Path, size: int) -> dict[str, Any]:
    """The backup does not fit: refused in a sentence, nothing left, the desk untouched."""
    place = built(folder, "")
    told_by(start(place, folder, "--lay", "--most", "20", "--picture", "900000"))
    with small(folder / "copies", size) as disk:
        told = subprocess.run(
            [*TORG, "backup", str(disk / "copy.zip")],
            env=place, capture_output=True, text=True, check=False,
        )  # fmt: skip
        left = list(disk.iterdir())
        assert told.returncode == 2, told
        assert told.stderr.count("\n") == 1, told.stderr
        assert "disken är full" in told.stderr or "disk is full" in told.stderr, told.stderr
    found = judged(place, folder)
    return {
        **found,
        "half": found["half"] + len(left),
        "faults": 1,
        "told": told.stderr.splitlines()[0],
    }


def on_tmp(folder: Path, size: int) -> dict[str, Any]:
    """The system's temporary folder is full: saving goes on."""
    place = built(folder, "")
    with small(folder / "tmp", size) as disk:
        place["TMPDIR"] = str(disk)
        fill = ["dd", "if=/dev/zero", f"of={disk / 'ballast'}"]
        subprocess.run(fill, check=False, stderr=subprocess.DEVNULL)
        wanted = ("--lay", "--judge", "--most", "20", "--picture", "1000")
        told = told_by(start(place, folder, *wanted))
    assert told["saved"] == 20, told
    return {**told, "faults": 1}


def filled(
    folder: Path, disk: Path, *more: str, more_room: str = f"size={ROOM}m"
) -> dict[str, Any]:
    """Save until the disk is full; then with room again."""
    place = built(folder, "")
    told = told_by(start(place, folder, "--lay", "--judge", "--faults", "3", *more))
    assert told["saved"], "nothing was saved before the disk was full"
    assert list(told["told"]) == ["Disken är full, så det gick inte att spara."], told
    mount("-o", f"remount,{more_room}", disk)
    again = told_by(start(place, folder, "--judge", "--most", "5", *more))
    assert again["saved"] == 5, "the desk did not go on when there was room"
    lost, half = told["lost"] + again["lost"], told["half"] + again["half"]
    faults = sum(told["told"].values())
    return {**again, "lost": lost, "half": half, "faults": faults, "told": told["told"]}


@contextmanager
def small(folder: Path, size: int, *limits: str) -> Iterator[Path]:
    """A disk of its own in memory, gone with the block."""
    folder.mkdir(parents=True)
    mount("-t", "tmpfs", "-o", ",".join((f"size={size}m", *limits)), "tmpfs", folder)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


PLACES: dict[str, Callable[[Path, int], dict[str, Any]]] = {
    "database": on_data,
    "worker": on_worker,
    "media": on_blobs,
    "inodes": on_inodes,
    "evidence": on_evidence,
    "backup": on_backup,
    "tmp": on_tmp,
}


if __name__ == "__main__":
    sys.exit(main())

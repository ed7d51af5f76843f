"""An empty SQLite database with all tables: `python -m tests.built` builds it, once.

Each edition of the migrations has its own; migrating takes far longer than copying its file.
`torg prepare` from nothing is tried in tests/unit/site/test_serve.py and by drills of upgrades.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "database"
NAME = "torg.sqlite3"  # as in a desk's folder


def built() -> Path:
    """The file, to copy; whoever comes first builds it, and the others wait."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{edition()}.sqlite3"
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            for old in FOLDER.glob("*.sqlite3"):
                old.unlink()
            build(file)
    return file


def put_into(folder: Path) -> None:
    """The database of a desk that nobody lives in yet."""
    shutil.copy(built(), folder / NAME)


def edition() -> str:
    """Another one when any migration or library is another."""
    known = sha256((ROOT / "requirements" / "test.txt").read_bytes())
    for migration in sorted((ROOT / "src" / "torg").glob("*/migrations/*.py")):
        known.update(f"{migration.relative_to(ROOT)}\n".encode() + migration.read_bytes())
    return known.hexdigest()[:16]


def build(file: Path) -> None:
    """Migrate from nothing, in a process and a folder of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TORG_")}
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        subprocess.run(
            [sys.executable, "-m", "torg", "migrate", "--verbosity", "0"],
            cwd=ROOT,
            env={**kept, "DATA_DIR": folder, "PYTHONPATH": str(ROOT / "src")},
            check=True,
        )
        (Path(folder) / NAME).rename(file)


if __name__ == "__main__":
    print(built())

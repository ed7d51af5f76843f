"""A desk as an older version left it, with its example's rows: what an upgrade meets."""

import os
import shutil
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]


class NoHistory(Exception):
    """The version is not in this copy of the repository."""


def build(commit: str, data: Path, url: str) -> None:
    """Let that commit's own code build its database and lay its example there.

    data: an empty folder. url: a PostgreSQL database, "" for SQLite. The packages are today's.
    Raises NoHistory.
    """
    told = subprocess.run(
        ["git", "archive", commit], cwd=HERE, capture_output=True, check=False
    )  # fmt: skip
    if told.returncode:
        raise NoHistory(told.stderr.decode().strip())
    source = data.parent / f"{data.name}-source"
    with tarfile.open(fileobj=BytesIO(told.stdout)) as files:
        files.extractall(source, filter="data")
    subprocess.run(
        [sys.executable, "-m", "torg", "prepare"],
        cwd=source,
        env=environment(data, url) | {"PYTHONPATH": "src", "TORG_DEMO": "1"},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    shutil.rmtree(source)


def whole_log(data: Path, url: str) -> bool:
    """Whether every municipality's log is what it was, by this version's own verifier."""
    told = subprocess.run(
        [sys.executable, "-m", "torg", "ledger", "verify"],
        env=environment(data, url), capture_output=True, text=True, check=False,
    )  # fmt: skip
    return told.returncode == 0 and "ORÖRD" in told.stdout


def environment(data: Path, url: str) -> dict[str, str]:
    """What a process at that desk is started with."""
    return {**os.environ, "DATA_DIR": str(data), "TORG_DATABASE_URL": url}

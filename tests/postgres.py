"""A throw-away PostgreSQL: `python -m tests.postgres COMMAND …` runs the command against it.

Runs as an unprivileged user on a free loopback port, with nothing synced to disk, and is
gone afterwards. Exit code 77 when no PostgreSQL is installed.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MISSING = 77
OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


class NoPostgres(RuntimeError):
    """No PostgreSQL server programs on this machine."""


def programs() -> Path:
    """The folder with initdb and pg_ctl, newest version first."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if beside := shutil.which("initdb"):
        found.append(Path(beside).resolve().parent)
    for folder in found:
        if (folder / "pg_ctl").exists() and (folder / "initdb").exists():
            return folder
    raise NoPostgres("PostgreSQL saknas: apt-get install postgresql-15")


def unprivileged() -> str | None:
    """PostgreSQL refuses to run as root; who runs it instead."""
    if os.getuid():
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def throw_away() -> Iterator[str]:
    """The address of an empty database; the server ends with the block."""
    bin_folder, user = programs(), unprivileged()
    with tempfile.TemporaryDirectory(prefix="torg-pg-") as name:
        folder = Path(name)
        if user:
            shutil.chown(folder, user)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        data = str(folder / "data")
        ask(user, bin_folder / "initdb", "-D", data, "-U", "torg", "-A", "trust", "-E", "UTF8",
            "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        where = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} {OPTIONS}"
        log = str(folder / "log")
        ask(user, bin_folder / "pg_ctl", "-D", data, "-w", "-l", log, "-o", where, "start")
        try:
            yield f"postgres://torg@127.0.0.1:{port}/postgres"
        finally:
            ask(user, bin_folder / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def ask(user: str | None, *command: str | Path) -> None:
    """Run one of PostgreSQL's programs, quietly."""
    subprocess.run(
        [str(part) for part in command],
        user=user,
        cwd="/",
        check=True,
        stdout=subprocess.DEVNULL,
    )


def main(command: list[str]) -> int:
    """The command's own exit code."""
    try:
        with throw_away() as url:
            told = subprocess.run(
                command, env={**os.environ, "TORG_DATABASE_URL": url}, check=False
            )
            return told.returncode
    except NoPostgres as missing:
        print(missing, file=sys.stderr)
        return MISSING


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

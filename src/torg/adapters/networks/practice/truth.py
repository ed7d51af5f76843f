"""The append-only log of everything that was accepted: one JSON line each, never rewritten.

The line is born in the act's own database transaction and copied to the file straight
after the commit, in commit order and synced, before anybody gets an answer. A crash between
the two is mended by the next copy. Fault drills judge the desk by this file.
"""

import fcntl
import json
import os
import sqlite3
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from torg.adapters.networks.practice.stamps import Stamp

TAIL = 64 * 1024


@dataclass(frozen=True, slots=True)
class Fact:
    """One accepted act by anyone. thing: the object made or touched; person: who it hit."""

    act: str
    account: str
    kind: str
    at: Stamp
    key: str = ""
    thing: str = ""
    target: str = ""
    person: str = ""
    version: int = 1
    text: str = ""


def note(db: sqlite3.Connection, fact: Fact) -> None:
    """Put the line into the open transaction. The text itself never enters, only its hash."""
    line = {
        "act": fact.act,
        "account": fact.account,
        "kind": fact.kind,
        "at": fact.at,
        "key": fact.key,
        "object": fact.thing,
        "target": fact.target,
        "person": fact.person,
        "version": fact.version,
        "text_sha256": sha256(fact.text.encode()).hexdigest() if fact.text else "",
    }
    db.execute("INSERT INTO truth (line) VALUES (?)", (json.dumps(line),))


def copy_out(db: sqlite3.Connection, path: Path) -> None:
    """Append every committed line that the file lacks. Safe from many threads and processes."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        last, torn = _end_of(handle)
        rows = db.execute("SELECT seq, line FROM truth WHERE seq > ? ORDER BY seq", (last,))
        lines = "".join(f'{{"seq": {seq}, {line[1:]}\n' for seq, line in rows)
        if lines:
            os.write(handle, ("\n" + lines if torn else lines).encode())
            os.fsync(handle)
    finally:
        os.close(handle)


def _end_of(handle: int) -> tuple[int, bool]:
    """The last whole line's number, and whether a torn line follows it."""
    size = os.fstat(handle).st_size
    tail = os.pread(handle, TAIL, max(0, size - TAIL))
    whole, newline, rest = tail.rpartition(b"\n")
    for line in reversed(whole.split(b"\n") if newline else []):
        try:
            return int(json.loads(line)["seq"]), bool(rest)
        except (ValueError, KeyError):
            continue  # a torn line of an earlier crash
    return 0, bool(rest)


def read(path: Path) -> list[dict[str, object]]:
    """Every whole line of the file, oldest first; torn ones are left out."""
    found: list[dict[str, object]] = []
    if not path.exists():
        return found
    for line in path.read_bytes().split(b"\n"):
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found

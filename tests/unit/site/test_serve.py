"""The supervised tree as a person meets it: started, fetched, killed at, stopped, nothing left."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from torg.site.serve import PATIENCE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


class Desk:
    """`torg serve` on a free port, with what it prints."""

    def __init__(self, folder: Path, database: str = "", *, demo: bool = False) -> None:
        self.database = database
        self.demo = demo
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder = folder
        self.lines: list[str] = []
        self.process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        place = {"DATA_DIR": str(self.folder), "PORT": str(self.port)}
        place["TORG_DEMO"] = "1" if self.demo else "0"
        process = subprocess.Popen(
            [sys.executable, "-m", "torg", "serve"],
            env={**os.environ, **place, "TORG_DATABASE_URL": self.database},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read, args=(process,), daemon=True).start()
        return process

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        self.lines.extend(iter(process.stdout.readline, ""))

    def start_again(self) -> None:
        """Once more on the same folder."""
        self.lines.clear()
        self.process = self._start()

    def wait_until_ready(self, seconds: float) -> float:
        """Until the desk says that it runs; how long that took."""
        began = time.monotonic()
        until(lambda: any("igång" in line for line in self.lines), seconds, self.lines)
        return time.monotonic() - began

    def get(self, path: str) -> str:
        """The page as anyone sees it."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as page:
            text: str = page.read().decode()
        return text

    def family(self) -> set[int]:
        """All processes that this desk started: they carry its folder in their environment."""
        mark = f"DATA_DIR={self.folder}\0".encode()
        found = set()
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and mark in read_or_nothing(entry / "environ"):
                found.add(int(entry.name))
        return found

    def restarts(self) -> int:
        """How often it has said that it starts a child again."""
        return sum("startas om" in line for line in self.lines)

    def child(self, word: str) -> int:
        """The first process of the family with the word in its command."""
        for pid in sorted(self.family()):
            if word.encode() in read_or_nothing(Path(f"/proc/{pid}/cmdline")).split(b"\0"):
                return pid
        return 0


def read_or_nothing(path: Path) -> bytes:
    """A process may end while it is looked at."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def until(holds: Callable[[], bool], seconds: float, told: object = "") -> None:
    """Wait for it, at most so long."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, told
        time.sleep(0.05)


@pytest.fixture
def empty_postgres() -> Iterator[str]:
    """The address of a database of this test's own, where the suite runs on PostgreSQL."""
    suite = os.environ.get("TORG_DATABASE_URL")
    if not suite:
        pytest.skip("the suite runs on SQLite")
    with psycopg.connect(suite, autocommit=True) as server:
        server.execute("CREATE DATABASE torg_serve")
        yield f"{suite.rsplit('/', 1)[0]}/torg_serve"
        server.execute("DROP DATABASE torg_serve WITH (FORCE)")


@contextmanager
def started(folder: Path) -> Iterator[Desk]:
    """A desk on a folder of its own, whose database is built; what a failed test leaves is ended.

    On SQLite only: which database it is changes nothing of the processes.
    """
    if "TORG_DATABASE_URL" in os.environ:
        pytest.skip("once is enough")
    folder.mkdir()
    with closing(sqlite3.connect(folder / "torg.sqlite3")) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    made = Desk(folder)
    yield made
    for pid in made.family():
        os.kill(pid, signal.SIGKILL)
    made.process.wait()


@pytest.fixture
def desk(transactional_db: None, tmp_path: Path) -> Iterator[Desk]:
    """One for the test alone."""
    with started(tmp_path / "data") as made:
        yield made


def test_it_starts_answers_and_stops_without_a_trace(desk: Desk) -> None:
    desk.wait_until_ready(90)
    assert "<form" in desk.get("/logga-in/")
    assert desk.child("worker")
    assert desk.child("granian")
    began = time.monotonic()
    desk.process.send_signal(signal.SIGTERM)
    assert desk.process.wait(10) == 0
    assert time.monotonic() - began < PATIENCE + 4
    until(lambda: not desk.family(), 1, desk.family)

    desk.start_again()
    desk.wait_until_ready(60)
    desk.process.send_signal(signal.SIGINT)
    assert desk.process.wait(10) == 0
    until(lambda: not desk.family(), 1)


@pytest.mark.skipif("TORG_DATABASE_URL" in os.environ, reason="once is enough")
def test_the_first_start_brings_the_demo(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "data", demo=True)
    try:
        desk.wait_until_ready(90 * slowness())
        told = "".join(desk.lines)
        assert "Databasen byggs." in told
        assert "Exemplet läggs in." in told
        assert "warning" not in told.lower()
        page = desk.get("/logga-in/")
        assert all(name in page for name in ("Malmö", "Göteborg", "Stockholm", "Vallentuna"))
        assert "Övningsnätet" in desk.get("/ovning/")
        desk.process.terminate()
        assert desk.process.wait(10) == 0
    finally:
        for pid in desk.family():
            os.kill(pid, signal.SIGKILL)


def test_it_runs_on_postgres(empty_postgres: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "data", empty_postgres)
    try:
        desk.wait_until_ready(90)
        assert "<form" in desk.get("/logga-in/")
        assert not (tmp_path / "data" / "torg.sqlite3").exists()
        desk.process.terminate()
        assert desk.process.wait(10) == 0
        until(lambda: not desk.family(), 1, desk.family)
    finally:
        for pid in desk.family():
            os.kill(pid, signal.SIGKILL)


def slowness() -> float:
    """Processes waiting per processor: the promise is for a machine without other work."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def test_a_killed_child_comes_back_and_a_second_desk_is_refused(desk: Desk) -> None:
    desk.wait_until_ready(90)
    refused(desk)
    for count, word in enumerate(("worker", "granian"), 1):
        os.kill(desk.child(word), signal.SIGKILL)
        until(lambda count=count: desk.restarts() == count, 10, desk.lines)  # type: ignore[misc]
    until(lambda: bool(desk.child("worker")) and answers(desk), 30, desk.lines)


def answers(desk: Desk) -> bool:
    """Whether the first page comes."""
    try:
        return bool(desk.get("/logga-in/"))
    except (OSError, urllib.error.URLError):
        return False


def test_no_child_outlives_a_killed_supervisor(desk: Desk) -> None:
    desk.wait_until_ready(90)
    assert len(desk.family()) >= 3
    desk.process.kill()
    until(lambda: not desk.family(), 6, desk.family)


@pytest.fixture
def half_way(desk: Desk) -> tuple[Desk, int]:
    """A desk whose database is being prepared, stopped there, while the web waits behind it."""
    until(lambda: bool(desk.child("prepare")), 60, desk.lines)
    prepare = desk.child("prepare")
    os.kill(prepare, signal.SIGSTOP)
    until(lambda: bool(desk.child("granian")), 60, desk.lines)
    return desk, prepare


def test_nobody_is_left_when_the_supervisor_dies_while_the_web_waits(
    half_way: tuple[Desk, int],
) -> None:
    desk, prepare = half_way
    desk.process.kill()
    desk.process.wait()
    os.kill(prepare, signal.SIGCONT)
    until(lambda: not desk.family(), 10, desk.family)


def test_the_web_answers_nobody_when_the_preparing_dies(half_way: tuple[Desk, int]) -> None:
    desk, prepare = half_way
    assert not answers(desk)
    os.kill(prepare, signal.SIGKILL)
    assert desk.process.wait(20) == 2
    until(lambda: not desk.family(), 5, desk.family)


def test_a_web_killed_while_it_waits_comes_back(half_way: tuple[Desk, int]) -> None:
    desk, prepare = half_way
    os.kill(desk.child("granian"), signal.SIGKILL)
    os.kill(prepare, signal.SIGCONT)
    desk.wait_until_ready(90)
    assert desk.restarts() == 1
    assert answers(desk)


def refused(desk: Desk) -> None:
    """A second one on the same folder says why it cannot start."""
    second = subprocess.run(
        [sys.executable, "-m", "torg", "serve"],
        env={
            **os.environ,
            "DATA_DIR": str(desk.folder),
            "PORT": str(desk.port),
            "TORG_DATABASE_URL": "",
        },
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert second.returncode == 2
    assert second.stderr.startswith("Ett annat Torg kör redan")
    assert second.stderr.count("\n") == 1

"""The desk as a user starts it: `python -m torg serve` on a free port, in a folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.built import put_into

ROOT = Path(__file__).resolve().parents[3]
READY = "Torg är igång"
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class RunningDesk:
    """url without a slash at its end; folder: its DATA_DIR; environment: for its commands."""

    url: str
    folder: Path
    environment: Mapping[str, str]

    def torg(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """`python -m torg WORDS` on the desk's folder."""
        return run([sys.executable, "-m", "torg", *words], self.environment)

    @property
    def said(self) -> str:
        """Everything that the desk has written."""
        return (self.folder / "desk.log").read_text(encoding="utf-8", errors="replace")


@contextmanager
def running_desk(folder: Path, *flags: str, private_origins: str = "") -> Iterator[RunningDesk]:
    """A desk with the journey's world in it; stops when the block ends.

    flags: of tests.browser.journey.world. private_origins: what it may call inside the house.
    """
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TORG_")},
        "DATA_DIR": str(folder),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "TORG_DEMO": "1",
        "TORG_PRACTICE_TALK": "0",
        "TORG_PRIVATE_ORIGINS": private_origins,
    }
    folder.mkdir(parents=True, exist_ok=True)
    put_into(folder)
    # Demo mode would fill the empty database with its own story before ours is in.
    made = run(
        [sys.executable, "-m", "tests.browser.journey.world", *flags],
        {**environment, "TORG_DEMO": "0", "TORG_PRACTICE": "1"},
    )
    assert made.returncode == 0, made.stderr
    desk = RunningDesk(f"http://127.0.0.1:{port}", folder, environment)
    with (folder / "desk.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "torg", "serve"],
            cwd=ROOT, env=environment, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            await_ready(desk, process)
            yield desk
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def await_ready(desk: RunningDesk, process: "subprocess.Popen[bytes]") -> None:
    """Until the desk has said that it answers."""
    until = time.monotonic() + PATIENCE
    while READY not in desk.said:
        assert process.poll() is None, desk.said
        assert time.monotonic() < until, desk.said
        time.sleep(0.1)


def run(words: list[str], environment: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    """A command of the project, to its end."""
    return subprocess.run(
        words, cwd=ROOT, env=dict(environment), capture_output=True, text=True, check=False
    )


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

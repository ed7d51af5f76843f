"""F17: fifty readers at the desk while its workers are killed and a storm goes on beside it.

`python -m tests.drills.load --kills 200 --workers 2 --seed 7`: wrk reads Min dag, the inbox and
the plan of the desk whose workers F1 kills, and F7 storms a desk of its own on the same machine.
The p95 of the pages is stated; nothing may be doubled, lost or taken in wrongly, and no page may
answer with an error (bad). A page that takes longer than a minute is late.
"""

import argparse
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from tests.drills.crew import Crew, settle
from tests.drills.kills import fight
from tests.drills.stage import POST, UNHURRIED, Stage, judge, staged, vendor
from tests.drills.verdict import Verdict

from django.test import Client  # isort: skip
from torg.kernel.scope import every_municipality
from torg.ports.network import KeyKind
from torg.site.serve import THREADS

READERS = 50
EVENTS_PER_KILL = 10
MISSING = 77
PAGES = ("/", "/inkorg/", "/planering/")
SCRIPT = """
local pages, turn = {%(pages)s}, 0
request = function()
  turn = turn + 1
  return wrk.format("GET", pages[turn %% #pages + 1], {Cookie = "%(cookie)s"})
end
done = function(summary, latency)
  local e = summary.errors
  local row = '{"requests": %%d, "p50_ms": %%.0f, "p95_ms": %%.0f, "bad": %%d, "late": %%d}'
  io.write(string.format(row .. '\\n',
    summary.requests, latency:percentile(50) / 1000, latency:percentile(95) / 1000,
    e.status + e.connect + e.read + e.write, e.timeout))
end
"""


def main() -> int:
    """Run the cell and print its verdict as JSON."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--kills", type=int, default=200)
    ask.add_argument("--workers", type=int, default=2)
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args()
    if shutil.which("wrk") is None:
        print("wrk is missing: apt-get install wrk", file=sys.stderr)
        return MISSING
    began = time.monotonic()
    crew = Crew(given.workers, random.Random(given.seed))
    with staged(KeyKind.READ_BACK) as stage:
        stage.outside.plant(UNHURRIED, given.seed)
        with storm(given.kills * EVENTS_PER_KILL, given.seed) as told, served(stage) as origin:
            readers = read(stage, origin)
            fight(stage, (POST,), crew, given.kills)
            stormed = told()
            read_by = ended(readers)
        stage.outside.plant([])
        settle()
        found = judge(stage)
    found["lost"] += not stormed["equal"]
    notes = {**read_by, "storm": stormed["events"], "storm_equal": stormed["equal"]}
    verdict = Verdict(
        drill="F17", cell="load", db=vendor(), workers=given.workers, faults=crew.died,
        seed=given.seed, seconds=round(time.monotonic() - began, 1), notes=notes, **found,
    )  # fmt: skip
    print(verdict.told)
    return int(verdict.failed or read_by["bad"] > 0 or not read_by["requests"])


@contextmanager
def storm(events: int, seed: int) -> Iterator[Any]:
    """F7 in a process and a desk of its own; a function that waits for what it came to."""
    command = [
        sys.executable, "-m", "tests.drills.storm", "--events", str(events), "--seed", str(seed),
        "--db", vendor(),
    ]  # fmt: skip
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:

        def told() -> dict[str, Any]:
            out, _ = process.communicate()
            found: dict[str, Any] = json.loads(out.strip().splitlines()[-1])
            return found

        try:
            yield told
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def served(stage: Stage) -> Iterator[str]:
    """The desk's web server, as `torg serve` starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws",
        "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", THREADS,
        "--log-level", "warning", "torg.site.wsgi:application",
    ]  # fmt: skip
    env = {**os.environ, "TORG_PRACTICE": "0", "TORG_REQUIRE_TOTP": "0"}
    process = subprocess.Popen(command, env=env)
    try:
        while process.poll() is None:
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def read(stage: Stage, origin: str) -> subprocess.Popen[str]:
    """Fifty connections that read the pages of a communicator, one after the other."""
    client = Client()
    with every_municipality():
        client.force_login(stage.desk.writer)
    cookie = "; ".join(f"{name}={held.value}" for name, held in client.cookies.items())
    script = stage.outside.folder / "readers.lua"
    pages = ", ".join(f'"{page}"' for page in PAGES)
    script.write_text(SCRIPT % {"pages": pages, "cookie": cookie})
    command = ["wrk", "-t1", f"-c{READERS}", "-d4h", "--timeout", "60s", "-s", str(script), origin]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def ended(readers: subprocess.Popen[str]) -> dict[str, Any]:
    """Stop reading; what wrk counted."""
    readers.send_signal(signal.SIGINT)
    out, _ = readers.communicate(timeout=120)
    counted: dict[str, Any] = json.loads(out.strip().splitlines()[-1])
    return counted


if __name__ == "__main__":
    sys.exit(main())

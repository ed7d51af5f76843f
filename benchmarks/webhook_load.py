"""Servers for `webhook`, and what knocks on them: wrk, and a client that keeps a rate."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path
from threading import Thread

from django.db import connection

from torg.adapters.networks.practice.webhooks import SIGNATURE, signature
from torg.kernel.identifiers import uuid7
from torg.site.serve import THREADS

SECONDS = 3
CONNECTIONS = 16
BODIES = 12_000
FORGED_EVERY = 20
RATE, PACED_SECONDS = 500, 10
# A server warms itself so long after its start (torg.site.wsgi), and is idle below so much.
WARM_AFTER, IDLE = 11.0, 0.02
SCRIPT = """
local lines, at = {}, 0
for line in io.lines(os.getenv("BENCH_BODIES")) do lines[#lines + 1] = line end
request = function()
  at = at % #lines + 1
  local signed, body = lines[at]:match("^(%S+) (.*)$")
  local headers = {["Content-Type"] = "application/json", ["X-Practice-Signature"] = signed}
  return wrk.format("POST", os.getenv("BENCH_PATH"), headers, body)
end
done = function(summary, latency)
  local told = '\\nBENCH {"sent": %d, "refused": %d, "broken": %d, "p99": %f, "us": %d}\\n'
  io.write(string.format(told, summary.requests, summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(99) / 1000, summary.duration))
end
"""
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Server:
    """Its process, whose children work, and its port."""

    pid: int
    port: int


def bodies(secret: str) -> Iterator[tuple[str, bytes]]:
    """Signed deliveries of 0.6 kB, each new; one in twenty is forged."""
    for number in range(BODIES):
        forged = number % FORGED_EVERY == 0
        name = "forged" if forged else "genuine"
        body = json.dumps(
            {
                "account": "x",
                "events": [{"object": f"{name}-{next(_numbers)}-{uuid7()}"}],
                "pad": "å" * 80,
            }
        ).encode()
        signed = signature(secret + "x" if forged else secret, body, datetime.now(UTC))
        yield signed, body


@contextmanager
def served(application: str, secret: str, workers: int) -> Iterator[Server]:
    """A server as `torg serve` starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws",
            "--host", "127.0.0.1", "--port", str(port), "--workers", str(workers),
            "--blocking-threads", THREADS, "--log-level", "critical", application,
        ],
        env={**os.environ, "BENCH_SECRET": secret},
        start_new_session=True,
    )  # fmt: skip
    try:
        _wake(port)
        yield Server(process.pid, port)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wake(port: int) -> None:
    """The application is loaded by its first request; what it answers does not matter."""
    for _ in range(600):
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            client.request("GET", "/webhooks/")
            client.getresponse()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            client.close()


def rest(*servers: Server) -> None:
    """Until what they do on their own after the start is done: it belongs to no delivery."""
    time.sleep(WARM_AFTER)
    for server in servers:
        spent = -1.0
        while burnt(server.pid) - spent > IDLE:
            spent = burnt(server.pid)
            time.sleep(1)


def load(server: Server, path: str, secret: str) -> dict[str, float]:
    """One run of wrk: microseconds of the server's processor a request, and what wrk says."""
    file = Path(os.environ["DATA_DIR"]) / "bodies"
    file.write_bytes(
        b"".join(f"{signed} ".encode() + body + b"\n" for signed, body in bodies(secret))
    )
    script = Path(os.environ["DATA_DIR"]) / "load.lua"
    script.write_text(SCRIPT, encoding="utf-8")
    before = burnt(server.pid)
    told = subprocess.run(
        [
            "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s", str(script),
            f"http://127.0.0.1:{server.port}{path}",
        ],
        env={**os.environ, "BENCH_BODIES": str(file), "BENCH_PATH": path},
        stdout=subprocess.PIPE, text=True, check=True,
    ).stdout  # fmt: skip
    used = burnt(server.pid) - before
    found: dict[str, float] = json.loads(told.partition("BENCH ")[2])
    found["cpu"] = used / found["sent"] * 1e6
    found["rate"] = found["sent"] / found["us"] * 1e6
    return found


def paced(server: Server, path: str, secret: str) -> tuple[float, int]:
    """p99 in milliseconds at RATE a second, each counted from when it was due; wrong answers.

    Each connection has its own times, and is late for the next when an answer is: that counts.
    """
    ready = list(islice(bodies(secret), RATE * PACED_SECONDS))
    began = time.perf_counter() + 0.5
    waits: list[float] = []
    statuses: list[int] = []

    def send(first: int) -> None:
        client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        for number in range(first, len(ready), CONNECTIONS):
            due = began + number / RATE
            time.sleep(max(0.0, due - time.perf_counter()))
            signed, body = ready[number]
            client.request("POST", path, body, {SIGNATURE: signed})
            answer = client.getresponse()
            answer.read()
            waits.append(time.perf_counter() - due)
            statuses.append(answer.status)
        client.close()

    threads = [Thread(target=send, args=(first,)) for first in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    forged = len(ready) // FORGED_EVERY
    wrong = len(ready) - min(statuses.count(401), forged) - statuses.count(200)
    return sorted(waits)[len(waits) * 99 // 100] * 1000, wrong


def burnt(pid: int) -> float:
    """Processor seconds of a server's processes, and of PostgreSQL's where that is used."""
    groups = {pid}
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        backend = connection.connection.info.backend_pid
        groups.add(int(_stat(backend)[1]))
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = _stat(int(folder.name))
        except OSError:
            continue
        if int(folder.name) in groups or int(fields[1]) in groups:
            total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[str]:
    return (
        Path(f"/proc/{pid}/stat")
        .read_text(encoding="ascii", errors="replace")
        .rpartition(")")[2]
        .split()
    )

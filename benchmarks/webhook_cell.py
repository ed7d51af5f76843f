"""One size of `webhook` in a database of its own: prints one JSON line."""

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "torg.site.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from tests.factories.inbox import make_desk  # noqa: E402

from torg.adapters.networks.practice.webhooks import SIGNATURE, signature  # noqa: E402
from torg.channels.models import ChannelConnection  # noqa: E402
from torg.channels.queries import keyring  # noqa: E402
from torg.inbox.actions.store_delivery import webhook_id  # noqa: E402
from torg.inbox.models import RawDelivery  # noqa: E402
from torg.kernel.digests import sha256_hex  # noqa: E402
from torg.kernel.identifiers import uuid7  # noqa: E402
from torg.kernel.scope import every_municipality  # noqa: E402
from torg.people.models.rows import insert_rows  # noqa: E402

SECONDS = 3
CONNECTIONS = 16
BODIES = 12_000
FORGED_EVERY = 20
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


def main() -> None:
    """Limit, subject, limit in each round; then the kill."""
    rows, rounds = int(sys.argv[1]), int(sys.argv[2])
    call_command("migrate", verbosity=0)
    secret = secrets.token_urlsafe(32)
    with every_municipality():
        held = lay(secret)
        fill(held, rows)
    path = f"/webhooks/{held.pk}/"
    found = []
    with (
        served("torg.site.wsgi:application", secret) as desk,
        served("benchmarks.webhook_limit:application", secret) as limit,
    ):
        for target in (desk, limit):
            load(target, path, secret, SECONDS)
        for _ in range(rounds):
            found += [[load(target, path, secret, SECONDS) for target in (limit, desk, limit)]]
    answered, lost = killed(held, path, secret)
    with every_municipality():
        forged = RawDelivery.objects.filter(channel_id=held.channel_id)
        stored = sum(
            b"forged" in bytes(body) for body in forged.values_list("body", flat=True)[rows:]
        )
    each = [(one["cpu"] + two["cpu"]) / 2 for one, _, two in found]
    desks = [middle for _, middle, _ in found]
    told = {
        "rows": rows,
        "ratio": median(middle["cpu"] / around for middle, around in zip(desks, each, strict=True)),
        "subject": median(middle["cpu"] for middle in desks),
        "limit": median(each),
        "rate": median(middle["rate"] for middle in desks),
        "p99": median(middle["p99"] for middle in desks),
        "sent": sum(middle["sent"] for middle in desks),
        "refused": sum(middle["refused"] for middle in desks),
        "answered": answered,
        "lost": lost,
        "forged_stored": stored,
    }
    print(json.dumps(told))


def lay(secret: str) -> ChannelConnection:
    """A channel whose network is the practice network."""
    held: ChannelConnection = make_desk("malmo").channel.connection
    held.adapter, held.webhook_secret = "practice", keyring().seal(secret)
    held.save()
    return held


def fill(held: ChannelConnection, rows: int) -> None:
    """Deliveries that came before, read already."""
    now = datetime.now(UTC)
    for first in range(0, rows, 5_000):
        insert_rows(
            [
                RawDelivery(
                    id=webhook_id(held.channel_id, digest := sha256_hex(f"old {number}".encode())),
                    municipality_id=held.municipality_id, channel_id=held.channel_id,
                    source="webhook", received_at=now, body=b"{}" * 300,
                    digest=digest, processed_at=now, not_before=now,
                )
                for number in range(first, min(first + 5_000, rows))
            ]
        )  # fmt: skip


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
def served(application: str, secret: str) -> Iterator[tuple[int, int]]:
    """A server as `torg serve` starts it: process id and port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws",
            "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
            "--blocking-threads", "2", "--log-level", "critical", application,
        ],
        env={**os.environ, "BENCH_SECRET": secret},
        start_new_session=True,
    )  # fmt: skip
    try:
        _wake(port)
        yield process.pid, port
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


def load(target: tuple[int, int], path: str, secret: str, seconds: int) -> dict[str, float]:
    """One run of wrk: microseconds of the server's processor a request, and what wrk says."""
    pid, port = target
    file = Path(os.environ["DATA_DIR"]) / "bodies"
    file.write_bytes(
        b"".join(f"{signed} ".encode() + body + b"\n" for signed, body in bodies(secret))
    )
    script = Path(os.environ["DATA_DIR"]) / "load.lua"
    script.write_text(SCRIPT, encoding="utf-8")
    before = burnt(pid)
    told = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), f"http://127.0.0.1:{port}{path}"],
        env={**os.environ, "BENCH_BODIES": str(file), "BENCH_PATH": path},
        stdout=subprocess.PIPE, text=True, check=True,
    ).stdout  # fmt: skip
    used = burnt(pid) - before
    found: dict[str, float] = json.loads(told.partition("BENCH ")[2])
    found["cpu"] = used / found["sent"] * 1e6
    found["rate"] = found["sent"] / found["us"] * 1e6
    return found


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


def killed(held: ChannelConnection, path: str, secret: str) -> tuple[int, int]:
    """Four clients, kill -9 in the middle: how many were answered 200, and how many lost."""
    answered: list[str] = []
    with served("torg.site.wsgi:application", secret) as (pid, port):
        clients = [
            threading.Thread(target=_knock, args=(port, path, secret, answered)) for _ in range(4)
        ]
        for client in clients:
            client.start()
        while len(answered) < 200:
            time.sleep(0.01)
        os.killpg(pid, signal.SIGKILL)
        for client in clients:
            client.join()
    with every_municipality():
        stored = set(
            RawDelivery.objects.filter(channel_id=held.channel_id).values_list("digest", flat=True)
        )
    return len(answered), sum(digest not in stored for digest in answered)


def _knock(port: int, path: str, secret: str, answered: list[str]) -> None:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    for signed, body in bodies(secret):
        try:
            client.request("POST", path, body, {SIGNATURE: signed})
            answer = client.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return
        if answer.status == 200:
            answered.append(sha256(body).hexdigest())


if __name__ == "__main__":
    main()

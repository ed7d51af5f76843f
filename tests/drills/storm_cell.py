"""One storm in this process's own desk: `python -m tests.drills.storm_cell EVENTS KILLS SEED`."""

import json
import os
import random
import secrets
import signal
import socket
import sqlite3
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

# First of all: it makes Django ready.
from tests.drills.stage import close_connections, lay_channel, vendor  # isort: skip

from django.core.management import call_command
from tests.drills.network import Outside, practice_network
from tests.drills.storm_judge import Findings, judge
from tests.factories.inbox import make_desk

from torg.adapters.http import GuardedClient
from torg.adapters.networks.practice.client import PracticeNetwork
from torg.channels.models import ChannelConnection
from torg.channels.queries import keyring
from torg.inbox import jobs
from torg.inbox.models import RawDelivery
from torg.kernel.scope import every_municipality
from torg.ports.registry import register
from torg.site.serve import THREADS

PART = 100
BACKLOG = 500
# duplicated, reordered: shares of all events; edited, deleted: 5 % together.
ROAD = {"duplicated": 0.3, "reordered": 0.1, "forged": 0.01, "replayed": 0.01, "patience": 1}
EDITED, DELETED = 0.03, 0.02
HANDLE = "provkommun"
STEPS = ("before-parse", "parsed", "settled", "")
LONGEST = 6 * 3_600.0


def main() -> None:
    """Lay out, storm, kill, repair, judge; one JSON line."""
    events, kills, seed = (int(text) for text in sys.argv[1:4])
    began = time.monotonic()
    call_command("migrate", verbosity=0)
    with (
        tempfile.TemporaryDirectory(prefix="torg-outside-") as name,
        practice_network(Path(name), webhooks=True) as outside,
    ):
        register("practice", PracticeNetwork(GuardedClient((outside.url,))))
        connection, port = lay(outside, seed)
        weather = blow(outside, events, seed)
        storm = Storm(outside, connection, port, random.Random(seed), events, kills)
        storm.rage(weather)
        found = judge(outside, connection)
        repaired = storm.repair()
        after = judge(outside, connection)
    print(json.dumps(told(events, seed, storm, found, after, repaired, began)))


def told(
    events: int,
    seed: int,
    storm: "Storm",
    found: Findings,
    after: Findings,
    pages: int,
    began: float,
) -> dict[str, object]:
    """What the drill prints."""
    return {
        "drill": "F7",
        "database": vendor(),
        "seed": seed,
        "events": events,
        "kills": {"web": storm.web.died, "worker": storm.worker.died},
        "webhooks_only": found.short,
        "polled_events": pages,
        **after.full,
        "equal": after.equal and found.kept,
        "seconds": round(time.monotonic() - began, 1),
    }


def lay(outside: Outside, seed: int) -> tuple[ChannelConnection, int]:
    """A ruled desk with one connected channel that the network delivers to."""
    desk = make_desk("malmo")
    with every_municipality():
        channel = lay_channel(outside, desk, HANDLE)
        connection = ChannelConnection.objects.get(channel=channel)
        secret = secrets.token_urlsafe(32)
        connection.webhook_secret = keyring().seal(secret)
        connection.save(update_fields=["webhook_secret"])
        token = keyring().open(connection.secret)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    where = f"http://127.0.0.1:{port}/webhooks/{connection.pk}/"
    request = urllib.request.Request(
        f"{outside.url}/api/webhook",
        data=json.dumps({"url": where, "secret": secret}).encode(),
        method="PUT",
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10):
        outside.ask("PUT", "settings", {**ROAD, "seed": seed})
    return connection, port


def blow(outside: Outside, events: int, seed: int) -> int:
    """A process that lets it happen, part by part; its id."""
    close_connections()
    child = os.fork()
    if child:
        return child
    try:
        for part, first in enumerate(range(0, events, PART)):
            # Residents keep writing all the time that the desk is being killed, not before it.
            while deliveries(outside)[1] > BACKLOG:
                time.sleep(0.1)
            storm = {"handle": HANDLE, "events": min(PART, events - first), "edited": EDITED}
            # A slow answer is no matter: what the network has written down is what happened.
            with suppress(TimeoutError):
                outside.ask(
                    "POST", "storm", {**storm, "deleted": DELETED, "seed": seed * 10_000 + part}
                )
    finally:
        # Whatever happened: the parent's network and folders are not this process's to end.
        os._exit(0)


def deliveries(outside: Outside) -> tuple[int, int]:
    """The network's own: done, and waiting."""
    file = outside.folder / "practice.sqlite3"
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=60)) as network:
        every, waiting = network.execute(
            "SELECT (SELECT coalesce(max(id), 0) FROM delivery),"
            " (SELECT count(*) FROM delivery WHERE done_at IS NULL)"
        ).fetchone()
    return int(every) - int(waiting), int(waiting)


@dataclass
class Victim:
    """A process that is started again each time it has been killed."""

    start: Callable[[], int]
    died: int = 0
    pid: int = 0
    since: float = field(default_factory=time.monotonic)

    def live(self) -> None:
        """See that it runs."""
        if self.pid and os.waitpid(self.pid, os.WNOHANG) != (0, 0):
            self.died += 1
            self.pid = 0
        if not self.pid:
            self.pid, self.since = self.start(), time.monotonic()

    def kill(self) -> None:
        """SIGKILL to it and all its own."""
        if self.pid:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.died += 1
            self.pid = 0


class Storm:
    """The desk under the storm: a web server that receives, a worker that takes in."""

    def __init__(
        self,
        outside: Outside,
        connection: ChannelConnection,
        port: int,
        chance: random.Random,
        events: int,
        kills: int,
    ) -> None:
        self.outside, self.connection, self.port = outside, connection, port
        self.chance, self.events, self.kills = chance, events, kills
        self.web = Victim(self._serve)
        self.worker = Victim(self._work)

    def rage(self, weather: int) -> None:
        """Until everything is delivered and taken in, and enough have died."""
        end, calm = time.monotonic() + LONGEST, 0.0
        blowing = True
        while time.monotonic() < end:
            self.web.live()
            self.worker.live()
            time.sleep(0.05)
            if blowing and os.waitpid(weather, os.WNOHANG) != (0, 0):
                blowing = False
            done, waiting = deliveries(self.outside)
            self._harm(done, over=not blowing and waiting == 0)
            quiet = not blowing and waiting == 0 and not self._spooled()
            enough = self.web.died + self.worker.died >= self.kills
            calm = calm + 0.05 if quiet and enough else 0.0
            if calm > 0.5:
                break
        self.web.kill()
        self.worker.kill()
        self.web.died -= 1
        self.worker.died -= 1

    def repair(self) -> int:
        """Poll as the worker does, until nothing is new; how many events came."""
        came = 0
        with every_municipality():
            self.outside.ask("POST", "cursors", {"how": "refuse"})
        for _ in range(1 + self.events // 2_000):
            came += jobs.poll_channels()
            while jobs.process_spool():
                continue
        return came

    def _harm(self, done: int, *, over: bool) -> None:
        """Kill in step with how far the storm has come, so that the last kill comes late."""
        expected = self.events * 1.6
        owed = self.kills if over else int(self.kills * min(1.0, done / expected))
        died = self.web.died + self.worker.died
        if died >= self.kills or died > owed:
            return
        # A server takes longer to start than a worker, so the worker waits for its turn.
        victim = self.web if self.worker.died > self.web.died else self.worker
        if victim.pid and self._ripe(victim):
            victim.kill()

    def _ripe(self, victim: Victim) -> bool:
        lived = time.monotonic() - victim.since
        if victim is self.worker:
            return lived > self.chance.uniform(0.05, 0.6)
        return self._answers() and lived > self.chance.uniform(0.2, 2.0)

    def _answers(self) -> bool:
        with socket.socket() as knock:
            knock.settimeout(0.2)
            return knock.connect_ex(("127.0.0.1", self.port)) == 0

    def _spooled(self) -> bool:
        with every_municipality():
            return RawDelivery.objects.filter(processed_at__isnull=True).exists()

    def _serve(self) -> int:
        """The server as `torg serve` starts it."""
        command = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws",
            "--host", "127.0.0.1", "--port", str(self.port), "--workers", "1",
            "--blocking-threads", THREADS, "--log-level", "critical", "torg.site.wsgi:application",
        ]  # fmt: skip
        # Not a Popen that is kept: Victim waits for the id itself.
        return os.posix_spawn(
            sys.executable, command, dict(os.environ), setpgroup=0,
        )  # fmt: skip

    def _work(self) -> int:
        """The worker's sweep of the inbox, killed from outside or at a step of its own."""
        step = self.chance.choice(STEPS) if self.web.died + self.worker.died < self.kills else ""
        after = self.chance.randrange(1, 60)
        close_connections()
        drill = os.getpid()
        child = os.fork()
        if child:
            return child
        os.setpgid(0, 0)
        met = [0]

        def die(name: str) -> None:
            met[0] += name == step
            if met[0] >= after:
                os.kill(os.getpid(), signal.SIGKILL)

        # A drill that was itself killed leaves no worker behind.
        while os.getppid() == drill:
            jobs.process_spool(step=die if step else jobs.no_step)
            time.sleep(0.05)
        os._exit(0)


if __name__ == "__main__":
    main()

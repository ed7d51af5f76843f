"""One number of slots of `publish` in a desk of its own: prints one JSON line.

The network is in this process and writes each accepted call down before it answers. The worker
is at work when the moment comes in which all posts are due.
"""

import argparse
import json
import math
import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "torg.site.settings")
django.setup()

from django.utils import timezone  # noqa: E402
from tests.factories.delivery import ScriptedNetwork, make_channel  # noqa: E402
from tests.factories.inbox import make_desk  # noqa: E402
from tests.factories.planning import TICKED, content  # noqa: E402

from benchmarks.cells import migrated  # noqa: E402
from torg.delivery import jobs  # noqa: E402
from torg.delivery.actions import enqueue, start_worker, stop_worker  # noqa: E402
from torg.delivery.models import Act  # noqa: E402
from torg.inbox.jobs import Poller  # noqa: E402
from torg.kernel.refs import Ref  # noqa: E402
from torg.kernel.scope import every_municipality  # noqa: E402
from torg.planning import actions as planning  # noqa: E402
from torg.planning.models import Post  # noqa: E402
from torg.planning.queries import content_hash  # noqa: E402
from torg.ports.errors import Unreachable  # noqa: E402
from torg.ports.network import (  # noqa: E402
    ActKind,
    ActRequest,
    KeyKind,
    Limits,
    NetworkCard,
    ReadBack,
    Receipt,
    Seen,
)
from torg.ports.registry import register  # noqa: E402
from torg.rules.actions import adopt_pack  # noqa: E402
from torg.site.management.commands.worker import process_lock  # noqa: E402
from torg.site.sweeps import sweeps  # noqa: E402
from torg.site.worker import lanes  # noqa: E402

CALL = 0.2
FAULTY = 0.05
# The worker starts in that time, and is idle when the posts are due.
AHEAD = timedelta(seconds=6)
LOOK_EVERY = 0.25
LONGEST = 600.0
ROUNDS = ("planning.release_due", "delivery.reap", "delivery.read_back", "delivery.round")
# What a person sees of a post that did not go out.
HONEST = frozenset({"unknown", "refused"})
PLANNED = "Badhuset öppnar, nummer"
BOOK = Path(os.environ["DATA_DIR"]) / "network-book"


class Mock(ScriptedNetwork):
    """Takes 0.2 s; one call in `share` is answered 500, before or after it was accepted."""

    share = 0.0

    @property
    def card(self) -> NetworkCard:
        """Two seconds until a call is certain."""
        return NetworkCard(
            adapter="scripted",
            name="Provnätet",
            capabilities=frozenset({*super().card.capabilities}),
            key_kind=KeyKind.READ_BACK,
            client_timeout=timedelta(seconds=1),
            processing=timedelta(seconds=0.5),
            visibility_lag=timedelta(seconds=0.5),
            limits=Limits(),
        )

    def perform(self, connection: object, request: ActRequest) -> Receipt:
        """Accept in the middle of the call."""
        del connection
        dice = random.Random(f"{request.text} {time.monotonic_ns()}").random()
        time.sleep(CALL / 2)
        if dice < self.share / 2:
            raise Unreachable("http-500", maybe_done=True)
        with BOOK.open("a", encoding="utf-8") as book:
            book.write(f"{time.time()} {request.text}\n")
        time.sleep(CALL / 2)
        if dice < self.share:
            raise Unreachable("http-500", maybe_done=True)
        return self.receipt(request)

    def read_back(self, connection: object, request: ActRequest, since: object) -> ReadBack:
        """What the book says."""
        del connection, since
        if request.text in accepted():
            return ReadBack(Seen.FOUND, "Inlägget syns på kontot.", self.receipt(request))
        return ReadBack(Seen.ABSENT, "Inget sådant inlägg syns på kontot.")


def accepted() -> dict[str, list[float]]:
    """Each text that the network accepted, and when."""
    found: dict[str, list[float]] = {}
    for line in BOOK.read_text(encoding="utf-8").splitlines() if BOOK.exists() else ():
        at, _, text = line.partition(" ")
        found.setdefault(text, []).append(float(at))
    return found


def lay(posts: int, name: str) -> float:
    """Posts that are all due soon, each on a channel of its own; when, in seconds."""
    desk = make_desk("malmo" if name == "calm" else "goteborg")
    now = timezone.now()
    acts = [
        enqueue(
            channel=make_channel(department=desk.department),
            kind=ActKind.PUBLISH,
            payload={"text": f"{name} {number}"},
            origin=Ref("bench", f"{name}-{number}"),
            by=None,
            now=now,
            due_at=now + timedelta(days=1),
        )
        for number in range(posts)
    ]
    due = timezone.now() + AHEAD
    for act in acts:
        act.due_at = act.not_before = due
    Act.objects.bulk_update(acts, ["due_at", "not_before"])
    return due.timestamp()


def lay_planned(posts: int) -> float:
    """As `lay`, but posts that somebody wrote and a colleague approved, not yet released."""
    desk = make_desk("malmo")
    now = timezone.now()
    adopt_pack(municipality=desk.municipality, by=None, now=now - timedelta(days=1))
    for number in range(posts):
        words = content(
            make_channel(department=desk.department),
            title=f"Bad {number}",
            text=f"{PLANNED} {number}. Läs mer på https://kommun.example/bad",
            planned_wall=f"{now + timedelta(days=1):%Y-%m-%dT%H:%M}",
        )
        post = planning.write_post(
            department=desk.department, content=words, by=desk.writer, now=now
        )
        post = planning.submit(post=post, by=desk.writer, now=now)
        planning.approve(
            post=post, content=content_hash(post), checks=TICKED, by=desk.lead, now=now
        )
    due = timezone.now() + AHEAD
    Post.objects.update(planned_at=due)
    return due.timestamp()


def work(slots: int) -> None:
    """The worker's lanes that send, each in its own cadence, until nothing waits."""
    lock = process_lock()
    worker = start_worker(lock=lock, now=timezone.now())
    courier = jobs.Courier(worker, lock, slots=slots)
    read_back = jobs.ReadBack()
    table = sweeps(worker, lock, courier, read_back, Poller())
    end = time.monotonic() + LONGEST
    running = lanes(one for one in table if one.name in ROUNDS)
    for lane in running:
        lane.start()
    while waiting() and time.monotonic() < end:
        time.sleep(LOOK_EVERY)
    for lane in running:
        lane.end()
    for lane in running:
        lane.join()
    courier.close()
    read_back.close()
    stop_worker(worker=worker, lock=lock, now=timezone.now())


def waiting() -> bool:
    """Whether any post or act has not come to rest; what asks a person has."""
    with every_municipality():
        if Post.objects.filter(state="approved").exists():
            return True
        acts = Act.objects.filter(state__in=["due", "sending", "unknown"])
        return acts.exclude(state="unknown", asks_person=True).exists()


def judged(name: str, began: float) -> dict[str, float]:
    """Lateness and what was lost or done twice, by the network's book."""
    book = accepted()
    late = sorted(min(times) - began + CALL / 2 for times in book.values())
    with every_municipality():
        acts = Act.objects.filter(payload__text__startswith=f"{name} ")
        told = {payload["text"]: state for payload, state in acts.values_list("payload", "state")}
    return {
        "first": late[0], "last": late[-1],
        "p50": late[len(late) // 2], "p99": late[int(len(late) * 0.99)],
        "double": sum(len(times) > 1 for times in book.values()),
        "lost": sum(text not in book and state not in HONEST for text, state in told.items()),
        "asks": sum(state == "unknown" for state in told.values()),
    }  # fmt: skip


def calm(posts: int, slots: int) -> dict[str, float]:
    """Nothing goes wrong."""
    with every_municipality():
        began = lay(posts, "calm")
    burnt = time.process_time()
    work(slots)
    return {**judged("calm", began), "cpu": time.process_time() - burnt}


def planned(posts: int, slots: int) -> dict[str, float]:
    """Nothing goes wrong, and each post is judged and released when its minute comes."""
    with every_municipality():
        began = lay_planned(posts)
    work(slots)
    found = judged(PLANNED, began)
    return {**found, "lost": found["lost"] + posts - len(accepted())}


def harmed(posts: int, slots: int) -> dict[str, float]:
    """One call in twenty fails, and the worker is killed once it has done half."""
    BOOK.unlink()
    with every_municipality():
        began = lay(posts, "harmed")
    killed = 0
    command = [sys.executable, "-m", "benchmarks.publish_cell", "--work", str(slots)]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while child.poll() is None and time.time() - began < LONGEST:
        if not killed and len(accepted()) >= posts // 2:
            child.send_signal(signal.SIGKILL)
            child.wait()
            killed = 1
            child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        time.sleep(0.05)
    child.kill()
    return {**judged("harmed", began), "killed": killed}


def main() -> None:
    """Run one number of slots, or be the worker of the second half."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--posts", type=int, default=1_000)
    ask.add_argument("--slots", type=int, default=32)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--work", type=int, default=0)
    ask.add_argument("--calm", action="store_true")
    ask.add_argument("--planned", action="store_true")
    given = ask.parse_args()
    network = Mock()
    register("scripted", network)
    if given.work:
        network.share = FAULTY
        work(given.work)
        return
    migrated()
    if given.planned:
        print(json.dumps(planned(given.posts, given.slots)))
        return
    found = {"calm": calm(given.posts, given.slots)}
    if not given.calm:
        found["harmed"] = harmed(given.posts, given.slots)
    print(json.dumps({**found, "ideal": math.ceil(given.posts / given.slots) * CALL}))


if __name__ == "__main__":
    main()

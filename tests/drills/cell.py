"""One cell of the kill drill: one kind of act, one kind of network, many kills.

A child process is forked for each worker. It dies by SIGKILL at a named step, or at a
random moment while the network holds back its answer. When every act is settled the
network's truth log says what really happened.
"""

import argparse
import json
import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "torg.site.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402
from tests.drills.network import Outside, practice_network  # noqa: E402
from tests.factories.people import make_department, make_municipality  # noqa: E402

from torg.adapters.http import GuardedClient  # noqa: E402
from torg.adapters.networks.practice.card import card_for  # noqa: E402
from torg.adapters.networks.practice.client import PracticeNetwork  # noqa: E402
from torg.channels.models import Channel, ChannelConnection  # noqa: E402
from torg.channels.queries import keyring  # noqa: E402
from torg.delivery.actions import enqueue, start_worker, stop_worker  # noqa: E402
from torg.delivery.jobs import deliver_due, no_step, reap, settle_unknown  # noqa: E402
from torg.delivery.models import Act  # noqa: E402
from torg.delivery.states import REMOVING  # noqa: E402
from torg.kernel.identifiers import uuid7  # noqa: E402
from torg.kernel.liveness import FileLock  # noqa: E402
from torg.kernel.refs import Ref  # noqa: E402
from torg.kernel.scope import every_municipality  # noqa: E402
from torg.ports.network import ActKind, KeyKind, NetworkCard  # noqa: E402
from torg.ports.registry import register  # noqa: E402

STEPS = ("before-claim", "claimed", "answered", "settled")
ANSWER_AFTER = 0.03
LONGEST = 120.0


def main() -> None:
    """Run one cell and print its verdict as JSON."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--kind", default="publish", choices=[kind.value for kind in ActKind])
    ask.add_argument("--profile", default="keyed", choices=[kind.value for kind in KeyKind])
    ask.add_argument("--kills", type=int, default=30)
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args()
    began = time.monotonic()
    call_command("migrate", verbosity=0)
    profile = KeyKind(given.profile)
    with (
        tempfile.TemporaryDirectory() as name,
        practice_network(Path(name), profile=given.profile) as outside,
    ):
        found = drill(outside, ActKind(given.kind), profile, given.kills, given.seed)
    print(
        json.dumps(
            {
                "kind": given.kind,
                "profile": given.profile,
                "database": connections["default"].vendor,
                "seed": given.seed,
                "seconds": round(time.monotonic() - began, 1),
                **found,
            }
        )
    )


def drill(
    outside: Outside, kind: ActKind, profile: KeyKind, kills: int, seed: int
) -> dict[str, int]:
    """Lay out the acts, kill workers over them, settle, judge."""
    client = GuardedClient((outside.url,))
    register("practice", PracticeNetwork(client, card=short_window(profile)))
    chance = random.Random(seed)
    channel = lay_channel(outside)
    lay_acts(outside, channel, kind, kills + 5)
    outside.slow_answers(ANSWER_AFTER)
    done = kill_workers(kills, chance)
    settle()
    return {"kills": done, **judge(outside, channel, kind)}


def short_window(profile: KeyKind) -> NetworkCard:
    """The network's card with a window that a drill can wait for."""
    return card_for(
        profile,
        client_timeout=timedelta(seconds=1),
        processing=timedelta(milliseconds=300),
        visibility_lag=timedelta(milliseconds=200),
    )


def lay_channel(outside: Outside) -> Channel:
    """A channel on a fresh account."""
    account = outside.account("provkommun")
    tenant = make_municipality(slug=f"drill-{uuid7().hex[:20]}")
    department = make_department(municipality=tenant)
    now = timezone.now()
    with every_municipality():
        channel: Channel = Channel.objects.create(
            municipality=department.municipality,
            department=department,
            name="Provkanalen",
            network="facebook",
            created_at=now,
        )
        ChannelConnection.objects.create(
            municipality=department.municipality,
            channel=channel,
            adapter="practice",
            base_url=outside.url,
            account_id=account["id"],
            handle=account["handle"],
            secret=keyring().seal(account["token"]),
            verified_at=now,
        )
    return channel


def lay_acts(outside: Outside, channel: Channel, kind: ActKind, count: int) -> None:
    """Acts that are all due now, each about something of its own."""
    now = timezone.now()
    handle = channel.connection.handle
    with every_municipality():
        for number in range(count):
            target = {}
            if kind is not ActKind.PUBLISH:
                verb = "message" if kind is ActKind.MESSAGE else "visitor_post"
                made = outside.resident(
                    f"Invånare {number}", verb, handle=handle, text=f"Fråga {number}"
                )
                target = {"id": made["id"], "root_id": made["id"], "author_id": made["author"]}
            enqueue(
                channel=channel,
                kind=kind,
                payload={"text": f"Text {number}", "target": target, "reason": "spam"},
                origin=Ref("drill", str(number)),
                by=None,
                now=now,
                evidence_digest="e" * 64 if kind in REMOVING else "",
            )


def kill_workers(kills: int, chance: random.Random) -> int:
    """Fork workers and kill them until enough have died or nothing is left to send."""
    died = 0
    while died < kills and _waiting() > 2:
        named = chance.random() < 0.6
        step = chance.choice(STEPS) if named else ""
        nap = chance.uniform(0, 0.12)
        child = _fork(step)
        if not named:
            time.sleep(nap)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        died += os.WIFSIGNALED(status)
    return died


def settle() -> None:
    """Let one worker live until every act has come to rest."""
    lock = FileLock(settings.LOCKS)
    worker = start_worker(lock=lock, now=timezone.now())
    end = time.monotonic() + LONGEST
    while _waiting() and time.monotonic() < end:
        reap(lock)
        settle_unknown()
        deliver_due(worker, lock, slots=1)
        time.sleep(0.1)
    stop_worker(worker=worker, lock=lock, now=timezone.now())


def judge(outside: Outside, channel: Channel, kind: ActKind) -> dict[str, int]:
    """Count from the network's log: doubles, losses, and what is shown as unclear."""
    heard = Counter(str(line["key"]) for line in outside.log() if line["kind"] == kind.value)
    found = Counter({"acts": 0, "twice": 0, "lost": 0, "unknown": 0})
    with every_municipality():
        for act in Act.objects.filter(channel=channel):
            stands = heard[act.key]
            shown = act.state == "unknown" and act.asks_person
            live = act.state == "live" and stands > 0
            refused = act.state == "refused" and stands == 0
            found["acts"] += 1
            found["twice"] += stands > 1
            found["unknown"] += shown
            found["lost"] += not (live or refused or shown)
    return dict(found)


def _waiting() -> int:
    with every_municipality():
        return (
            Act.objects.filter(state__in=["due", "sending", "unknown"])
            .exclude(asks_person=True)
            .count()
        )


def _fork(step: str) -> int:
    for connection in connections.all(initialized_only=True):
        connection.close()
        close_pool: Callable[[], None] | None = getattr(connection, "close_pool", None)
        if close_pool is not None:
            close_pool()
    child = os.fork()
    if not child:
        _work(step)
    return child


def _work(step: str) -> NoReturn:
    def die_at(name: str) -> None:
        if name == step:
            os.kill(os.getpid(), signal.SIGKILL)

    lock = FileLock(settings.LOCKS)
    worker = start_worker(lock=lock, now=timezone.now())
    for _ in range(20):
        reap(lock)
        settle_unknown()
        deliver_due(worker, lock, slots=1, step=die_at if step else no_step)
    os._exit(0)


if __name__ == "__main__":
    main()

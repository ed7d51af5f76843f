"""F2: a network that answers wrongly in every known way, and a desk that keeps its head.

Each call may meet one of the faults below, drawn by the seed. When everything has come to
rest the network's truth log says what stands, and its log of calls how often we knocked:

- TWICE and LOST as in every drill;
- wrong: calls whose outcome at the desk is not the one that the fault deserves;
- early: calls before the time that back-off, or the network's Retry-After, allows;
- idle: calls that no fault and no act explains (a busy loop).

The skipped hours put the desk's clock before the network's by more than any tolerance: what is
out has to be found all the same.

Then the network goes silent for two hours of the desk's clock: the breaker must open, knock
seldom, and close by itself. Waits are skipped by moving the desk's clock, but never while an
act is unclear: that window passes in real time, since the network lives in it.
"""

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from tests.drills.stage import Stage, judge, lay, lay_channel, staged, vendor, waiting

from torg.adapters.http import GuardedClient
from torg.adapters.networks.practice import calls
from torg.adapters.networks.practice.card import card_for
from torg.adapters.networks.practice.client import PracticeNetwork
from torg.adapters.networks.practice.faults import Fault
from torg.delivery.actions import start_worker, stop_worker
from torg.delivery.jobs import deliver_due, settle_unknown
from torg.delivery.models import Act, Attempt, Breaker, Worker
from torg.delivery.states import TRIP_AFTER, wait_after
from torg.kernel.liveness import FileLock
from torg.kernel.scope import every_municipality
from torg.ports.network import KeyKind
from torg.ports.registry import register

LATER, REFUSED, UNCLEAR = "later", "refused", "unknown"
RETRY_AFTER, DEFAULT_WAIT = 7, 60
TIMEOUT, PROCESSING, LAG = 0.5, 0.8, 0.2
# Calls of different channels wait side by side, which is most of the drill's time.
CHANNELS = 12
BATCH = 1200
SHARE = 0.5
LONGEST = 600.0
KINDS = ("publish", "reply")

# Fault, its seconds, and what the desk must make of the call.
ANSWERS: tuple[tuple[Fault, float, str], ...] = (
    (Fault.STATUS_429, RETRY_AFTER, LATER),
    (Fault.STATUS_429, 0, LATER),
    (Fault.DUPLICATE_REFUSED, 0, REFUSED),
    (Fault.DELAY_BEFORE_ACCEPT, TIMEOUT + 0.1, UNCLEAR),
    (Fault.DELAY_AFTER_ACCEPT, TIMEOUT + 0.1, UNCLEAR),
    (Fault.DRIP_AFTER_ACCEPT, 0.05, UNCLEAR),
    *(
        (fault, 0, UNCLEAR)
        for fault in Fault
        if fault.value.startswith(("reset", "status_5", "html", "no_id", "truncated"))
    ),
)
EXPECTED = {fault.value: outcome for fault, _, outcome in ANSWERS}


@dataclass
class Clock:
    """The desk's clock: the real one and what was skipped."""

    skipped: timedelta = timedelta()

    def now(self) -> datetime:
        """Aware UTC."""
        return timezone.now() + self.skipped

    def skip_to(self, when: datetime) -> None:
        """Forward only."""
        self.skipped += max(when - self.now(), timedelta())


@dataclass
class Crew:
    """One worker and its clock."""

    worker: Worker
    lock: FileLock
    clock: Clock = field(default_factory=Clock)

    def round(self) -> None:
        """What the supervisor's worker does each second."""
        deliver_due(self.worker, self.lock, clock=self.clock.now, slots=CHANNELS)
        settle_unknown(clock=self.clock.now)

    def settle(self) -> None:
        """Until every act has come to rest."""
        end = time.monotonic() + LONGEST
        while waiting() and time.monotonic() < end:
            self.round()
            with every_municipality():
                if Act.objects.filter(state="unknown", asks_person=False).exists():
                    time.sleep(0.05)
                elif (when := _next_call()) is not None:
                    self.clock.skip_to(when)


def _next_call() -> datetime | None:
    """When the next act may be called, as the desk itself has written it down."""
    waits = {breaker.channel_id: breaker.retry_at for breaker in Breaker.objects.all()}
    due = Act.objects.filter(state="due").values_list("channel", "not_before")
    times: list[datetime] = [max(when, waits.get(channel) or when) for channel, when in due]
    return min(times, default=None)


@contextmanager
def crew() -> Iterator[Crew]:
    """A worker that ends with the block."""
    lock = FileLock(settings.LOCKS)
    worker = start_worker(lock=lock, now=timezone.now())
    try:
        yield Crew(worker, lock)
    finally:
        stop_worker(worker=worker, lock=lock, now=timezone.now())


def drill(*, each: int, seed: int, profile: KeyKind = KeyKind.READ_BACK) -> dict[str, Any]:
    """About `each` of every fault, on posts and replies; what came of it."""
    began = time.monotonic()
    with staged(profile, lag=LAG) as stage, crew() as working:
        _wire(stage, profile, working.clock)
        channels = _channels(stage)
        stage.outside.plant(_plans(), seed)
        wanted, batch = each * len(ANSWERS), 0
        while _met(stage) < wanted:
            _lay(stage, channels, KINDS[batch % 2], min(BATCH, max(8, wanted - _met(stage))))
            working.clock.skipped = timedelta()
            working.settle()
            batch += 1
        stage.outside.plant([])
        found = {**judge(stage), **_examined(stage), **_silence(stage, working)}
    return {
        "profile": profile.value,
        "db": vendor(),
        "seed": seed,
        "seconds": round(time.monotonic() - began, 1),
        **found,
    }


def _wire(stage: Stage, profile: KeyKind, clock: Clock) -> None:
    """A card that is true also on a busy machine, and an adapter with the desk's own clock."""
    card = card_for(
        profile,
        client_timeout=timedelta(seconds=TIMEOUT),
        processing=timedelta(seconds=PROCESSING),
        visibility_lag=timedelta(seconds=LAG + 0.1),
    )

    def seconds() -> float:
        return clock.now().timestamp()

    client = GuardedClient((stage.outside.url,))
    register("practice", PracticeNetwork(client, card=card, clock=seconds))


def _channels(stage: Stage) -> list[Any]:
    with every_municipality():
        return [lay_channel(stage.outside, stage.desk, f"svar{n}") for n in range(CHANNELS)]


def _lay(stage: Stage, channels: list[Any], kind: str, count: int) -> None:
    for place, channel in enumerate(channels):
        stage.desk = replace(stage.desk, channel=channel)
        lay(stage, kind, (count + place) // CHANNELS)


def _plans() -> list[dict[str, Any]]:
    """Every fault as likely as every other; the first that fits is played."""
    left, plans = 1.0, []
    for fault, seconds, _ in ANSWERS:
        share = SHARE / len(ANSWERS)
        plans.append({"fault": fault.value, "seconds": seconds, "match": {"share": share / left}})
        left -= share
    return plans


def _knocks(stage: Stage) -> list[dict[str, object]]:
    noted = calls.read(stage.outside.folder / calls.NAME)
    return [line for line in noted if line["kind"] in KINDS]


def _met(stage: Stage) -> int:
    return sum(bool(line["fault"]) for line in _knocks(stage))


def _examined(stage: Stage) -> dict[str, Any]:
    """Each call of the network's log beside the desk's attempt that made it."""
    knocks = defaultdict(list)
    for line in _knocks(stage):
        knocks[str(line["key"])].append(str(line["fault"]))
    found = Counter({"wrong": 0, "early": 0, "idle": 0})
    with every_municipality():
        for act in Act.objects.filter(origin_kind="drill").prefetch_related("attempts"):
            made = sorted(act.attempts.all(), key=lambda attempt: attempt.number)
            faults = knocks.pop(act.key, [])
            found["idle"] += max(0, len(faults) - sum(map(bool, faults)) - 1)
            found["wrong"] += abs(len(made) - len(faults)) + _wrong(faults, made)
            found["early"] += _early(faults, made)
        found["idle"] += sum(map(len, knocks.values()))
        found["early"] += _impatient()
    met = Counter(str(line["fault"]) for line in _knocks(stage) if line["fault"])
    return {
        "calls": len(_knocks(stage)),
        "faults": met.total(),
        "fewest": min(met.values()),
        "met": dict(sorted(met.items())),
        **found,
    }


def _wrong(faults: list[str], made: list[Attempt]) -> int:
    wrong = 0
    unclear = False
    for fault, attempt in zip(faults, made, strict=False):
        wanted = EXPECTED.get(fault, "live")
        if wanted == REFUSED and unclear:
            wanted = UNCLEAR
        wrong += attempt.outcome != wanted
        unclear = unclear or attempt.outcome == UNCLEAR
    return wrong


def _early(faults: list[str], made: list[Attempt]) -> int:
    """Calls of one act that came sooner than its own back-off."""
    early = 0
    for place in range(len(made) - 1):
        ended, again = made[place].ended_at, made[place + 1].started_at
        early += ended is None or again < ended + wait_after(place + 1) - timedelta(seconds=1)
    return early


def _impatient() -> int:
    """Calls on a channel while the network had asked all of it to wait.

    Where the time goes backwards a new batch begins.
    """
    early = 0
    channels: dict[Any, list[Attempt]] = defaultdict(list)
    rows = Attempt.objects.filter(act__origin_kind="drill").order_by("id")
    for attempt in rows.select_related("act"):
        channels[attempt.act.channel_id].append(attempt)
    for made in channels.values():
        for place, attempt in enumerate(made[:-1]):
            again = made[place + 1].started_at
            if attempt.outcome == LATER and again >= attempt.started_at:
                early += again < attempt.started_at + timedelta(seconds=RETRY_AFTER)
    return early


def _silence(stage: Stage, working: Crew) -> dict[str, Any]:
    """Two hours of 503 for one channel with twenty replies, then an honest network again.

    Nothing is accepted meanwhile, so that no window needs to pass in real time.
    """
    stage.outside.plant([{"fault": Fault.STATUS_503_BEFORE_ACCEPT.value}])
    before, start = len(_knocks(stage)), working.clock.now()
    with every_municipality():
        channel = lay_channel(stage.outside, stage.desk, "tyst")
    stage.desk = replace(stage.desk, channel=channel)
    lay(stage, "reply", 20)
    opened = False
    while working.clock.now() < start + timedelta(hours=2):
        working.round()
        with every_municipality():
            breaker = Breaker.objects.filter(channel=channel).first()
            opened = opened or (breaker is not None and breaker.waits and bool(breaker.cause))
        working.clock.skip_to(working.clock.now() + timedelta(seconds=20))
    knocked = len(_knocks(stage)) - before
    stage.outside.plant([])
    working.settle()
    with every_municipality():
        closed = not Breaker.objects.filter(channel=channel).exclude(state="closed").exists()
    later = judge(stage)
    return {
        "opened": opened,
        "closed": closed,
        "knocks_in_silence": knocked,
        "most_knocks": TRIP_AFTER + 8 + 4,
        **{name: later[name] for name in ("n", "twice", "lost", "unknown")},
    }


def passed(found: dict[str, Any]) -> bool:
    """Whether every promise was kept."""
    broken = ("twice", "lost", "wrong", "early", "idle")
    patient = found["knocks_in_silence"] <= found["most_knocks"]
    kept = found["opened"] and found["closed"] and patient
    return not any(found[name] for name in broken) and kept


def main() -> None:
    """Print one JSON object; end with 1 when a promise was broken."""
    ask = argparse.ArgumentParser(prog="python -m tests.drills.answers")
    ask.add_argument("--each", type=int, default=10, help="of every fault")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--profile", default="read_back", choices=[kind.value for kind in KeyKind])
    given = ask.parse_args()
    call_command("migrate", verbosity=0)
    found = drill(each=given.each, seed=given.seed, profile=KeyKind(given.profile))
    print(json.dumps(found))
    raise SystemExit(not passed(found))


if __name__ == "__main__":
    main()

"""F4: nights when the clocks are set, and clocks that jump and are set right again.

`python -m tests.drills.clocks --what dst --every 1`: a post for every `every`-th minute of wall
time 01:30–03:30 at each change of 2026–2028, both instants of a minute that comes twice; the
clock then goes through the night. `--what jumps --rounds 20`: acts in the midst of which the
wall clock jumps an hour, a day, three days or to 2038, and a minute later is set right.
"""

import argparse
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.drills.stage import vendor
from tests.drills.verdict import Verdict
from tests.factories.delivery import ScriptedNetwork, make_channel, wire_scripted
from tests.factories.inbox import Desk, make_desk
from tests.factories.planning import TICKED, content

from torg.channels.models import Channel
from torg.delivery import jobs
from torg.delivery.actions import enqueue, start_worker
from torg.delivery.models import Act, Worker
from torg.kernel.jumps import JumpWatch
from torg.kernel.liveness import FileLock
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.kernel.scope import every_municipality
from torg.kernel.worktime import instants_of
from torg.planning import actions as planning
from torg.planning.jobs import release_due
from torg.planning.models import Post
from torg.planning.queries import content_hash
from torg.ports.errors import Unreachable
from torg.ports.network import ActKind, ActRequest, Connection, ReadBack, Receipt, Seen
from torg.ports.registry import register

EDGES = ("2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31", "2028-03-26", "2028-10-29")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
JUMPS = (HOUR, -HOUR, 3 * DAY, -DAY, timedelta(days=4300))
# Seconds until a round must have come to rest: four lost calls and their pauses are six minutes.
LONGEST = 2400
BEGIN = datetime(2026, 9, 8, 8, 0, tzinfo=UTC)


@dataclass
class Slow(ScriptedNetwork):
    """Accepts at once, shows after two seconds of true time, and does not always answer.

    It dates by true time, and is read as the practice network is: from `since`, and further
    back by as much as our clock goes before its own.
    """

    chance: random.Random = field(default_factory=lambda: random.Random(1))
    true: float = 0.0
    ahead: timedelta = timedelta(0)
    stands: list[tuple[str, float]] = field(default_factory=list)

    def perform(self, connection: Connection, request: ActRequest) -> Receipt:
        """It comes, it comes without a word, or it never arrives."""
        lot = self.chance.choice(["answers", "answers", "silent", "lost"])
        if lot != "lost":
            self.stands.append((request.key, self.true))
        if lot != "answers":
            raise Unreachable("timeout", maybe_done=True)
        return self.receipt(request)

    def read_back(self, connection: Connection, request: ActRequest, since: datetime) -> ReadBack:
        """What shows by now."""
        begin = (since - max(self.ahead, timedelta(0)) - BEGIN).total_seconds()
        if any(key == request.key and begin <= at <= self.true - 2 for key, at in self.stands):
            return ReadBack(Seen.FOUND, "Det syns.", self.receipt(request))
        return ReadBack(Seen.ABSENT, "Det syns inte.")


def main() -> int:
    """Run one cell and print its verdict as JSON."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--what", choices=["dst", "jumps"], default="dst")
    ask.add_argument("--size", type=int, default=1, help="edges for dst, rounds for jumps")
    ask.add_argument("--every", type=int, default=1)
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args()
    began = time.monotonic()
    desk = make_desk("malmo")
    with every_municipality(), TemporaryDirectory() as folder:
        lock = FileLock(Path(folder))
        worker = start_worker(lock=lock, now=BEGIN)
        if given.what == "dst":
            found = nights(desk, worker, lock, given.size, given.every)
        else:
            found = jumps(desk, worker, lock, given.size, given.seed)
        lock.release()
    notes = {name: found.pop(name, 0) for name in ("early", "refused gaps")}
    verdict = Verdict(
        drill="F4",
        cell=given.what,
        db=vendor(),
        workers=1,
        n=found["n"],
        faults=found["faults"],
        twice=found["twice"] + notes["early"],
        lost=found["lost"],
        unknown=0,
        seed=given.seed,
        seconds=round(time.monotonic() - began, 1),
        notes=notes,
    )
    print(verdict.told)
    return int(verdict.failed)


def nights(desk: Desk, worker: Worker, lock: FileLock, edges: int, every: int) -> Counter[str]:
    """Plan every minute of the night before it, then let the clock go through it."""
    found: Counter[str] = Counter()
    for edge in EDGES[:edges]:
        network = wire_scripted()
        midnight = datetime.fromisoformat(f"{edge}T00:00+00:00")
        wanted = _plan_night(desk, edge, every, midnight - timedelta(hours=8), found)
        sent: list[tuple[str, datetime]] = []
        for minute in range(-60, 240):
            now = midnight + timedelta(minutes=minute)
            before = len(network.calls)
            release_due(clock=lambda now=now: now)  # type: ignore[misc]
            jobs.deliver_due(worker, lock, clock=lambda now=now: now, slots=1)  # type: ignore[misc]
            sent += [(call.text, now) for call in network.calls[before:]]
        times = Counter(text for text, _ in sent)
        found["n"] += len(wanted)
        found["faults"] += 1
        found["twice"] += sum(times[text] > 1 for text in wanted)
        found["lost"] += sum(times[text] == 0 for text in wanted)
        found["early"] += sum(at != wanted[text] for text, at in sent)
    return found


def _plan_night(
    desk: Desk, edge: str, every: int, now: datetime, found: Counter[str]
) -> dict[str, datetime]:
    """Text -> the instant at which it is to go out; a minute that is not there is refused."""
    wanted: dict[str, datetime] = {}
    channel = make_channel(department=desk.department)
    first = datetime.fromisoformat(f"{edge}T01:30")
    for minute in range(0, 121, every):
        wall = first + timedelta(minutes=minute)
        instants = instants_of(wall)
        if not instants:
            found["refused gaps"] += _is_refused(desk, channel, wall, now)
            found["lost"] += 1 - _is_refused(desk, channel, wall, now)
        elif len(instants) == 2:
            found["lost"] += 1 - _is_refused(desk, channel, wall, now)
        for fold, instant in zip(("first", "second"), instants, strict=False):
            if len(wanted) % 2 == 0:  # two a day on a channel
                channel = make_channel(department=desk.department)
            text = f"Nummer {len(wanted)} {edge} på https://kommun.example/bad"
            _approved(desk, channel, text, wall, fold, now)
            wanted[text] = instant
    return wanted


def _is_refused(desk: Desk, channel: Channel, wall: datetime, now: datetime) -> int:
    """Whether a wall time that is none or two instants is asked about, never guessed."""
    told = content(channel, planned_wall=wall.isoformat(timespec="minutes"))
    try:
        planning.write_post(department=desk.department, content=told, by=desk.writer, now=now)
    except Refusal:
        return 1
    return 0


def _approved(
    desk: Desk, channel: Channel, text: str, wall: datetime, fold: str, now: datetime
) -> Post:
    told = content(
        channel,
        text=text,
        planned_wall=wall.isoformat(timespec="minutes"),
        fold=fold,
        motive="Övning.",
    )
    post = planning.write_post(department=desk.department, content=told, by=desk.writer, now=now)
    post = planning.submit(post=post, by=desk.writer, now=now)
    return planning.approve(
        post=post, content=content_hash(post), checks=TICKED, by=desk.lead, now=now
    )


def jumps(desk: Desk, worker: Worker, lock: FileLock, rounds: int, seed: int) -> Counter[str]:
    """Each jump in `rounds` rounds of six acts, out and back again."""
    found: Counter[str] = Counter()
    for number in range(rounds):
        for jump in JUMPS:
            chance = random.Random(f"{seed}-{number}-{jump}")
            found += _round(desk, worker, lock, jump, chance)
    return found


def _round(
    desk: Desk, worker: Worker, lock: FileLock, jump: timedelta, chance: random.Random
) -> Counter[str]:
    network = Slow(chance=chance)
    register("scripted", network)
    channel = make_channel(department=desk.department)
    out, back = chance.uniform(2, 30), chance.uniform(32, 90)

    def wall() -> datetime:
        network.ahead = jump if out <= network.true < back else timedelta(0)
        return BEGIN + timedelta(seconds=network.true) + network.ahead

    jobs.look.JUMPS = JumpWatch(lambda: wall().timestamp(), lambda: network.true)
    acts = [_act(channel, number, chance.uniform(0, 40)) for number in range(6)]
    due = {act.key: act.due_at for act in acts}
    early = 0
    for second in range(LONGEST):
        network.true = float(second)
        before = len(network.stands)
        jobs.reap(lock, clock=wall)
        jobs.settle_unknown(clock=wall)
        jobs.deliver_due(worker, lock, clock=wall, slots=1)
        early += sum(key in due and due[key] > wall() for key, _ in network.stands[before:])
        if second > back and not _open(acts):
            break
    stands = Counter(key for key, _ in network.stands)
    told = dict(Act.objects.filter(pk__in=[act.pk for act in acts]).values_list("key", "state"))
    right = [state == ("live" if stands[key] else "refused") for key, state in told.items()]
    return Counter(
        n=len(acts),
        faults=2,
        early=early,
        twice=sum(count > 1 for count in stands.values()),
        lost=len(right) - sum(right),
    )


def _act(channel: Channel, number: int, after: float) -> Act:
    due = BEGIN + timedelta(seconds=after)
    return enqueue(
        channel=channel, kind=ActKind.REPLY, payload={"text": f"Svar {number}"},
        origin=Ref("drill", f"{channel.pk}"[:50] + str(number)), by=None, now=BEGIN, due_at=due,
    )  # fmt: skip


def _open(acts: list[Act]) -> bool:
    rows = Act.objects.filter(pk__in=[act.pk for act in acts])
    return rows.filter(state__in=["due", "sending", "unknown"]).exists()


if __name__ == "__main__":
    sys.exit(main())

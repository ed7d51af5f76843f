"""F2's judge: the network's log of calls beside the desk's own attempts.

wrong, early and idle are told in `answers`; TWICE and LOST are the stage's.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.utils import timezone
from tests.drills.stage import Stage

from torg.adapters.http import Answer, GuardedClient
from torg.adapters.networks.practice import calls
from torg.adapters.networks.practice.faults import Fault
from torg.adapters.networks.practice.stamps import moment
from torg.delivery.models import Act, Attempt
from torg.kernel.scope import every_municipality

LATER, REFUSED, UNCLEAR, LIVE = "later", "refused", "unknown", "live"
KINDS = ("publish", "reply")
# What the desk waits that is asked to wait without being told how long, and of itself: two
# seconds, doubled each time, to a quarter of an hour. Written here too, else a desk that waits
# less would be judged by its own word.
UNTOLD = 60
FIRST_WAIT, LONGEST_WAIT = 2, 900
PAGE = 500


@dataclass(frozen=True)
class Wrong:
    """One wrong answer: seconds of it, and what the desk must make of the call."""

    fault: Fault
    seconds: float
    outcome: str

    @property
    def name(self) -> str:
        """As it is counted: two that differ in seconds only are two."""
        return name_of({"fault": self.fault.value, "seconds": self.seconds})

    @property
    def wait(self) -> timedelta:
        """How long the network asks everybody on the channel to wait."""
        asked = self.outcome == LATER
        return timedelta(seconds=(self.seconds or UNTOLD) if asked else 0)


def name_of(line: Mapping[str, object]) -> str:
    """The wrong answer of one line of the network's log, "" for a sound one."""
    return f"{line['fault']}:{line['seconds']:g}" if line["fault"] else ""


class Watch(GuardedClient):
    """Notes when each call left the desk, by the real clock and the act's key."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__(allowed)
        self.sent: dict[str, list[datetime]] = defaultdict(list)

    def send(self, method: str, url: str, **given: Any) -> Answer:
        """As the client does."""
        if key := given["headers"].get("Idempotency-Key"):
            self.sent[key].append(timezone.now())
        return super().send(method, url, **given)


def knocks(stage: Stage) -> list[dict[str, object]]:
    """Every call that was to bring about a deed."""
    noted = calls.read(stage.outside.folder / calls.NAME)
    return [line for line in noted if line["kind"] in KINDS]


def met(stage: Stage) -> Counter[str]:
    """How often each wrong answer has been given."""
    return Counter(name for line in knocks(stage) if (name := name_of(line)))


def examined(stage: Stage, answers: tuple[Wrong, ...], patience: float) -> dict[str, Any]:
    """Each call of the network's log beside the desk's attempt that made it.

    patience: after so many seconds the desk gives a call up.
    """
    known = {answer.name: answer for answer in answers}
    heard: dict[str, list[Wrong | None]] = defaultdict(list)
    for line in knocks(stage):
        heard[str(line["key"])].append(known.get(name_of(line)))
    found = Counter({"wrong": 0, "slow": 0, "early": 0, "idle": 0})
    waits: dict[Any, list[tuple[Attempt, timedelta]]] = defaultdict(list)
    with every_municipality():
        acts = Act.objects.filter(origin_kind="drill").prefetch_related("attempts")
        for act in acts.iterator(chunk_size=PAGE):
            made = sorted(act.attempts.all(), key=lambda attempt: attempt.number)
            answered = heard.pop(act.key, [])
            found["idle"] += max(0, answered.count(None) - 1)
            found["wrong"] += abs(len(made) - len(answered))
            found.update(_misread(answered, made, timedelta(seconds=patience)))
            found["early"] += _early(made)
            for attempt, answer in zip(made, answered, strict=False):
                told = answer.wait if answer and attempt.outcome == LATER else timedelta()
                waits[act.channel_id].append((attempt, told))
    found["idle"] += sum(map(len, heard.values()))
    found["early"] += sum(map(_impatient, waits.values()))
    times = met(stage)
    return {
        "calls": len(knocks(stage)),
        "faults": times.total(),
        "fewest": min(times[answer.name] for answer in answers),
        "met": dict(sorted(times.items())),
        **found,
    }


def kept_by_network(
    stage: Stage, sent: Mapping[str, list[datetime]], window: timedelta
) -> dict[str, int]:
    """What tells a network that broke its card, on a machine that stood still, from a desk.

    window: from a call's leaving until it stands or never will, by the card. late: keys of calls
    that stood later than that; twice_in_time: keys that stand twice without any such.
    """
    late: set[str] = set()
    for line in calls.read(stage.outside.folder / calls.NAME):
        if line["kind"] == calls.ACCEPTED:
            key, arrived = str(line["key"]), moment(str(line["arrived"]))
            left = max((at for at in sent[key] if at <= arrived), default=arrived)
            if moment(str(line["at"])) > left + window:
                late.add(key)
    stands = Counter(str(line["key"]) for line in stage.outside.log())
    twice = {key for key, times in stands.items() if key and times > 1}
    return {"late": len(late), "twice_in_time": len(twice - late)}


def _misread(
    answered: list[Wrong | None], made: list[Attempt], patience: timedelta
) -> Iterator[str]:
    """ "wrong" for each outcome that the answer does not deserve, "slow" where it came too late.

    "You wrote that already", after a call that stayed unclear, may be that call's own post.
    """
    unclear = False
    for answer, attempt in zip(answered, made, strict=False):
        wanted = answer.outcome if answer else LIVE
        if wanted == REFUSED and unclear:
            wanted = UNCLEAR
        if attempt.outcome != wanted:
            ended = attempt.ended_at or attempt.started_at
            late = attempt.outcome == UNCLEAR and ended - attempt.started_at >= patience
            yield "slow" if late else "wrong"
        unclear = unclear or attempt.outcome == UNCLEAR


def _early(made: list[Attempt]) -> int:
    """Calls of one act that came sooner than its own back-off."""
    early = 0
    for place in range(len(made) - 1):
        ended, again = made[place].ended_at, made[place + 1].started_at
        wait = timedelta(seconds=min(FIRST_WAIT * 2**place, LONGEST_WAIT))
        early += ended is None or again < ended + wait
    return early


def _impatient(made: list[tuple[Attempt, timedelta]]) -> int:
    """Calls on a channel while the network had asked all of it to wait."""
    early = 0
    made.sort(key=lambda one: one[0].pk)
    for (attempt, wait), (following, _) in pairwise(made):
        early += following.started_at < attempt.started_at + wait
    return early

"""F1: workers killed in the middle of acts, at random moments and at every named step.

`python -m tests.drills.kills --kind publish --profile keyed --workers 2 --kills 300 --seed 7`
"""

import argparse
import random
import time
from collections.abc import Sequence

from tests.drills.crew import Crew, settle
from tests.drills.stage import (
    LAG,
    LATE,
    POST,
    PROCESSING,
    SLOW,
    UNHURRIED,
    Stage,
    at_hand,
    judge,
    lay,
    staged,
    vendor,
)
from tests.drills.verdict import Verdict

from torg.ports.network import ActKind, KeyKind

AT_ONCE = 120
EVERY_STEP = 500  # kills that meet each of the steps, or something is wrong with the drill
EACH = "acts"  # every act but a post and the taking back of one, in turn
ACTS = tuple(kind.value for kind in ActKind if kind not in {ActKind.PUBLISH, ActKind.DELETE_OWN})


def main() -> None:
    """Run one cell and print its verdict as JSON."""
    ask = argparse.ArgumentParser()
    ask.add_argument(
        "--kind", default="publish", choices=[POST, EACH, *(kind.value for kind in ActKind)]
    )
    ask.add_argument("--profile", default="keyed", choices=[kind.value for kind in KeyKind])
    ask.add_argument("--late", action="store_true", help="every other call is accepted late")
    ask.add_argument("--workers", type=int, default=1)
    ask.add_argument("--kills", type=int, default=30)
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args()
    profile = KeyKind(given.profile)
    print(drill(given.kind, profile, given.workers, given.kills, given.seed, given.late).told)


def drill(
    kind: str, profile: KeyKind, workers: int, kills: int, seed: int, late: bool = False
) -> Verdict:
    """Lay out deeds as fast as workers die over them, settle, judge."""
    began = time.monotonic()
    kinds = ACTS if kind == EACH else (kind,)
    with staged(
        profile, lag=SLOW if late else LAG, processing=SLOW if late else PROCESSING
    ) as stage:
        stage.outside.plant(LATE if late else UNHURRIED, seed)
        crew = Crew(workers, random.Random(seed))
        fight(stage, kinds, crew, kills)
        if kills >= EVERY_STEP and not crew.fewest:
            raise RuntimeError(f"a named step was never met: {dict(crew.met)}")
        stage.outside.plant([])
        settle()
        found = judge(stage)
    return Verdict(
        drill="F1",
        cell=f"{'late' if late else kind}/{profile.value}",
        db=vendor(),
        workers=workers,
        faults=crew.died,
        seed=seed,
        seconds=round(time.monotonic() - began, 1),
        notes={"at_steps": crew.met.total(), "fewest": crew.fewest},
        **found,
    )


def fight(stage: Stage, kinds: Sequence[str], crew: Crew, kills: int) -> None:
    """Until that many workers have died, with something to do all the while."""

    def refill() -> None:
        missing = kills - len(stage.wishes)
        if missing > 0 and at_hand() <= 2 * crew.size:
            lay_each(stage, kinds, min(missing + 5, AT_ONCE))
        elif missing <= 0 and at_hand() <= crew.size:
            lay_each(stage, kinds, 20)

    crew.kill(kills, refill)


def lay_each(stage: Stage, kinds: Sequence[str], count: int) -> None:
    """That many deeds, of each kind about as many."""
    for kind in kinds:
        lay(stage, kind, -(-count // len(kinds)))


if __name__ == "__main__":
    main()

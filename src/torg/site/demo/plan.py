"""Which posts there are: four weeks behind, the later ones closer, today, and two weeks ahead."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle
from typing import Any

from torg.delivery.actions import lift_hold, place_hold
from torg.delivery.jobs import settle_unknown
from torg.delivery.models import Hold
from torg.kernel.refusals import Refusal
from torg.planning.jobs import release_due
from torg.ports import registry
from torg.site.demo.posts import Album, Telling
from torg.site.demo.stage import Stage

BEHIND, AHEAD = 28, 14
PATTERN = (("main", "x"), ("unit",), ("main",), ("main", "image"))
ALONE = "jobb"
# What stands at which point ahead, by working day.
COMING = ("approved", "approved", "submitted", "approved", "returned", "withdrawn", "draft",
          "submitted", "approved", "approved")  # fmt: skip


@dataclass(slots=True)
class Plan:
    """Makes tellings: whose turn it is, which row of the pool comes next."""

    stage: Stage
    album: Album
    rows: Iterator[Mapping[str, Any]]
    jobs: Mapping[str, Mapping[str, Any]]
    turn: int = 0

    def telling(
        self, day: int, wall: str, keys: Sequence[str], *, row: Mapping[str, Any] | None = None
    ) -> Telling:
        """A post for a day on the channels of these keys ("unit": the row's own unit's)."""
        stage = self.stage
        row = row or next(self.rows)
        unit = row["unit"] if row["unit"] in stage.channels else "image"
        named = [unit if key == "unit" else key for key in keys]
        self.turn += 1
        pair = [stage.people["writer"], stage.people["colleague"]]
        author, other = pair if self.turn % 2 else pair[::-1]
        channels = [stage.channels[key] for key in named]
        if channels[0].department_id == stage.people["unit_writer"].department_id:
            author = stage.people["unit_writer"]
        local = stage.office.local(stage.at(day, wall))
        return Telling(
            stage=stage,
            album=self.album,
            written=stage.script.written(row, local.date()),
            channels=channels,
            author=author,
            reader=stage.people["lead"] if self.turn % 3 else other,
            day_wall=f"{local:%Y-%m-%dT%H:%M}",
        )


def lay_plan(stage: Stage) -> None:
    """Plan everything that the desk publishes."""
    rows = stage.script.posts()
    pool = [row for row in rows if not row["key"].startswith(ALONE)]
    stage.chance.shuffle(pool)
    jobs = {row["key"]: row for row in rows if row["key"].startswith(ALONE)}
    plan = Plan(stage, Album(stage), cycle(pool), jobs)
    behind = [day for day in range(-BEHIND, 0) if is_working(stage, day)]
    busy = [day for day in behind if day < -BEHIND // 2][::3]
    busy += [day for day in behind if day >= -BEHIND // 2]
    refused = max(number for number in range(len(busy) - 1) if number % 4 == 1)
    for number, day in enumerate(busy):
        telling = plan.telling(day, _morning(stage), PATTERN[number % 4])
        telling.long_alt = number == refused
        _out(telling, day, alone=number % 5 == 2)
    _today(plan, behind)
    _ahead(plan, behind)
    _undated(plan, behind)
    _pause(plan, behind[len(behind) // 2])
    _jobs(plan, behind)


def is_working(stage: Stage, day: int) -> bool:
    """Whether the office opens on that day from now."""
    return stage.office.is_working_day(stage.office.local(stage.at(day, "12:00")).date())


def _out(telling: Telling, day: int, *, alone: bool = False) -> None:
    """Write it a working day or two before, and publish it on its day."""
    stage = telling.stage
    before = day - 1 - stage.chance.randint(0, 1)
    while not is_working(stage, before):
        before -= 1
    telling.prepare(stage.at(before, _morning(stage)), alone=alone)
    stage.plan(_instant(telling), telling.publish)


def _today(plan: Plan, behind: Sequence[int]) -> None:
    """This morning's post, and one that goes out while somebody is looking."""
    stage = plan.stage
    if is_working(stage, 0):
        _out(plan.telling(0, "08:20", ("main", "x")), 0)
    local = stage.office.local(stage.end + timedelta(minutes=12))
    if local.hour in range(7, 20):
        wall = f"{local.hour:02d}:{local.minute // 5 * 5:02d}"
        shown = plan.telling(0, wall, ("unit",))
        shown.prepare(stage.at(behind[-1], "11:05"))


def _ahead(plan: Plan, behind: Sequence[int]) -> None:
    """Two weeks of plans at every point of their way."""
    stage = plan.stage
    days = [day for day in range(1, AHEAD + 1) if is_working(stage, day)]
    for number, (day, point) in enumerate(zip(days, COMING, strict=False)):
        telling = plan.telling(day, _morning(stage), PATTERN[number % 4])
        begins = stage.at(behind[-3 + number % 2], f"13:{5 * number:02d}")
        stage.plan(begins, telling.write)
        if point == "draft":
            continue
        handed = begins + timedelta(minutes=20)
        stage.plan(handed, telling.submit)
        read = begins + timedelta(minutes=70)
        after = {
            "approved": telling.approve,
            "returned": telling.send_back,
            "withdrawn": telling.withdraw,
        }
        if point in after:
            stage.plan(read, after[point])


def _undated(plan: Plan, behind: Sequence[int]) -> None:
    """Drafts without a day: one that lost its day to another, one that nobody has placed."""
    stage = plan.stage
    taken = next(day for day in range(1, AHEAD + 1) if is_working(stage, day))
    late = plan.telling(taken, "15:00", ("main",))
    loose = plan.telling(taken, "15:00", ("unit",))
    loose.day_wall = ""
    stage.plan(stage.at(behind[-1], "09:40"), partial(_book_or_wait, late))
    stage.plan(stage.at(behind[-1], "10:15"), loose.write)


def _book_or_wait(telling: Telling) -> None:
    try:
        telling.write()
    except Refusal:
        telling.day_wall = ""
        telling.write()


def _pause(plan: Plan, day: int) -> None:
    """A pause in the middle of a day: one post was already on its way, one was still to go."""
    stage = plan.stage
    caught = plan.telling(day, "10:57", ("image",))
    missed = plan.telling(day, "12:10", ("image",))
    for telling, wall in ((caught, "08:40"), (missed, "09:00")):
        telling.prepare(stage.at(day - 7, wall))
    held: list[Hold] = []

    def pauses() -> None:
        release_due(clock=stage.clock)
        held.append(
            place_hold(
                municipality=stage.municipality,
                channel=stage.channels["image"],
                reason="Kontot visar fel profilbild. Inget ska ut förrän det är utrett.",
                by=stage.people["lead"],
                now=stage.now,
            )
        )

    stage.plan(stage.at(day, "10:57"), pauses)
    stage.plan(stage.at(day, "12:10"), missed.publish)
    stage.plan(
        stage.at(day, "13:30"),
        lambda: lift_hold(hold=held[0], by=stage.people["lead"], now=stage.now),
    )


def _jobs(plan: Plan, behind: Sequence[int]) -> None:
    """A channel with trouble: one answer was lost, then the network took its right away."""
    stage = plan.stage
    days = (behind[-8], behind[-3], behind[-2])
    whole, lost, waiting = (
        plan.telling(day, "10:05", ("jobs",), row=plan.jobs[key])
        for day, key in zip(days, ("jobb", "jobb2", "jobb3"), strict=True)
    )
    for telling, day in zip((whole, lost, waiting), days, strict=True):
        _out(telling, day)
    account = stage.channels["jobs"].connection.account_id
    just_before = timedelta(seconds=20)
    stage.plan(_instant(lost) - just_before, partial(stage.network.lose_an_answer, "publish"))
    stage.plan(_instant(lost) + timedelta(minutes=4), partial(_cannot_tell, stage))
    stage.plan(_instant(waiting) - just_before, partial(stage.network.revoke, account))


def _cannot_tell(stage: Stage) -> None:
    """Look for the act on a network that does not show what was done."""
    registry.register("practice", stage.network.forgetful)
    try:
        settle_unknown(clock=stage.clock)
    finally:
        registry.register("practice", stage.network.network)


def _morning(stage: Stage) -> str:
    return f"{stage.chance.randint(8, 9):02d}:{stage.chance.randint(0, 11) * 5:02d}"


def _instant(telling: Telling) -> datetime:
    return telling.stage.office.instants_of(datetime.fromisoformat(telling.day_wall))[0]

"""F6, booking: many clients want the same days on a main page; one slot is one post.

`python -m tests.drills.races --days 20 --clients 50 --workers 8 --seed 3`: each client is a writer
with a connection of its own; `workers` processes serve them, all let go at once for each day.
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from multiprocessing import Barrier
from typing import NoReturn

from django.db import OperationalError
from tests.drills.stage import close_connections, vendor
from tests.drills.verdict import Verdict
from tests.factories.delivery import make_channel, wire_scripted
from tests.factories.inbox import Desk, make_desk
from tests.factories.planning import content

from torg.channels.models import Channel, ChannelClass
from torg.kernel.refusals import Refusal
from torg.kernel.scope import every_municipality
from torg.planning import actions
from torg.planning.models import DayBooking, Post

FIRST = date(2026, 9, 7)
NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
PER_DAY = 1  # Malmö's main page on Facebook (M1-29)


def main() -> int:
    """Run the race and print its verdict as JSON."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--days", type=int, default=10)
    ask.add_argument("--clients", type=int, default=50)
    ask.add_argument("--workers", type=int, default=8)
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args()
    began = time.monotonic()
    wire_scripted()
    desk = make_desk("malmo")
    channel = make_channel(department=desk.department, channel_class=ChannelClass.MAIN)
    told = race(desk, channel, given.days, given.clients, given.workers, given.seed)
    with every_municipality():
        posts = Post.objects.count()
        booked = DayBooking.objects.count()
        over = sum(
            DayBooking.objects.filter(day=day).count() > PER_DAY
            for day in DayBooking.objects.values_list("day", flat=True).distinct()
        )
    verdict = Verdict(
        drill="F6",
        cell="booking",
        db=vendor(),
        workers=given.workers,
        n=given.days,
        faults=given.days * given.clients,
        # A draft without its day, or a day without its draft, would be half a booking.
        twice=over + abs(posts - booked),
        lost=given.days - told.get("won", 0) + told.get("broke", 0),
        unknown=0,
        seed=given.seed,
        seconds=round(time.monotonic() - began, 1),
        notes={"clients": given.clients, "refused": told.get("refused", 0)},
    )
    print(verdict.told)
    return int(verdict.failed)


def race(
    desk: Desk, channel: Channel, days: int, clients: int, workers: int, seed: int
) -> dict[str, int]:
    """How many won, were refused, or met an error of the database."""
    gate = Barrier(workers)
    close_connections()
    pipes = []
    for number in range(workers):
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            share = clients // workers + (number < clients % workers)
            _book(desk, channel, days, share, gate.wait, writer, random.Random(seed + number))
        os.close(writer)
        pipes.append((child, reader))
    sums = {"won": 0, "refused": 0, "broke": 0}
    for child, reader in pipes:
        with os.fdopen(reader) as told:
            for word in told.read().split():
                sums[word] += 1
        os.waitpid(child, 0)
    return sums


def _book(
    desk: Desk,
    channel: Channel,
    days: int,
    clients: int,
    wait: Callable[[], int],
    writer: int,
    chance: random.Random,
) -> NoReturn:
    out = []
    try:
        with every_municipality():
            for number in range(days):
                wait()
                for _ in range(clients):
                    time.sleep(chance.uniform(0, 0.002))
                    out.append(_try(desk, channel, FIRST + timedelta(days=number)))
    finally:
        os.write(writer, " ".join(out).encode())
        os._exit(0)


def _try(desk: Desk, channel: Channel, day: date) -> str:
    try:
        actions.write_post(
            department=desk.department,
            content=content(channel, planned_wall=f"{day}T09:00"),
            by=desk.writer,
            now=NOW,
        )
    except Refusal:
        return "refused"
    except OperationalError:
        return "broke"
    return "won"


if __name__ == "__main__":
    sys.exit(main())

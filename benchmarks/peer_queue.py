"""Calls that are due in the same moment, as a peer's queue makes them.

Run by the Python of the peer's own environment: knows nothing of Torg and imports nothing of it.
Standard input, JSON: peer; calls, how many; slots, side by side; seconds, each takes; folder, for
what the peer writes; dsn, of an empty PostgreSQL, for the peer that needs one. Standard output,
JSON: late, seconds after they were due until each call that was made had its answer, in order.

Every worker is at work, with nothing to do, when the moment comes for which all are planned.
"""

import asyncio
import json
import logging
import sys
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

AHEAD = 6.0
LONGEST = 120.0
ANSWERED: list[float] = []


def call(seconds: float) -> None:
    """A network that answers after so long."""
    time.sleep(seconds)
    ANSWERED.append(time.time())


def soon() -> datetime:
    """When all calls are due."""
    return datetime.now().astimezone() + timedelta(seconds=AHEAD)


def huey(given: Mapping[str, Any]) -> float:
    """Tasks in a file of SQLite, written through to the disk, and a consumer of threads."""
    library = import_module("huey")
    desk = library.SqliteHuey(filename=str(Path(given["folder"]) / "huey.db"), fsync=True)
    task, due = desk.task()(call), soon()
    for _ in range(given["calls"]):
        task.schedule(args=(given["seconds"],), eta=due)
    consumer = desk.create_consumer(workers=given["slots"], worker_type="thread", periodic=False)
    consumer.start()
    while len(ANSWERED) < given["calls"] and time.time() - due.timestamp() < LONGEST:
        time.sleep(0.01)
    consumer.stop(graceful=False)
    return due.timestamp()


def procrastinate(given: Mapping[str, Any]) -> float:
    """Jobs in PostgreSQL and one worker of that many slots, which polls each second."""
    library = import_module("procrastinate")
    due = 0.0

    async def work() -> None:
        nonlocal due
        app = library.App(connector=library.PsycopgConnector(conninfo=given["dsn"]))

        @app.task(queue="calls")  # type: ignore[untyped-decorator]
        async def called() -> None:
            await asyncio.sleep(given["seconds"])
            ANSWERED.append(time.time())

        async with app.open_async():
            await app.schema_manager.apply_schema_async()
            planned = soon()
            due = planned.timestamp()
            jobs = called.configure(schedule_at=planned)
            await jobs.batch_defer_async(*({} for _ in range(given["calls"])))
            running = asyncio.create_task(
                app.run_worker_async(
                    queues=["calls"],
                    concurrency=given["slots"],
                    fetch_job_polling_interval=1,
                    install_signal_handlers=False,
                )
            )
            while len(ANSWERED) < given["calls"] and time.time() - due < LONGEST:
                await asyncio.sleep(0.01)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    asyncio.run(work())
    return due


def apscheduler(given: Mapping[str, Any]) -> float:
    """Its own defaults but for the slots: what is more than a second late is dropped."""
    background = import_module("apscheduler.schedulers.background")
    pools = import_module("apscheduler.executors.pool")
    desk = background.BackgroundScheduler(
        executors={"default": pools.ThreadPoolExecutor(given["slots"])}
    )
    due = soon()
    for number in range(given["calls"]):
        desk.add_job(call, "date", run_date=due, args=[given["seconds"]], id=str(number))
    desk.start()
    while desk.get_jobs() and time.time() - due.timestamp() < LONGEST:
        time.sleep(0.05)
    desk.shutdown(wait=True)
    return due.timestamp()


PEERS = {made.__name__: made for made in (huey, procrastinate, apscheduler)}


def main() -> None:
    """Answer what standard input asks."""
    given = json.load(sys.stdin)
    logging.disable(logging.CRITICAL)
    began = PEERS[given["peer"]](given)
    json.dump({"late": sorted(at - began for at in ANSWERED)}, sys.stdout)


if __name__ == "__main__":
    main()

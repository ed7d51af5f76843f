"""`torg serve`: one supervised process tree: self-check, database, worker, web.

The supervisor is standard library only: it holds no database connection, starts in a
moment and has one thread, so it can always answer a signal.
"""

import http.client
import os
import signal
import subprocess
import sys
import time
from types import FrameType
from typing import NoReturn

from torg.site import gate, places, selfcheck
from torg.site.children import Child, die_with_parent, stop

PATIENCE = 4.0
TICK = 0.1
# Of one web process. Deliveries that wait for the disk at the same time share one write to it;
# pages go two at a time all the same (site.door). More than this for a processor the server
# warns of at every start, and on two processors five share as well as eight.
THREADS = str(min(8, 2 * (os.cpu_count() or 1) + 1))
STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
TORG = [sys.executable, "-m", "torg"]


class Stopped(Exception):
    """Somebody asked the desk to stop."""


class AlreadyTold(Exception):
    """A child could not start, and has said why."""


def serve() -> int:
    """Run the desk until SIGTERM, SIGINT or SIGHUP; 0 after a clean stop, else CannotStart."""
    began = time.monotonic()
    selfcheck.check_environment()
    desk = selfcheck.take_desk(places.DATA_DIR)
    port = selfcheck.check_port(places.HOST, places.PORT)
    for number in STOPS:
        signal.signal(number, _stop)
    worker, web = children = [_worker(), _web(places.HOST, port)]
    try:
        who = _prepare_beside(web)
        worker.start()
        _watch(children, port, began, who)
    except Stopped:
        _say("Torg stannar.")
        return 0
    except AlreadyTold:
        return selfcheck.EXIT_CODE
    finally:
        stop(children, PATIENCE)
        desk.close()


def _prepare_beside(web: Child) -> str:
    """Prepare the database while the web loads its code behind the gate."""
    with gate.shut(places.DATA_DIR):
        web.start()
        try:
            return _prepare()
        except BaseException:
            web.end_group(signal.SIGKILL)  # it has met nobody, so it has nothing to finish
            raise


def _prepare() -> str:
    """Bring the database up to date; returns what to tell about signing in."""
    with subprocess.Popen(  # noqa: S603
        [*TORG, "prepare"],
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509 (the supervisor has one thread)
        start_new_session=True,
    ) as process:
        try:
            who, _ = process.communicate()
        except Stopped:
            process.terminate()
            raise
    if process.returncode == selfcheck.EXIT_CODE:
        raise AlreadyTold
    if process.returncode:
        raise selfcheck.CannotStart(
            "Databasen kunde inte göras i ordning: läs felet ovanför, "
            "återställ från säkerhetskopian om det behövs och starta igen."
        )
    return who.strip()


def _watch(children: list[Child], port: int, began: float, who: str) -> NoReturn:
    """Keep the children running; say once when the desk answers. Ends by Stopped."""
    announced = False
    while True:
        for child in children:
            if said := child.tend():
                _say(said)
        if not announced and _answers(port):
            announced = True
            _announce(port, time.monotonic() - began, who)
        time.sleep(TICK)


def _announce(port: int, seconds: float, who: str) -> None:
    taken = f"{seconds:.1f}".replace(".", ",")
    _say(f"\nTorg är igång på http://{_reached_at()}:{port}/ ({taken} s). Stoppa med Ctrl+C.")
    for line in (who, *selfcheck.missing_comforts()):
        if line:
            _say(line)


def _answers(port: int) -> bool:
    """Whether the web answers, and not with a fault of its own."""
    connection = http.client.HTTPConnection(_reached_at(), port, timeout=2)
    try:
        connection.request("GET", "/", headers={"Host": f"127.0.0.1:{port}"})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _reached_at() -> str:
    """An address of this machine that HOST listens on."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104
    return everywhere.get(places.HOST, places.HOST)


def _worker() -> Child:
    return Child("Arbetaren", [*TORG, "worker"])


def _web(host: str, port: int) -> Child:
    """One web process over SQLite, which has one writer; PostgreSQL may have several."""
    processes = os.environ.get("TORG_WEB_PROCESSES", "2") if places.DATABASE_URL else "1"
    server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws"]
    place = ["--host", host, "--port", str(port), "--workers", processes]
    care = ["--blocking-threads", THREADS, "--workers-kill-timeout", "3", "--log-level", "warning"]
    return Child("Webben", [*server, *place, *care, "torg.site.wsgi:application"])


def _stop(number: int, frame: FrameType | None) -> None:
    """Ends whatever the supervisor is doing; the way down is not interrupted again."""
    del number, frame
    for each in STOPS:
        signal.signal(each, signal.SIG_IGN)
    raise Stopped


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201

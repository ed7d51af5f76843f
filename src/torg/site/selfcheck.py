"""What must hold before the desk starts; each fault is one sentence that says who can mend it.

Standard library only: it runs before anything that may be missing is imported.
The sentences are plain Swedish, since no translation is loaded this early.
"""

import ctypes
import errno
import fcntl
import re
import socket
import sqlite3
import tempfile
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from torg.site import places

OLDEST_SQLITE = (3, 51, 3)
ZONE = "Europe/Stockholm"
EXIT_CODE = 2
UNFINISHED = "restore-unfinished.json"
NO_PANGO = (
    "Pango saknas, så bevis sparas som originaldata och kontrollsumma utan PDF: "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core"
)


class CannotStart(Exception):
    """The desk cannot start; the text is one Swedish sentence for whoever started it."""


def check_libraries(required: list[str] | None = None) -> None:
    """Every library that the project asks for is installed."""
    if required is None:
        try:
            required = metadata.requires("torg") or []
        except metadata.PackageNotFoundError:
            raise CannotStart(
                "Torg är inte installerat i den här Pythonmiljön: kör `make setup` och starta igen."
            ) from None
    missing = [name for line in required if not _installed(name := _name(line))]
    if missing:
        raise CannotStart(
            f"Biblioteket {', '.join(missing)} saknas i Pythonmiljön: "
            "kör `make setup` och starta igen."
        )


def check_sqlite(found: tuple[int, ...] = sqlite3.sqlite_version_info) -> None:
    """The embedded database is newer than the WAL-reset corruption bug (docs/adr/0002)."""
    if found < OLDEST_SQLITE:
        raise CannotStart(
            f"SQLite {_version(found)} är för gammal och kan skada databasen: Torg kräver "
            f"{_version(OLDEST_SQLITE)} eller senare, som följer med när du kör `make setup`."
        )


def check_zone(zone: str = ZONE) -> None:
    """Deadlines follow Swedish wall time, so the zone's data must be there."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, OSError, ValueError):
        raise CannotStart(
            f"Tidszonen {zone} saknas på datorn, så svarstider kan inte räknas: "
            "kör `make setup` som installerar tzdata och starta igen."
        ) from None


def check_folder(folder: Path) -> None:
    """The data folder can be made and written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"torg")
            probe.flush()
    except OSError as error:
        cause = "disken är full" if error.errno == errno.ENOSPC else "den är skrivskyddad"
        if error.errno in (errno.ENOTDIR, errno.EEXIST):
            cause = "sökvägen går genom en fil"
        raise CannotStart(
            f"Torg kan inte skriva i datamappen {folder} ({cause}): "
            "ge skrivrätt eller välj en annan mapp med DATA_DIR."
        ) from None


def check_restored(folder: Path) -> None:
    """No restore was interrupted here: until it is done, old posts would be sent again."""
    if (folder / UNFINISHED).exists():
        raise CannotStart(
            f"En återställning till {folder} avbröts: kör `python -m torg restore` en gång till "
            "med samma säkerhetskopia. Tills dess skickas ingenting."
        )


def take_desk(folder: Path) -> IO[str]:
    """Hold the data folder until the returned file closes; only one desk may run on it.

    The system lets go when the process ends, however it ends. The file stays: removing it
    would let two processes hold two files of one name.
    """
    (folder / "locks").mkdir(exist_ok=True)
    file = (folder / "locks" / "desk.lock").open("a", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise CannotStart(
            f"Ett annat Torg kör redan på datamappen {folder}: "
            "stoppa det först eller välj en annan mapp med DATA_DIR."
        ) from None
    return file


def check_port(host: str, port: str) -> int:
    """The port is a number and free; returns it."""
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise CannotStart(f"PORT={port} är inget portnummer: välj ett tal mellan 1 och 65535.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            raise CannotStart(_port_sentence(host, port, error)) from None
    return int(port)


def check_environment() -> None:
    """All that every process of the desk needs: libraries, SQLite, zone, data folder."""
    check_libraries()
    if not places.DATABASE_URL:
        check_sqlite()
    check_zone()
    check_folder(places.DATA_DIR)
    check_restored(places.DATA_DIR)


def missing_comforts(load: Callable[[str], object] = ctypes.CDLL) -> list[str]:
    """What the desk can do without, one Swedish sentence each."""
    try:
        load("libpango-1.0.so.0")
        load("libpangoft2-1.0.so.0")
    except OSError:
        return [NO_PANGO]
    return []


def _port_sentence(host: str, port: str, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} används redan av ett annat program: stoppa det eller välj en annan port, "
            f"till exempel `make run PORT={int(port) % 65535 + 1}`."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} kräver systemrättigheter: välj en port över 1023 med PORT."
    return f"Adressen {host}:{port} går inte att lyssna på: kontrollera HOST och PORT."


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    return found.group() if found else requirement


def _version(parts: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in parts)

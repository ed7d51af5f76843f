"""The archive: a zip file that any tool opens, with a signed table of contents."""

import errno
import hashlib
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from torg.site.backup import databases, manifest
from torg.site.backup.manifest import BadBackup, Manifest, Stored

MANIFEST = "manifest.txt"
READ_ME = "LAES-MIG.txt"
KEYS = "keys.sealed"
DATABASE = {"sqlite": "database/torg.sqlite3", "postgresql": "database/torg.pgdump"}
KNOWN = re.compile(r"database/torg\.(sqlite3|pgdump)|keys\.sealed|blobs/[0-9a-f]{64}")
CHUNK = 1 << 20
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Archive:
    """A backup that is being written: its files, and what the table of contents says of them."""

    def __init__(self, file: Path) -> None:
        self._zip = zipfile.ZipFile(file, "x", allowZip64=True)
        self.files: dict[str, Stored] = {}

    def add_bytes(self, name: str, data: bytes) -> None:
        """Store as it is: pictures and PDF are packed already."""
        self._zip.writestr(name, data, zipfile.ZIP_STORED)
        self.files[name] = Stored(len(data), hashlib.sha256(data).hexdigest())

    def add_file(self, name: str, file: Path) -> None:
        """Store packed."""
        with file.open("rb") as source:
            digest = hashlib.file_digest(source, "sha256").hexdigest()
        self._zip.write(file, name, zipfile.ZIP_DEFLATED, compresslevel=1)
        self.files[name] = Stored(file.stat().st_size, digest)

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *fault: object) -> None:
        """What was not finished is given up: closing it would write once more on a full disk."""
        unfinished, self._zip.fp = self._zip.fp, None
        if unfinished is not None:
            with suppress(OSError):
                unfinished.close()

    def finish(self, note: str, read_me: str) -> None:
        """Write what is read first, and close."""
        self._zip.writestr(READ_ME, read_me)
        self._zip.writestr(MANIFEST, note)
        self._zip.close()


@contextmanager
def written(target: Path) -> Iterator[Path]:
    """A hidden name beside the target; the target appears whole, on disk, or not at all.

    Yields the hidden folder's file. Raises BadBackup when there is no room or no right.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            raise BadBackup(f"{target} finns redan: en säkerhetskopia skrivs aldrig över.")
        with tempfile.TemporaryDirectory(prefix=".torg-", dir=target.parent) as folder:
            draft = Path(folder) / target.name
            yield draft
            sync(draft)
            draft.chmod(0o600)
            draft.rename(target)
        sync(target.parent)
    except OSError as error:
        raise BadBackup(no_room(target.parent, error)) from None


def no_room(folder: Path, error: OSError) -> str:
    """Why nothing could be written in the folder, and who mends it."""
    if error.errno in FULL:
        cause = "disken är full"
    elif error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        cause = "mappen är skrivskyddad"
    else:
        cause = error.strerror or type(error).__name__
    return (
        f"Det gick inte att skriva i {folder} ({cause}): "
        "frigör utrymme eller välj en annan plats. Inget halvt har lämnats kvar."
    )


def sync(path: Path) -> None:
    """Onto the disk, so that it survives a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def opened(file: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """A backup whose table of contents holds. Raises BadBackup."""
    if not file.is_file():
        raise BadBackup(f"Det finns ingen säkerhetskopia {file}: kontrollera sökvägen.")
    if not file.stat().st_size:
        raise BadBackup(f"{file} är en tom fil: ta en annan säkerhetskopia.")
    try:
        with zipfile.ZipFile(file) as packed:
            yield packed, manifest.read(packed.read(MANIFEST).decode())
    except (zipfile.BadZipFile, KeyError, EOFError, UnicodeDecodeError, NotImplementedError):
        raise BadBackup(
            f"{file} är ingen hel säkerhetskopia från Torg: den är avbruten, skadad "
            "eller en annan fil. Ta en annan säkerhetskopia."
        ) from None


def check(packed: zipfile.ZipFile, told: Manifest) -> None:
    """Every file is there, nothing else is, and each has its digest. Raises BadBackup."""
    inside = sorted(info.filename for info in packed.infolist())
    if inside != sorted([*told.files, MANIFEST, READ_ME]):
        raise BadBackup("Säkerhetskopian har fler eller färre filer än den säger.")
    if DATABASE.get(told.vendor) not in told.files:
        raise BadBackup("Säkerhetskopian innehåller ingen databas.")
    for name, stored in told.files.items():
        if not KNOWN.fullmatch(name) or _read_through(packed, name) != stored:
            raise BadBackup(f"{name} i säkerhetskopian är skadad eller ändrad.")


def check_database(file: Path, told: Manifest) -> None:
    """The database opens, and its log ends where the table of contents says. Raises BadBackup."""
    if told.vendor == "postgresql":
        databases.check_postgres_dump(file)
        return
    check_heads(databases.read_sqlite(file), told)


def check_heads(found: databases.Held, told: Manifest) -> None:
    """The logs end where the table of contents says. Raises BadBackup."""
    if found.heads != list(told.heads):
        raise BadBackup("Loggen i säkerhetskopian slutar inte där innehållsförteckningen säger.")


def unpack(packed: zipfile.ZipFile, name: str, target: Path) -> None:
    """One file onto the disk, for its owner only."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with packed.open(name) as source, target.open("xb") as file:
        shutil.copyfileobj(source, file, CHUNK)
        file.flush()
        os.fsync(file.fileno())
    target.chmod(0o600)


def _read_through(packed: zipfile.ZipFile, name: str) -> Stored:
    digest, size = hashlib.sha256(), 0
    with packed.open(name) as source:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return Stored(size, digest.hexdigest())

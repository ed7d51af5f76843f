"""`torg backup`: one moment of the desk in one file, checked before it gets its name."""

import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from torg.kernel.blobs import BlobDamaged, BlobMissing, BlobStore
from torg.site.backup import archive, databases, keys, manifest
from torg.site.backup.archive import DATABASE, Archive
from torg.site.backup.manifest import DamagedDatabase, Manifest

LAST = "last-backup.json"
READ_ME = """\
Säkerhetskopia av Torg, {moment}.

Återställ:  python -m torg restore DENNA-FIL --into TOM-DATAMAPP
Granska:    python -m torg backup --verify DENNA-FIL

database/   databasen ({vendor})
blobs/      bilder och förseglade bevis; filens namn är dess SHA-256
{keys}
Hela anvisningen: docs/how-to/backup.md i Torg.
"""
KEYS_INSIDE = "keys.sealed nycklarna, låsta med lösenfrasen"
KEYS_OUTSIDE = "Nycklarna ligger INTE här. De behövs vid återställning: {names}"


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup: the file, and what it says of itself."""

    file: Path
    manifest: Manifest


def make(*, data_dir: Path, url: str, target: Path, passphrase: str, now: datetime) -> Made:
    """Copy database and files into one archive. url: empty for SQLite. Raises BadBackup.

    Each reads the whole database; the status page shows when one was made, and damage at once.
    """
    try:
        made = _make(data_dir=data_dir, url=url, target=target, passphrase=passphrase, now=now)
    except DamagedDatabase:
        _remember(data_dir, {**_noted(data_dir), "damaged_at": now.isoformat()})
        raise
    size = made.file.stat().st_size
    _remember(data_dir, {"at": now.isoformat(), "name": made.file.name, "bytes": size})
    return made


def _make(*, data_dir: Path, url: str, target: Path, passphrase: str, now: datetime) -> Made:
    """The database is copied first: whatever it names was stored before, so the files that
    are read afterwards are at least those that it needs.
    """
    file = (
        target / f"torg-{now.astimezone(UTC):%Y-%m-%dT%H%M%SZ}.zip" if _folder(target) else target
    )
    with archive.written(file) as draft:
        signer = manifest.installation_signer(data_dir / "keys")
        vendor = "postgresql" if url else "sqlite"
        copy = draft.with_name("database")
        held = (
            databases.copy_postgres(url, copy)
            if url
            else databases.copy_sqlite(data_dir / "torg.sqlite3", copy)
        )
        with Archive(draft) as packed:
            packed.add_file(DATABASE[vendor], copy)
            copy.unlink()
            missing = _add_blobs(packed, BlobStore(data_dir / "blobs"), held.blobs)
            if passphrase:
                packed.add_bytes(archive.KEYS, keys.seal(data_dir / "keys", passphrase))
            told = Manifest(
                format=manifest.FORMAT,
                installation=str(signer.verifier),
                version=metadata.version("torg"),
                vendor=vendor,
                moment=now.astimezone(UTC).isoformat(),
                migrations=held.migrations,
                heads=held.heads,
                missing=missing,
                keys=keys.names(data_dir / "keys"),
                keys_inside=bool(passphrase),
                files=packed.files,
            )
            packed.finish(told.signed(signer), _read_me(told))
        verify(draft)
    return Made(file, told)


def verify(file: Path) -> Manifest:
    """Open the backup as a restore would and read all of it. Raises BadBackup."""
    with archive.opened(file) as (packed, told):
        archive.check(packed, told)
        beside = file.parent if os.access(file.parent, os.W_OK) else None
        with tempfile.TemporaryDirectory(prefix=".torg-", dir=beside) as folder:
            copy = Path(folder) / "database"
            archive.unpack(packed, DATABASE[told.vendor], copy)
            archive.check_database(copy, told)
    return told


def _add_blobs(packed: Archive, store: BlobStore, wanted: frozenset[str]) -> list[str]:
    """All files of the store; returns the digests that are lacking or no longer true."""
    bad = set()
    there: Iterable[str] = store.digests()
    for digest in there:
        try:
            packed.add_bytes(f"blobs/{digest}", store.get(digest))
        except (BlobMissing, BlobDamaged):
            bad.add(digest)
    return sorted(bad | {each for each in wanted if f"blobs/{each}" not in packed.files})


def _folder(target: Path) -> bool:
    return target.is_dir() or target.suffix != ".zip"


def _read_me(told: Manifest) -> str:
    outside = KEYS_OUTSIDE.format(names=", ".join(told.keys))
    return READ_ME.format(
        moment=told.moment, vendor=told.vendor, keys=KEYS_INSIDE if told.keys_inside else outside
    )


def _remember(data_dir: Path, told: dict[str, Any]) -> None:
    """For the status page; a disk without room for it is told of elsewhere."""
    draft = data_dir / f".{LAST}"
    try:
        draft.write_text(json.dumps(told), encoding="utf-8")
        draft.replace(data_dir / LAST)
    except OSError:
        draft.unlink(missing_ok=True)


def _noted(data_dir: Path) -> dict[str, Any]:
    try:
        noted = json.loads((data_dir / LAST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}

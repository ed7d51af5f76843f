"""`torg restore`: a backup onto an empty place, all of it or nothing.

The desk is put together in a hidden folder and gets its name last. Until the desk's own
part (`torg restored`) has made every young act unclear, a note keeps it from starting.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from torg.site import selfcheck
from torg.site.backup import archive, databases, keys, manifest
from torg.site.backup.archive import DATABASE
from torg.site.backup.manifest import INSTALLATION_KEY, BadBackup, Manifest

STAGE = ".restoring"
MAY_BE_THERE = frozenset({"keys", "locks", "static", "lost+found", STAGE, selfcheck.UNFINISHED})
TORG = [sys.executable, "-m", "torg"]


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for. url: empty for SQLite; passphrase: empty when the keys lie outside."""

    file: Path
    into: Path
    url: str
    passphrase: str
    without_keys: bool


def restore(order: Order) -> Manifest:
    """Bring the desk back as it was at the backup's moment. Raises BadBackup, CannotStart."""
    with archive.opened(order.file) as (packed, told):
        archive.check(packed, told)
        _check_fits(order, told)
        held = _keys(order, packed, told)
        order.into.mkdir(parents=True, exist_ok=True)
        desk = selfcheck.take_desk(order.into)
        try:
            _build(order, packed, told, held)
        except OSError as error:
            raise BadBackup(archive.no_room(order.into, error)) from None
        finally:
            shutil.rmtree(order.into / STAGE, ignore_errors=True)
            desk.close()
    return told


def _check_fits(order: Order, told: Manifest) -> None:
    vendor = "postgresql" if order.url else "sqlite"
    if told.vendor != vendor:
        raise BadBackup(
            f"Säkerhetskopian är av {_vendor(told.vendor)} men Torg är inställt på "
            f"{_vendor(vendor)}: ändra TORG_DATABASE_URL. Inget har återställts."
        )
    newer = sorted(set(told.migrations) - _known_migrations())
    if newer:
        raise BadBackup(
            f"Säkerhetskopian är gjord av en nyare version av Torg ({told.version}, {newer[0]}): "
            "installera den versionen och försök igen. Inget har återställts."
        )
    _check_empty(order)


def _check_empty(order: Order) -> None:
    begun = _begun(order)
    there = {path.name for path in order.into.iterdir()} if order.into.is_dir() else set()
    if there - MAY_BE_THERE and not (begun and "torg.sqlite3" not in there):
        raise BadBackup(
            f"{order.into} är inte tom: välj en tom mapp, så att inget skrivs över. "
            "Inget har återställts."
        )
    if order.url and not begun and not databases.is_empty_postgres(order.url):
        raise BadBackup(
            f"Databasen {databases.dbname(order.url)} är inte tom: skapa en ny databas för "
            "återställningen, så att inget skrivs över. Inget har återställts."
        )


def _keys(order: Order, packed: zipfile.ZipFile, told: Manifest) -> dict[str, str]:
    """The key files to put in place; none when they lie there already, or are lost."""
    folder = order.into / "keys"
    if (folder / INSTALLATION_KEY).is_file():
        ours = str(manifest.installation_signer(folder).verifier)
        if ours != told.installation:
            raise BadBackup(
                "Säkerhetskopian kommer från en annan installation än nycklarna i "
                f"{folder}: kontrollera att du har rätt fil. Inget har återställts."
            )
        return {}
    if told.keys_inside and order.passphrase:
        return keys.unseal(packed.read(archive.KEYS), order.passphrase)
    if order.without_keys:
        return {}
    way = "ange lösenfrasen i TORG_BACKUP_PASSPHRASE" if told.keys_inside else (
        f"lägg nyckelfilerna ({', '.join(told.keys)}) i {folder}"
    )  # fmt: skip
    raise BadBackup(
        f"Nycklarna saknas: {way} och försök igen. Är de förlorade återställer --without-keys "
        "allt utom anslutningarna till kanalerna, den andra faktorn vid inloggning och rätten "
        "att signera loggen vidare. Inget har återställts."
    )


def _build(order: Order, packed: zipfile.ZipFile, told: Manifest, held: dict[str, str]) -> None:
    stage, begun = order.into / STAGE, _begun(order)
    with order.file.open("rb") as file:
        name = hashlib.file_digest(file, "sha256").hexdigest()
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(mode=0o700)
    _note(order, name)
    try:
        database = stage / "torg.sqlite3"
        archive.unpack(packed, DATABASE[told.vendor], database)
        archive.check_database(database, told)
        for blob in told.blobs:
            digest = Path(blob).name
            archive.unpack(packed, blob, stage / "blobs" / digest[:2] / digest[2:4] / digest)
        _load(order, told, database, resumed=begun == name)
    except (BadBackup, OSError):
        if not begun:
            (order.into / selfcheck.UNFINISHED).unlink(missing_ok=True)
        raise
    _settle(order, told, name, held)
    _put_in_place(order, held)


def _load(order: Order, told: Manifest, database: Path, *, resumed: bool) -> None:
    if not order.url:
        return
    if not (resumed and not databases.is_empty_postgres(order.url)):
        databases.load_postgres(order.url, database)
        archive.check_heads(databases.read_postgres(order.url), told)
    database.unlink()


def _settle(order: Order, told: Manifest, name: str, held: dict[str, str]) -> None:
    """The desk's own part, in a process whose data folder is the hidden one."""
    lost = not held and not (order.into / "keys" / INSTALLATION_KEY).is_file()
    asked = [*TORG, "restored", "--moment", told.moment, "--backup", name]
    ended = subprocess.run(  # noqa: S603
        [*asked, *(["--without-keys"] if lost else [])],
        env={**os.environ, "DATA_DIR": str(order.into / STAGE), "TORG_DATABASE_URL": order.url},
        check=False,
    )
    if ended.returncode:
        raise BadBackup(
            "Databasen är inläst men kunde inte göras i ordning: läs felet ovanför, "
            "åtgärda det och kör samma kommando igen. Torg startar inte förrän det är gjort."
        )


def _put_in_place(order: Order, held: dict[str, str]) -> None:
    """Files first, then the database: a desk with a database is a whole desk."""
    folder = order.into / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    for name, text in held.items():
        draft = folder / f".{Path(name).name}"
        draft.touch(0o600)
        draft.write_text(text, encoding="ascii")
        archive.sync(draft)
        draft.replace(folder / Path(name).name)
    blobs = order.into / STAGE / "blobs"
    if blobs.is_dir():
        shutil.rmtree(order.into / "blobs", ignore_errors=True)
        blobs.rename(order.into / "blobs")
    if not order.url:
        databases.fold_sqlite(order.into / STAGE / "torg.sqlite3")
        (order.into / STAGE / "torg.sqlite3").rename(order.into / "torg.sqlite3")
    archive.sync(order.into)
    (order.into / selfcheck.UNFINISHED).unlink()
    archive.sync(order.into)


def _begun(order: Order) -> str:
    """The digest of the backup whose restore was interrupted here; empty when none was."""
    note = order.into / selfcheck.UNFINISHED
    return str(json.loads(note.read_text(encoding="utf-8"))["backup"]) if note.is_file() else ""


def _note(order: Order, name: str) -> None:
    note = order.into / selfcheck.UNFINISHED
    told = {"backup": name, "file": str(order.file)}
    note.write_text(json.dumps(told), encoding="utf-8")
    archive.sync(note)


def _known_migrations() -> frozenset[str]:
    """Asked of Django in a process with a data folder that goes away: settings make keys."""
    with tempfile.TemporaryDirectory(prefix="torg-") as folder:
        told = subprocess.run(  # noqa: S603
            [*TORG, "restored", "--known"],
            env={**os.environ, "DATA_DIR": folder},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return frozenset(told.stdout.split())


def _vendor(name: str) -> str:
    return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(name, name)

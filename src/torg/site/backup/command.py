"""The command line of backup and restore: Swedish sentences, and exit codes for a timer.

0: well. 1: the backup is made, but files were missing or damaged. 2: nothing was done.
"""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from torg.site import places, selfcheck
from torg.site.backup import make, restore
from torg.site.backup.archive import opened
from torg.site.backup.manifest import BadBackup, Manifest

INCOMPLETE = 1
PASSPHRASE = "TORG_BACKUP_PASSPHRASE"  # noqa: S105 (the variable's name)


def main(arguments: list[str]) -> int:
    """Run `backup …` or `restore …`."""
    asked = _parser().parse_args(arguments)
    try:
        if asked.command == "restore":
            return _restore(asked)
        return _verify(asked.target) if asked.verify else _backup(asked)
    except BadBackup as fault:
        print(fault, file=sys.stderr)  # noqa: T201
        return selfcheck.EXIT_CODE


def _parser() -> argparse.ArgumentParser:
    ask = argparse.ArgumentParser(prog="python -m torg")
    commands = ask.add_subparsers(dest="command", required=True)
    backup = commands.add_parser("backup", help="gör en säkerhetskopia medan Torg är igång")
    backup.add_argument("target", type=Path, metavar="MAPP|FIL")
    backup.add_argument("--verify", action="store_true", help="granska en säkerhetskopia")
    backup.add_argument(
        "--with-keys", action="store_true", help=f"ta med nycklarna, låsta med {PASSPHRASE}"
    )
    back = commands.add_parser("restore", help="återställ en säkerhetskopia till en tom mapp")
    back.add_argument("file", type=Path, metavar="FIL")
    back.add_argument("--into", type=Path, default=places.DATA_DIR, metavar="DATAMAPP")
    back.add_argument("--without-keys", action="store_true", help="nycklarna är förlorade")
    return ask


def _backup(asked: argparse.Namespace) -> int:
    passphrase = os.environ.get(PASSPHRASE, "") if asked.with_keys else ""
    if asked.with_keys and not passphrase:
        raise BadBackup(f"Ange lösenfrasen för nycklarna i {PASSPHRASE} och försök igen.")
    made = make.make(
        data_dir=places.DATA_DIR,
        url=places.DATABASE_URL,
        target=asked.target.resolve(),
        passphrase=passphrase,
        now=datetime.now(UTC),
    )
    _say(f"Säkerhetskopian är gjord och granskad: {made.file}")
    _say(_contents(made.manifest))
    if not made.manifest.keys_inside:
        _say(
            f"Nycklarna i {places.DATA_DIR / 'keys'} ligger inte i den. Förvara dem för sig: "
            "utan dem går anslutningarna till kanalerna inte att återställa."
        )
    return _missing(made.manifest)


def _verify(file: Path) -> int:
    told = make.verify(file)
    _say(f"Säkerhetskopian är hel: {file}")
    _say(_contents(told))
    return _missing(told)


def _restore(asked: argparse.Namespace) -> int:
    order = restore.Order(
        file=asked.file.resolve(),
        into=asked.into.resolve(),
        url=places.DATABASE_URL,
        passphrase=os.environ.get(PASSPHRASE, ""),
        without_keys=asked.without_keys,
    )
    with opened(order.file) as (_packed, told):
        _say(f"Återställer till {order.into} på {os.uname().nodename} från {told.moment}.")
    restore.restore(order)
    _say(
        "Återställt. Publiceringen är pausad och alla är utloggade. Starta Torg, jämför "
        "kanalerna med planeringen för tiden därefter och häv sedan pausen under Utskick."
    )
    return 0


def _contents(told: Manifest) -> str:
    logs = ", ".join(f"{head.municipality} {head.size} poster" for head in told.heads) or "tom"
    size = sum(stored.size for stored in told.files.values()) / 1_000_000
    return (
        f"Läget {told.moment}. Databas, {len(told.blobs)} bilder och bevis, "
        f"{size:.1f} MB. Logg: {logs}. Installation {told.installation}."
    )


def _missing(told: Manifest) -> int:
    if not told.missing:
        return 0
    _say(
        f"{len(told.missing)} bilder eller bevis saknas eller är skadade, och är inte med: "
        f"{', '.join(told.missing)}. Ta dem från en äldre säkerhetskopia."
    )
    return INCOMPLETE


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201

"""`ledger verify | checkpoint | send | receipts | key | export`: read the log again, sign it,
hand the signed text to others, let others read it."""

import os
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from torg.kernel.scope import every_municipality
from torg.ledger.actions import LedgerDamaged, LedgerKeyMissing, checkpoint, hand_over
from torg.ledger.queries import (
    DisposedMeanwhile,
    Report,
    export_lines,
    latest_checkpoint,
    receipts,
    verifier_of,
    verify,
    verify_since,
)
from torg.people.models import Municipality
from torg.ports.witness import witnesses

log = structlog.get_logger()


class Command(BaseCommand):
    help = "Granska loggen, signera den, skriv ut den publika nyckeln eller exportera den."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Six verbs, each for one municipality or for all; an export is of one."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        helps = {
            "verify": "läs hela loggen och säg om den är orörd",
            "checkpoint": "signera loggen som den är nu",
            "send": "lämna den senaste kontrollpunkten utanför huset nu",
            "receipts": "skriv kontrollpunkter och tidsstämplar till en mapp",
            "key": "skriv ut den publika nyckeln",
            "export": "skriv loggen till en fil som kan granskas utan Torg",
        }
        made = {verb: verbs.add_parser(verb, help=text) for verb, text in helps.items()}
        for own in made.values():
            own.add_argument("--municipality", default="", metavar="slug")
        _add_verify(made["verify"])
        made["export"].add_argument("file", type=Path, help="filen som skrivs")
        made["receipts"].add_argument("folder", type=Path, help="mappen som skrivs i")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 when anything is wrong or could not be checked."""
        verb: str = options["verb"]
        with every_municipality():
            chosen = self._chosen(options["municipality"])
            if verb == "verify":
                # A copy that came by mail may have lost its last newline.
                notes = [
                    path.read_text(encoding="utf-8").strip() + "\n" for path in options["against"]
                ]
                if notes and len(chosen) != 1:
                    raise CommandError("--against gäller en kommun: ange --municipality.")
                since, processes = options["since_checkpoint"], options["processes"]
                held = [self._verify(each, notes, since, processes) for each in chosen]
            elif verb == "checkpoint":
                held = [self._checkpoint(each) for each in chosen]
            elif verb == "export":
                held = [self._export(chosen, options["file"])]
            elif verb == "receipts":
                held = [self._receipts(each, options["folder"]) for each in chosen]
            else:
                told = {"send": self._send, "key": self._key}[verb]
                held = [told(each) for each in chosen]
        if not all(held):
            raise SystemExit(1)

    def _chosen(self, slug: str) -> Sequence[Municipality]:
        rows = Municipality.objects.all()
        chosen = list(rows.filter(slug=slug) if slug else rows)
        if not chosen:
            raise CommandError(f"Det finns ingen kommun {slug}.".replace(" .", "."))
        return chosen

    def _verify(
        self, municipality: Municipality, notes: Sequence[str], since: bool, processes: int
    ) -> bool:
        try:
            if since:
                report = verify_since(municipality)
            else:
                report = verify(municipality, notes=notes, processes=processes)
        except Exception:  # whatever stops the check, the log has not been checked
            log.exception("ledger.not_verified", municipality=municipality.slug)
            self.stdout.write(f"{municipality.slug}: KUNDE INTE GRANSKAS. Se felet ovan.")
            return False
        self.stdout.write(_verdict(report))
        return report.ok

    def _checkpoint(self, municipality: Municipality) -> bool:
        try:
            made = checkpoint(municipality=municipality, now=timezone.now())
        except (LedgerDamaged, LedgerKeyMissing, OSError, ValueError) as error:
            self.stdout.write(f"{municipality.slug}: INTE SIGNERAD. {error}")
            return False
        self.stdout.write(made.note if made else f"{municipality.slug}: loggen är tom.")
        return True

    def _send(self, municipality: Municipality) -> bool:
        newest, places = latest_checkpoint(municipality), witnesses()
        if newest is None or not places:
            lacking = "ingen plats är inställd" if newest else "ingen kontrollpunkt än"
            self.stdout.write(f"{municipality.slug}: {lacking}.")
            return False
        causes = []
        for place in places:
            left = hand_over(checkpoint=newest, witness=place, now=timezone.now())
            causes.append(left.cause)
            how = f"INTE LÄMNAD. {left.cause}" if left.cause else f"post {newest.size} lämnad."
            self.stdout.write(f"{municipality.slug}, {place.name}: {how}")
        return not any(causes)

    def _receipts(self, municipality: Municipality, folder: Path) -> bool:
        found = receipts(municipality)
        for each in found:
            file = folder / municipality.slug / f"{each.checkpoint.size:012d}.txt"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(each.checkpoint.note, encoding="utf-8")
            file.with_suffix(".tsr").write_bytes(bytes(each.receipt))
        self.stdout.write(f"{municipality.slug}: {len(found)} tidsstämplar i {folder}.")
        return True

    def _export(self, chosen: Sequence[Municipality], file: Path) -> bool:
        if len(chosen) != 1:
            raise CommandError("En export gäller en kommun: ange --municipality.")
        draft = file.with_name(f".{file.name}.skrivs")
        # It holds what people have written: for its owner's eyes only.
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as out:
                out.writelines(export_lines(chosen[0]))
                out.flush()
                os.fsync(out.fileno())
            draft.replace(file)
        except DisposedMeanwhile:
            self.stdout.write("INTE SKRIVEN. En text gallrades under tiden. Kör kommandot igen.")
            return False
        finally:
            draft.unlink(missing_ok=True)
        self.stdout.write(f"{chosen[0].slug}: loggen står i {file}.")
        return True

    def _key(self, municipality: Municipality) -> bool:
        key = verifier_of(municipality)
        self.stdout.write(str(key) if key else f"{municipality.slug}: ingen nyckel än.")
        return key is not None


def _add_verify(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--against",
        "--note",
        type=Path,
        action="append",
        default=[],
        help="en kontrollpunkt som har förvarats utanför huset (fil)",
    )
    parser.add_argument(
        "--since-checkpoint",
        action="store_true",
        help="läs bara det som kommit efter den senaste kontrollpunkten",
    )
    parser.add_argument("--processes", type=int, default=1, help="hur många som läser samtidigt")


def _verdict(report: Report) -> str:
    slug = report.municipality.slug
    if not report.ok:
        lines = [f"{slug}: FEL. {len(report.problems)} fel i en logg med {report.size} poster."]
        lines += [f"  [{problem.kind}] {problem.message}" for problem in report.problems]
        return "\n".join(lines)
    lines = [f"{slug}: ORÖRD. {report.size} poster, {report.checkpoints} kontrollpunkter."]
    if report.disposed:
        lines.append(f"  {report.disposed} texter är gallrade; deras poster står kvar.")
    lines.append(f"  rot {report.root}")
    return "\n".join(lines)

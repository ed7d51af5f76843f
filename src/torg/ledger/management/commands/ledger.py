"""`ledger verify | checkpoint | key`: read the log again, sign it, print its key."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from torg.kernel.scope import every_municipality
from torg.ledger.actions import LedgerDamaged, LedgerKeyMissing, checkpoint
from torg.ledger.queries import Report, verifier_of, verify
from torg.people.models import Municipality

log = structlog.get_logger()


class Command(BaseCommand):
    help = "Granska loggen, signera den eller skriv ut den publika nyckeln."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Three verbs, each for one municipality or for all."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        helps = {
            "verify": "läs hela loggen och säg om den är orörd",
            "checkpoint": "signera loggen som den är nu",
            "key": "skriv ut den publika nyckeln",
        }
        for verb, text in helps.items():
            own = verbs.add_parser(verb, help=text)
            own.add_argument("--municipality", default="", metavar="slug")
            if verb == "verify":
                own.add_argument(
                    "--note",
                    type=Path,
                    action="append",
                    default=[],
                    help="en kontrollpunkt som har förvarats på annat håll (fil)",
                )

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 when anything is wrong or could not be checked."""
        verb: str = options["verb"]
        with every_municipality():
            chosen = self._chosen(options["municipality"])
            if verb == "verify":
                # A copy that came by mail may have lost its last newline.
                notes = [
                    path.read_text(encoding="utf-8").strip() + "\n" for path in options["note"]
                ]
                if notes and len(chosen) != 1:
                    raise CommandError("--note gäller en kommun: ange --municipality.")
                held = [self._verify(each, notes) for each in chosen]
            elif verb == "checkpoint":
                held = [self._checkpoint(each) for each in chosen]
            else:
                held = [self._key(each) for each in chosen]
        if not all(held):
            raise SystemExit(1)

    def _chosen(self, slug: str) -> Sequence[Municipality]:
        rows = Municipality.objects.all()
        chosen = list(rows.filter(slug=slug) if slug else rows)
        if not chosen:
            raise CommandError(f"Det finns ingen kommun {slug}.".replace(" .", "."))
        return chosen

    def _verify(self, municipality: Municipality, notes: Sequence[str]) -> bool:
        try:
            report = verify(municipality, notes=notes)
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

    def _key(self, municipality: Municipality) -> bool:
        key = verifier_of(municipality)
        self.stdout.write(str(key) if key else f"{municipality.slug}: ingen nyckel än.")
        return key is not None


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

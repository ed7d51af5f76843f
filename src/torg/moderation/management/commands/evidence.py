"""`evidence check [--copy FOLDER]`: read every sealed file again, mend what a copy has whole."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from torg.kernel.blobs import BlobDamaged, BlobMissing, BlobStore
from torg.kernel.scope import every_municipality
from torg.moderation.actions import mend_evidence
from torg.moderation.queries import Fault, fixity
from torg.people.models import Municipality


class Command(BaseCommand):
    help = "Läs varje förseglat bevis igen, och lägg tillbaka skadade filer från en kopia."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One verb; the copy is a `blobs` folder, such as the one of a restored backup."""
        parser.add_argument("verb", choices=["check"])
        parser.add_argument("--municipality", default="", metavar="slug")
        parser.add_argument(
            "--copy", type=Path, metavar="MAPP", help="en kopia av mappen blobs att laga från"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 when anything is still damaged."""
        slug, copy = options["municipality"], options["copy"]
        if copy is not None and not copy.is_dir():
            raise CommandError(f"Mappen {copy} finns inte.")
        with every_municipality():
            chosen = Municipality.objects.filter(slug=slug) if slug else Municipality.objects.all()
            if not chosen:
                raise CommandError(f"Det finns ingen kommun {slug}.")
            held = [self._check(each, copy) for each in chosen]
        if not all(held):
            raise SystemExit(1)

    def _check(self, municipality: Municipality, copy: Path | None) -> bool:
        faults = list(fixity(municipality))
        if not faults:
            self.stdout.write(f"{municipality.slug}: alla bevis är hela.")
            return True
        for fault in faults:
            mended = copy is not None and _mended(fault, BlobStore(copy))
            what = "lagad från kopian" if mended else f"SKADAD: {fault.cause}"
            self.stdout.write(f"{municipality.slug}: {fault.part} {fault.digest}: {what}")
        return copy is not None and not list(fixity(municipality))


def _mended(fault: Fault, copies: BlobStore) -> bool:
    try:
        whole = copies.get(fault.digest)
    except (BlobMissing, BlobDamaged, ValueError):
        return False
    mend_evidence(
        evidence=fault.evidence,
        part=fault.part,
        digest=fault.digest,
        copy=whole,
        by=None,
        now=timezone.now(),
    )
    return True

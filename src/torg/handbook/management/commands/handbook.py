"""`handbook`: read every page, and tell each fault with its file and line."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from torg.handbook.queries import load


class Command(BaseCommand):
    help = "Läs handbokens alla sidor och säg var något är fel."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Another folder than the installation's own may be read."""
        parser.add_argument("folder", nargs="?", type=Path, default=Path(settings.POLICIES))

    def handle(self, *args: Any, **options: Any) -> None:
        """Raise CommandError when any page has a fault."""
        book = load(options["folder"])
        for fault in book.faults:
            self.stderr.write(str(fault))
        if book.faults:
            raise CommandError("Handboken har sidor som inte kan läsas.")
        self.stdout.write(f"{len(book.pages)} sidor och {len(book.keys)} hjälpnycklar är hela.")

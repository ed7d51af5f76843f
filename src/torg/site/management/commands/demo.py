"""`torg demo`: four municipalities with weeks of life, in an empty database."""

import gc
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from torg.site.demo.clearing import clear_demo
from torg.site.demo.loader import load


class Command(BaseCommand):
    """Does nothing where somebody lives already; --again begins anew, in a demo only."""

    help = "Lägger in exempelkommunerna i en tom databas."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--again."""
        parser.add_argument(
            "--again", action="store_true", help="töm exempeldatabasen först och börja om"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say how long it took."""
        if options["again"]:
            clear_demo()
        began = time.monotonic()
        gc.disable()  # a short life that makes few cycles: collecting them costs a second
        try:
            count = load(now=timezone.now())
        finally:
            gc.enable()
        if not count:
            self.stdout.write("Databasen har redan kommuner; exemplet lades inte in.")
            return
        taken = f"{time.monotonic() - began:.1f}".replace(".", ",")
        self.stdout.write(f"Exemplet är inlagt: {count} kommuner ({taken} s).")

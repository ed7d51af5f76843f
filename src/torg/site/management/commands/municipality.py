"""`torg municipality`: a municipality, and the first person who may let others in."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from torg.kernel.refusals import Refusal
from torg.people.actions import found_municipality


class Command(BaseCommand):
    """Says the start password once, and what comes next."""

    help = "Lägger upp en kommun med dess första systemadministratör."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Everything is asked for on the line, so that nothing waits for a keyboard."""
        parser.add_argument("slug", help="kort namn i adresser och namnet på mappen i policies/")
        parser.add_argument("--name", required=True, help="kommunens namn")
        parser.add_argument("--email", required=True, help="systemadministratörens e-postadress")
        parser.add_argument("--given-name", required=True, help="förnamn")
        parser.add_argument("--family-name", required=True, help="efternamn")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Exit code 1 and one sentence when it is refused; then nothing has changed."""
        parts = ("slug", "name", "email", "given_name", "family_name")
        given = {part: options[part] for part in parts}
        try:
            made = found_municipality(**given, by=None, now=timezone.now())
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"{made.user.municipality} är upplagd.")
        self.stdout.write(f"Logga in på {settings.PUBLIC_URL}/ som {made.user.email}.")
        self.stdout.write(f"Startlösenord, visas bara nu: {made.start_password}")
        if (Path(settings.POLICIES) / options["slug"]).is_dir():
            self.stdout.write("Anta sedan regelverket under Regler.")
        else:
            self.stdout.write(f"Regelverket saknas: lägg det i policies/{options['slug']}/.")

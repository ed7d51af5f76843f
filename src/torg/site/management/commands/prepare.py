"""`torg prepare`: the database as this version needs it, and the demo in an empty one."""

import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import transaction

from torg.people.models import Municipality
from torg.site import database
from torg.site.demo.addresses import follow_address


class Command(BaseCommand):
    """Says on standard output how to sign in; CannotStart goes to whoever called."""

    help = "Bygger databasen, och lägger in exemplet om den är tom."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate when something is to migrate; load the demo when nobody lives here."""
        database.reach()
        database.migrate_when_needed()
        load_demo_when_empty()
        follow_address()
        self.stdout.write(how_to_sign_in())


def load_demo_when_empty() -> None:
    """All or nothing, so that a stop half-way does not leave half a demo behind."""
    if not settings.DEMO or "demo" not in get_commands() or Municipality.objects.exists():
        return
    sys.stderr.write("Exemplet läggs in. Det tar en halv minut.\n")
    with transaction.atomic():
        call_command("demo", stdout=sys.stderr)


def how_to_sign_in() -> str:
    """One line for whoever started the desk."""
    if settings.DEMO:
        return "Exempelläge: välj en person på inloggningssidan, inget lösenord behövs."
    if not Municipality.objects.exists():
        return "Ingen kommun finns än. Lägg upp den: python -m torg municipality --help"
    return "Logga in med den adress och det lösenord som administratören har delat ut."

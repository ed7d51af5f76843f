"""`torg migrate`: the way up that a start of the desk takes, step by whole step."""

from typing import Any

from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS

from torg.site import database

# What asks for something else than the whole way up is Django's own.
ELSEWHERE = (
    "app_label", "migration_name", "fake", "fake_initial", "plan", "run_syncdb",
    "check_unapplied", "prune",
)  # fmt: skip


class Command(migrate.Command):
    """Each migration and its note are one, one host at a time, and never a newer database.

    With an app, a target or another of Django's words it is Django's: a developer's tool.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        """CannotStart goes to whoever called."""
        elsewhere = any(options.get(name) for name in ELSEWHERE)
        if elsewhere or options.get("database", DEFAULT_DB_ALIAS) != DEFAULT_DB_ALIAS:
            super().handle(*args, **options)
            return
        database.reach()
        database.migrate_when_needed()
        if options.get("verbosity", 1):
            self.stdout.write("Databasen är byggd för den här versionen.")

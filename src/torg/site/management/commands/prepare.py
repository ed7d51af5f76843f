"""`torg prepare`: the database as this version needs it, and the demo in an empty one."""

import sys
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError

from torg.people.models import Municipality
from torg.site import places
from torg.site.selfcheck import EXIT_CODE

# Any number; the same for every host that shares one database.
MIGRATION_LOCK = 7_401_902


class Command(BaseCommand):
    """Says on standard output how to sign in, or the one sentence why it cannot go on."""

    help = "Bygger databasen, och lägger in exemplet om den är tom."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate when something is to migrate; load the demo when nobody lives here."""
        try:
            reach_database()
        except (OperationalError, psycopg.OperationalError) as error:
            self.stdout.write(unreachable_sentence(error))
            sys.exit(EXIT_CODE)
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        migrate_when_needed()
        load_demo_when_empty()
        self.stdout.write(how_to_sign_in())


def reach_database() -> None:
    """Connect once, and soon: the pool would wait for half a minute."""
    if places.DATABASE_URL:
        psycopg.connect(places.DATABASE_URL, connect_timeout=5).close()
    connection.ensure_connection()


def unreachable_sentence(error: Exception) -> str:
    """The cause without the password that the address may hold."""
    if not places.DATABASE_URL:
        return (
            f"Databasen {settings.DATABASES['default']['NAME']} går inte att öppna ({error}): "
            "kontrollera filens rättigheter eller återställ den från säkerhetskopian."
        )
    told = psycopg.conninfo.conninfo_to_dict(places.DATABASE_URL)
    where = f"{told.get('host', 'localhost')}:{told.get('port', 5432)}/{told.get('dbname', '')}"
    return (
        f"Databasen på {where} går inte att nå: kontrollera att den är igång "
        "och att TORG_DATABASE_URL stämmer."
    )


def migrate_when_needed() -> None:
    """Nothing is written at a second start; on PostgreSQL one host migrates at a time."""
    if connection.vendor != "postgresql":
        _migrate()
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            _migrate()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def load_demo_when_empty() -> None:
    """All or nothing, so that a stop half-way does not leave half a demo behind."""
    if not settings.DEMO or "demo" not in get_commands() or Municipality.objects.exists():
        return
    with transaction.atomic():
        call_command("demo", stdout=sys.stderr)


def how_to_sign_in() -> str:
    """One line for whoever started the desk."""
    if settings.DEMO:
        return "Exempelläge: välj en person på inloggningssidan, inget lösenord behövs."
    return "Logga in med den adress och det lösenord som administratören har delat ut."


def _migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)

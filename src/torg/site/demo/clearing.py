"""Take a demo away, so that it can be laid anew. Never touches anything but a demo."""

import shutil

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from torg.people.models import Municipality, User
from torg.site import places, selfcheck


def clear_demo() -> None:
    """Build the database anew, without its network. Raises CannotStart for any but a demo.

    The ledger refuses to be emptied row by row, as it should.
    """
    _check()
    desk = selfcheck.take_desk(places.DATA_DIR)
    try:
        with connection.constraint_checks_disabled(), connection.cursor() as cursor:
            more = " CASCADE" if connection.vendor == "postgresql" else ""
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)}{more}")
        call_command("migrate", interactive=False, verbosity=0)
        shutil.rmtree(settings.PRACTICE_DIR, ignore_errors=True)
    finally:
        desk.close()


def _check() -> None:
    people = User.objects.all()
    if not settings.DEMO or people.filter(is_demo=False).exists():
        raise selfcheck.CannotStart(
            "Här arbetar riktiga personer: `demo --again` tömmer bara en ren exempeldatabas."
        )
    if Municipality.objects.exists() and not people.exists():
        raise selfcheck.CannotStart(
            "Det går inte att se att databasen är ett exempel, så den lämnas orörd."
        )

"""`torg restored`: the desk's own part of a restore; run by `torg restore`, not by people."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.channels.actions import mark_broken
from torg.channels.models import ChannelConnection
from torg.delivery.actions import quarantine
from torg.delivery.models import Worker
from torg.desk.queries import RESTORED
from torg.kernel.refs import Ref
from torg.kernel.scope import every_municipality, scope
from torg.ledger.actions import record
from torg.ledger.models import EntryRef, Head
from torg.notices.actions import doubt_letters
from torg.people.models import Municipality
from torg.planning.actions import doubt_due
from torg.site import database
from torg.ui.moments import long_moment


class Command(BaseCommand):
    """Everything in one transaction: a half-done restore is done again from its beginning."""

    help = "Tar hand om en nyss inläst databas (körs av restore)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--known alone, or the backup's moment and digest."""
        parser.add_argument("--known", action="store_true", help="visa versionens migreringar")
        parser.add_argument("--moment", type=datetime.fromisoformat)
        parser.add_argument("--backup", default="")
        parser.add_argument("--without-keys", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build the database as this version needs it, then take care of what it believes."""
        if options["known"]:
            self.stdout.write("\n".join(database.known_migrations()))
            return
        database.reach()
        database.migrate_when_needed()
        backup = Ref("site.backup", options["backup"])
        with every_municipality(), transaction.atomic():
            if EntryRef.objects.filter(kind=backup.kind, target=backup.id).exists():
                return
            now = timezone.now()
            if options["without_keys"]:
                forget_sealed(now)
            for municipality in Municipality.objects.all():
                with scope(municipality.pk):
                    tell_restored(municipality, backup, options["moment"], now)
            Session.objects.all().delete()
            Worker.objects.filter(stopped_at__isnull=True).update(stopped_at=now)


def tell_restored(municipality: Municipality, backup: Ref, moment: datetime, now: datetime) -> None:
    """The restore in the municipality's log, and its acts set aside until they are looked for."""
    size = Head.objects.filter(municipality=municipality).values_list("size", flat=True).first()
    when = long_moment(moment)
    record(
        municipality=municipality,
        verb=RESTORED,
        summary=_("Torg återställdes från säkerhetskopian från %(when)s.") % {"when": when},
        about=[backup],
        by=None,
        now=now,
        facts={"moment": moment.isoformat(), "size": size or 0},
    )
    reason = _(
        "Torg är återställt från säkerhetskopian från %(when)s. Jämför kanalerna med "
        "planeringen för tiden därefter innan pausen hävs, så att inget går ut två gånger."
    ) % {"when": when}
    quarantine(municipality=municipality, reason=reason, now=now)
    cause = _(
        "Torg är återställt från säkerhetskopian från %(when)s och vet inte vad som hände sedan. "
        "Inlägget kan ha gått ut: titta på kanalen innan du planerar om det."
    ) % {"when": when}
    doubt_due(municipality=municipality, cause=cause, now=now)
    cause = _(
        "Torg är återställt från säkerhetskopian från %(when)s, så brevet kan ha gått i väg sedan."
    ) % {"when": when}
    doubt_letters(municipality=municipality, cause=cause, now=now)


def forget_sealed(now: datetime) -> None:
    """The keys are lost: what they sealed can be opened by nobody, so people set it up anew."""
    for connection in ChannelConnection.objects.select_related("channel", "municipality"):
        mark_broken(connection=connection, code="key-lost", now=now)
    Authenticator.objects.all().delete()

"""Confirm that one has read the rules, and remind those who have not."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.ledger.actions import record
from torg.people.models import User
from torg.rules.models import Acknowledgement, PackAdoption, Reminder
from torg.rules.permissions import check_can_remind
from torg.rules.queries.reading import readers, to_confirm, works_with_channels


def acknowledge(*, adoption: PackAdoption, by: User, now: datetime) -> Acknowledgement:
    """The person has read this version; twice is once. Raises Denied, Refusal."""
    if adoption.municipality_id != by.municipality_id or not works_with_channels(by):
        raise Denied(_("Bara den som arbetar med kommunens kanaler bekräftar reglerna."))
    with transaction.atomic(), scope(by.municipality_id):
        current = to_confirm(by.municipality, now)
        if current is None or current.pk != adoption.pk:
            raise Refusal(
                _("Reglerna har fått en ny version sedan sidan öppnades."),
                remedy=_("Läs vad som är nytt och bekräfta igen."),
            )
        made, fresh = Acknowledgement.objects.get_or_create(
            user=by,
            adoption=adoption,
            defaults={"municipality": by.municipality, "at": now},
        )
        if fresh:
            record(
                municipality=by.municipality,
                verb="rules.acknowledge",
                summary=_("Läste och bekräftade reglerna, version %(number)s.")
                % {"number": adoption.number},
                about=[Ref("rules.pack_adoption", str(adoption.pk))],
                by=by,
                now=now,
                facts={"digest": adoption.digest, "number": adoption.number},
            )
        acknowledgement: Acknowledgement = made
        return acknowledgement


def remind(*, adoption: PackAdoption, by: User, now: datetime) -> Sequence[User]:
    """Ask everybody in one's reach who has not confirmed. Raises Denied. Returns them."""
    check_can_remind(by)
    with transaction.atomic(), scope(by.municipality_id):
        asked = [one.user for one in readers(by, adoption) if one.at is None]
        for user in asked:
            Reminder.objects.update_or_create(
                user=user,
                adoption=adoption,
                defaults={"municipality": by.municipality, "by": by, "at": now},
            )
        if asked:
            record(
                municipality=by.municipality,
                verb="rules.remind",
                summary=_("Påminde %(count)s om att läsa reglerna.") % {"count": len(asked)},
                about=[Ref("rules.pack_adoption", str(adoption.pk))],
                by=by,
                now=now,
                facts={"count": len(asked), "number": adoption.number},
            )
    return asked

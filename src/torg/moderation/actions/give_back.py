from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.ledger.actions import record
from torg.moderation.models import Case
from torg.moderation.queries import ref_to
from torg.moderation.queries.leaving import cases_taken_by
from torg.people.models import User
from torg.people.permissions import Permission, check_can_everywhere


def give_back(*, person: User, by: User, now: datetime) -> int:
    """Let every undecided case that a leaver had taken wait for all again (S-38); how many.

    What the leaver has decided stands: it is the municipality's decision. Raises Denied.
    """
    check_can_everywhere(by, Permission.MANAGE_PEOPLE)
    with transaction.atomic():
        held = list(cases_taken_by(person).select_related("message__municipality"))
        Case.objects.filter(pk__in=[case.pk for case in held]).update(
            accepted_by=None, accepted_at=None
        )
        for case in held:
            record(
                municipality=case.message.municipality,
                verb="case.given_back",
                summary=_("Ärendet väntar på någon igen, den som tog det har slutat."),
                about=[ref_to(case)],
                by=by,
                now=now,
            )
    return len(held)

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.channels.models import ChannelApplication
from torg.channels.permissions import check_can_apply
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import Department, User


def start_application(
    *, department: Department, title: str, by: User, now: datetime
) -> ChannelApplication:
    """Begin an application for a channel of the department's. Raises Denied, Refusal."""
    check_can_apply(by, department)
    if not title.strip():
        raise Refusal(_("Skriv vad kanalen ska heta."), field="title")
    with transaction.atomic():
        made: ChannelApplication = ChannelApplication.objects.create(
            municipality_id=department.municipality_id,
            department=department,
            applicant=by,
            title=title.strip(),
            created_at=now,
            changed_at=now,
            changed_by=by,
        )
        record(
            municipality=made.municipality,
            verb="application.started",
            summary=_("Började på en ansökan om en ny kanal."),
            about=[Ref("channels.application", str(made.pk))],
            by=by,
            now=now,
            facts={"department": str(department.pk)},
            content={"title": made.title},
        )
    return made

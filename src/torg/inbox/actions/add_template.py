from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.inbox.models import Reach, Template
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import Department, Municipality, User
from torg.people.permissions import Permission, check_can


def add_template(
    *,
    municipality: Municipality,
    title: str,
    body: str,
    reach: str = Reach.SHARED,
    department: Department | None = None,
    reviewed_on: date | None = None,
    by: User | None,
    now: datetime,
) -> Template:
    """Offer a text to start replies from. A personal one belongs to `by`.

    Fields in braces that Torg does not know have to be filled in before sending.
    Raises Denied, Refusal.
    """
    if by is not None:
        check_can(by, Permission.REPLY, department=department)
    if not title.strip() or not body.strip():
        raise Refusal(_("En mall behöver både rubrik och text."), field="title")
    if (reach == Reach.PERSONAL and by is None) or (
        reach == Reach.DEPARTMENT and department is None
    ):
        raise Refusal(_("Välj vem mallen är till för."), field="reach")
    with transaction.atomic():
        made: Template = Template.objects.create(
            municipality=municipality,
            title=title.strip()[:120],
            body=body.strip(),
            reach=reach,
            department=department if reach == Reach.DEPARTMENT else None,
            owner=by,
            reviewed_on=reviewed_on,
        )
        record(
            municipality=municipality,
            verb="template.added",
            summary=_("Lade upp en svarsmall."),
            about=[Ref("inbox.template", str(made.pk))],
            by=by,
            now=now,
            facts={"reach": reach},
            content={"title": made.title, "body": made.body},
        )
    return made

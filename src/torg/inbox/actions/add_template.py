from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.inbox.models import Reach, Template
from torg.inbox.permissions import check_can_offer_template
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import Department, Municipality, User


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
        check_can_offer_template(by, reach, department)
    check_template(title, body, reach, department, by)
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
            about=[ref_to(made)],
            by=by,
            now=now,
            facts={"reach": reach},
            content={"title": made.title, "body": made.body},
        )
    return made


def check_template(
    title: str, body: str, reach: str, department: Department | None, by: User | None
) -> None:
    """Raise Refusal for a template without words or without anybody it is for."""
    if not title.strip() or not body.strip():
        raise Refusal(_("En mall behöver både rubrik och text."), field="title")
    if reach == Reach.DEPARTMENT and department is None:
        raise Refusal(_("Välj vilken förvaltning mallen är till för."), field="department")
    if reach not in Reach.values or (reach == Reach.PERSONAL and by is None):
        raise Refusal(_("Välj vem mallen är till för."), field="reach")


def ref_to(template: Template) -> Ref:
    """How the ledger points at a template."""
    return Ref("inbox.template", str(template.pk))

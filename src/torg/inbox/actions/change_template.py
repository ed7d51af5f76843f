from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.inbox.actions.add_template import check_template, ref_to
from torg.inbox.models import Reach, Template
from torg.inbox.permissions import check_can_keep_template, check_can_offer_template
from torg.inbox.queries import template_digest
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import Department, User


def change_template(
    *,
    template: Template,
    title: str,
    body: str,
    reach: str,
    department: Department | None,
    known: str,
    reviewed_on: date | None,
    by: User,
    now: datetime,
) -> Template:
    """Other words, or other readers. known: the digest of the words as the person had them
    (queries.template_digest). Raises Denied, Refusal (somebody else was first).
    """
    check_can_keep_template(by, template)
    check_can_offer_template(by, reach, department)
    check_template(title, body, reach, department, by)
    with transaction.atomic():
        row: Template = Template.objects.select_for_update().get(pk=template.pk)
        if template_digest(row) != known:
            raise _changed_meanwhile()
        before = {"title": row.title, "body": row.body}
        row.title, row.body, row.reach = title.strip()[:120], body.strip(), reach
        row.department = department if reach == Reach.DEPARTMENT else None
        row.owner = by if reach == Reach.PERSONAL else row.owner
        row.reviewed_on = reviewed_on
        row.save()
        record(
            municipality=row.municipality,
            verb="template.changed",
            summary=_("Ändrade en svarsmall."),
            about=[ref_to(row)],
            by=by,
            now=now,
            facts={"reach": reach},
            content={"before": before, "title": row.title, "body": row.body},
        )
    return row


def _changed_meanwhile() -> Refusal:
    return Refusal(
        _("Någon annan har ändrat mallen sedan du öppnade den."),
        remedy=_("Läs hur den är skriven nu. Det du skrev står kvar; spara igen om det gäller."),
        field="body",
    )


def withdraw_template(*, template: Template, by: User, now: datetime) -> None:
    """No reply starts from it any more; the log keeps its words. Raises Denied."""
    check_can_keep_template(by, template)
    with transaction.atomic():
        record(
            municipality=template.municipality,
            verb="template.withdrawn",
            summary=_("Tog bort en svarsmall."),
            about=[ref_to(template)],
            by=by,
            now=now,
            facts={"reach": template.reach},
            content={"title": template.title, "body": template.body},
        )
        template.delete()

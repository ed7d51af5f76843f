from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.handbook.models import Remark
from torg.handbook.permissions import check_can_remark
from torg.handbook.queries import handbook, whose
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User


def send_remark(*, page: str, digest: str, text: str, by: User, now: datetime) -> Remark:
    """Tell the owner of a page something about it. digest: of the version that was read.

    Raises Denied, and Refusal when the page is not ours or nothing was written.
    """
    check_can_remark(by)
    found = handbook().pages.get(page)
    if found is None or whose(by.municipality, found):
        raise Refusal(_("Sidan finns inte i er handbok."), field="text")
    if not text.strip():
        raise Refusal(_("Skriv vad du vill säga om sidan."), field="text")
    with transaction.atomic():
        remark: Remark = Remark.objects.create(
            municipality_id=by.municipality_id,
            page=found.slug,
            title=found.title,
            owner=found.owner,
            digest=digest or found.digest,
            text=text.strip(),
            author=by,
            at=now,
        )
        record(
            municipality=by.municipality,
            verb="handbook.remark_sent",
            summary=_("En synpunkt lämnades på en sida i handboken."),
            about=[Ref("handbook.remark", str(remark.pk))],
            by=by,
            now=now,
            facts={"page": found.slug, "digest": remark.digest},
            content={"text": remark.text},
        )
    return remark

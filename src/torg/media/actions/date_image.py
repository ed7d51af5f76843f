from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.media.models import MediaItem
from torg.people.models import User
from torg.people.permissions import Permission, check_can


def date_image(*, item: MediaItem, taken_on: date | None, by: User, now: datetime) -> MediaItem:
    """Say on which local day the picture was taken or consented to. Raises Denied, Refusal."""
    check_can(by, Permission.WRITE_POSTS, department=item.department)
    if taken_on is not None and taken_on > timezone.localdate(now):
        raise Refusal(
            _("Den dagen har inte varit än."),
            remedy=_("Ange dagen då bilden togs eller samtycket gavs."),
            field="taken_on",
        )
    with transaction.atomic():
        item.taken_on = taken_on
        item.save(update_fields=["taken_on"])
        record(
            municipality=item.municipality,
            verb="media.dated",
            summary=_("Angav när en bild togs."),
            about=[Ref("media.item", str(item.pk))],
            by=by,
            now=now,
            facts={"taken_on": taken_on.isoformat() if taken_on else ""},
        )
    return item

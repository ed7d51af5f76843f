from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.delivery.actions import cancel
from torg.delivery.states import ActState
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.actions import record
from torg.people.models import User
from torg.people.permissions import Permission, check_can
from torg.planning.models import Variant
from torg.planning.queries import ref_to


def undo_send(*, variant: Variant, by: User, now: datetime) -> Variant:
    """Take back a post that was sent by hand and has not left; the claim and this cannot both win.

    Only whoever sent it. Raises Denied, Refusal (too late).
    """
    post = variant.post
    check_can(by, Permission.APPROVE_POSTS, department=post.department)
    with transaction.atomic():
        variant = Variant.objects.select_for_update(of=("self",)).select_related("act").get(
            pk=variant.pk
        )  # fmt: skip
        act = variant.act
        waits = act is not None and act.state == ActState.DUE and act.tries == 0
        if waits and act is not None and act.created_by_id != by.pk:
            raise Denied(
                _("Inlägget skickades av någon annan."), remedy=_("Den som skickade kan ångra det.")
            )
        cause = _("Ångrat innan det skickades.")
        if act is None or not waits or not cancel(act=act, cause=cause, by=by, now=now):
            raise Refusal(
                _("Inlägget har redan gått iväg och går inte att ångra."),
                remedy=_("Se på inläggets sida vad nätverket säger."),
            )
        record(
            municipality=post.municipality,
            verb="post.send_undone",
            summary=_("Ångrade att skicka %(title)s innan det skickades.") % {"title": post.title},
            about=[ref_to(post), Ref("planning.variant", str(variant.pk))],
            by=by,
            now=now,
            facts={"act": str(act.pk)},
        )
    return variant

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from torg.delivery.actions import Questions, enqueue
from torg.delivery.states import ActState
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User
from torg.people.permissions import Permission, check_can
from torg.planning.models import Post, Variant
from torg.planning.queries import ref_to
from torg.ports.network import ActKind

PARTS = ("act__answerer", "act__department", "channel__connection", "post__municipality")


def send_again(
    *, variant: Variant, by: User, now: datetime, undo: timedelta = timedelta(0)
) -> Variant:
    """A new deed for a channel whose act was refused or taken back: a verb of its own.

    undo: how long it can be taken back before it leaves (undo_send). Never for an act that is
    live or unknown, so no double can come from here.
    """
    check_can(by, Permission.APPROVE_POSTS, department=variant.post.department)
    with transaction.atomic():
        rows = Variant.objects.select_for_update(of=("self",)).select_related(*PARTS)
        variant = rows.get(pk=variant.pk)
        if variant.act is None or variant.act.state not in {ActState.REFUSED, ActState.CANCELLED}:
            raise Refusal(
                _("Inlägget kan inte skickas igen på den kanalen."),
                remedy=_("Se under Utskick vad som hände med det."),
            )
        earlier = variant.act
        variant.act = enqueue(
            channel=variant.channel,
            kind=ActKind.PUBLISH,
            payload=earlier.payload,
            origin=Ref("planning.variant", str(variant.pk)),
            by=by,
            now=now,
            due_at=now + undo,
            questions=Questions.about(earlier),
            key_facts=earlier.key_facts,
        )
        variant.save(update_fields=["act"])
        Post.objects.filter(pk=variant.post_id).update(brought_forward_from=None)
        record(
            municipality=variant.post.municipality,
            verb="post.sent_again",
            summary=_("Skickade %(title)s igen på %(channel)s.")
            % {"title": variant.post.title, "channel": variant.channel},
            about=[ref_to(variant.post)],
            by=by,
            now=now,
            facts={"earlier": str(earlier.pk), "act": str(variant.act.pk)},
        )
    return variant

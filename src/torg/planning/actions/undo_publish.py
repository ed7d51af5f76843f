from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from torg.delivery.actions import cancel
from torg.delivery.states import ActState
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.actions import record
from torg.people.models import User
from torg.planning.actions.review_steps import held_still
from torg.planning.models import Post, Review, Variant
from torg.planning.permissions import can_approve, check_can_write
from torg.planning.queries import content_hash, ref_to
from torg.planning.states import PostState


def undo_publish(*, post: Post, by: User, now: datetime) -> Post:
    """Take back publish_now before anything has left: the post waits for its minute again.

    The worker's claim and this cannot both win. Only whoever sent it. Raises Denied, Refusal
    (too late, on any of the channels).
    """
    with transaction.atomic():
        post = held_still(post)
        if not can_approve(by, post):
            check_can_write(by, post)
        acts = [variant.act for variant in post.variants.all() if variant.act]
        before = post.brought_forward_from
        if post.state != PostState.RELEASED or before is None or not acts:
            raise _too_late()
        if any(act.created_by_id != by.pk for act in acts):
            raise Denied(
                _("Inlägget skickades av någon annan."), remedy=_("Den som skickade kan ångra det.")
            )
        cause = _("Ångrat innan det skickades.")
        for act in acts:
            waits = act.state == ActState.DUE and act.tries == 0
            if not waits or not cancel(act=act, cause=cause, by=by, now=now):
                raise _too_late()
        _set_back(post, before, now)
        record(
            municipality=post.municipality,
            verb="post.publish_undone",
            summary=_("Ångrade att skicka %(title)s innan det skickades.") % {"title": post.title},
            about=[ref_to(post)],
            by=by,
            now=now,
            facts={"acts": [str(act.pk) for act in acts]},
        )
    return post


def _set_back(post: Post, before: datetime, now: datetime) -> None:
    Review.objects.filter(
        post=post, content_hash=content_hash(post), voided_at__isnull=True
    ).update(voided_at=now)
    Variant.objects.filter(post=post).update(act=None)
    post.state = PostState.APPROVED
    post.planned_at, post.brought_forward_from = before, None
    post.planned_wall = before.astimezone(ZoneInfo(post.zone)).strftime("%Y-%m-%dT%H:%M")
    post.released_at, post.changed_at = None, now
    post.save()


def _too_late() -> Refusal:
    return Refusal(
        _("Inlägget har redan gått iväg och går inte att ångra."),
        remedy=_("Se på inläggets sida vad nätverket säger."),
    )

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User
from torg.planning.actions.review_steps import keep_word
from torg.planning.models import Post, ReviewVerdict
from torg.planning.permissions import check_can_approve
from torg.planning.queries import content_hash, ref_to
from torg.planning.states import PostState


def return_post(*, post: Post, reason: str, by: User, now: datetime) -> Post:
    """Send a post back to its author with a reason. Raises Denied, Refusal."""
    check_can_approve(by, post)
    if not reason.strip():
        raise Refusal(_("Skriv vad författaren behöver ändra."), field="reason")
    with transaction.atomic():
        moved = Post.objects.filter(pk=post.pk, state=PostState.SUBMITTED).update(
            state=PostState.RETURNED, setback=reason.strip()[:500], changed_at=now
        )
        if not moved:
            raise Refusal(
                _("Inlägget väntar inte längre på granskning."), remedy=_("Ladda om sidan.")
            )
        keep_word(
            post=post,
            verdict=ReviewVerdict.RETURNED,
            content=content_hash(post),
            reason=reason.strip()[:1000],
            by=by,
            now=now,
        )
        record(
            municipality=post.municipality,
            verb="post.returned",
            summary=_("Lämnade tillbaka %(title)s till författaren.") % {"title": post.title},
            about=[ref_to(post)],
            by=by,
            now=now,
            content={"reason": reason.strip()},
        )
    post.refresh_from_db()
    return post

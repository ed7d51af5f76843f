from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User
from torg.planning.actions.review_steps import held_still, keep_word
from torg.planning.actions.submit import check_complete, refuse_stops
from torg.planning.models import Post, ReviewVerdict
from torg.planning.permissions import check_can_approve
from torg.planning.queries import content_hash, ref_to
from torg.planning.states import PostState


def approve(
    *, post: Post, content: str, checks: Sequence[str] = (), by: User, now: datetime
) -> Post:
    """A colleague has read it and it may go out at its minute. Raises Denied, Refusal.

    content: the content hash of what the colleague saw. A text that changed meanwhile is
    refused, so nobody approves words they have not read. checks: what was looked at (G-39)
    and the points that the rules have ticked first (G-02, M1-38).
    """
    with transaction.atomic():
        post = held_still(post)
        check_can_approve(by, post)
        if content_hash(post) != content:
            raise Refusal(
                _("Inlägget har ändrats sedan du öppnade det."),
                remedy=_("Läs den nya texten och godkänn igen."),
                field="content",
            )
        check_complete(post, now)
        refuse_stops(post, now, reviewed=True, ticked=checks)
        moved = Post.objects.filter(pk=post.pk, state=PostState.SUBMITTED).update(
            state=PostState.APPROVED, changed_at=now
        )
        if not moved:
            raise Refusal(
                _("Inlägget väntar inte längre på granskning."),
                remedy=_("Ladda om sidan och se vem som hann före."),
            )
        keep_word(
            post=post,
            verdict=ReviewVerdict.APPROVED,
            content=content,
            checks=checks,
            by=by,
            now=now,
        )
        _tell(post, content, checks, by, now)
    post.refresh_from_db()
    return post


def _tell(post: Post, content: str, checks: Sequence[str], by: User, now: datetime) -> None:
    record(
        municipality=post.municipality,
        verb="post.approved",
        summary=_("Läste och godkände %(title)s.") % {"title": post.title},
        about=[ref_to(post)],
        by=by,
        now=now,
        facts={"content": content, "checks": list(checks)},
    )

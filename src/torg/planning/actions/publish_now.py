from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User
from torg.planning.actions.release import release
from torg.planning.actions.review_steps import held_still, keep_word
from torg.planning.models import Post, ReviewVerdict
from torg.planning.permissions import check_can_approve, check_can_publish_alone, leaves_today
from torg.planning.queries import content_hash, ref_to, standing_review
from torg.planning.states import PostState


def publish_now(
    *, post: Post, content: str, by: User, now: datetime, undo: timedelta = timedelta(0)
) -> Post:
    """Send a post that is ready before its minute of today. Raises Denied, Refusal.

    An approval holds for its minute too, so whoever may be the second reader approves the new
    one by this; a post planned without a reader may go by its writer. content: the content hash
    of what the person saw. undo: how long it can be taken back before it leaves (undo_publish).
    """
    with transaction.atomic():
        post = held_still(post)
        read = standing_review(post)
        (check_can_approve if read else check_can_publish_alone)(by, post)
        if not leaves_today(post, now):
            raise Refusal(
                _("Inlägget är inte längre klart att gå ut i dag."),
                remedy=_("Ladda om sidan och se var det är."),
            )
        if content_hash(post) != content:
            raise Refusal(
                _("Inlägget har ändrats sedan du öppnade det."),
                remedy=_("Läs den nya texten innan det går ut."),
                field="content",
            )
        _bring_forward(post, now)
        if read is not None:
            # The words are those of the reading, so what was ticked then holds.
            keep_word(
                post=post,
                verdict=ReviewVerdict.APPROVED,
                content=content_hash(post),
                checks=read.checks,
                by=by,
                now=now,
            )
        sent = release(post=post, now=now, by=by, undo=undo)
        if sent.state != PostState.RELEASED:
            raise Refusal(sent.setback, remedy=_("Ändra inlägget, eller låt det vänta."))
        _tell(sent, by, now)
    return sent


def _bring_forward(post: Post, now: datetime) -> None:
    post.brought_forward_from = post.planned_at
    post.planned_at = now
    post.planned_wall = now.astimezone(ZoneInfo(post.zone)).strftime("%Y-%m-%dT%H:%M")
    post.changed_at = now
    post.save(update_fields=["brought_forward_from", "planned_at", "planned_wall", "changed_at"])


def _tell(post: Post, by: User, now: datetime) -> None:
    record(
        municipality=post.municipality,
        verb="post.published_now",
        summary=_("Skickade %(title)s före sin tid.") % {"title": post.title},
        about=[ref_to(post)],
        by=by,
        now=now,
        facts={"content": content_hash(post)},
    )

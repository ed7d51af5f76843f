from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User
from torg.planning.actions.book_day import free_days
from torg.planning.models import Post
from torg.planning.permissions import check_can_write
from torg.planning.queries import ref_to
from torg.planning.states import EDITABLE, PostState


def withdraw(*, post: Post, by: User, now: datetime) -> Post:
    """Take a post out of the plan and give its day back. Raises Denied, Refusal."""
    check_can_write(by, post)
    with transaction.atomic():
        moved = Post.objects.filter(
            pk=post.pk, state__in=[state.value for state in EDITABLE]
        ).update(state=PostState.WITHDRAWN, changed_at=now)
        if not moved:
            raise Refusal(
                _("Inlägget har redan gått vidare och kan inte dras tillbaka."),
                remedy=_("Öppna det under Utskick om det behöver tas bort från nätverket."),
            )
        freed = free_days(post=post)
        record(
            municipality=post.municipality,
            verb="post.withdrawn",
            summary=_("Drog tillbaka %(title)s ur planen.") % {"title": post.title},
            about=[ref_to(post)],
            by=by,
            now=now,
            facts={"days_freed": freed},
        )
    post.refresh_from_db()
    return post

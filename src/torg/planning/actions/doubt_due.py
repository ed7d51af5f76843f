from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.ledger.actions import record
from torg.people.models import Municipality
from torg.planning.models import Post
from torg.planning.queries import ref_to
from torg.planning.states import PostState


def doubt_due(*, municipality: Municipality, cause: str, now: datetime) -> int:
    """After a restore: an approved post whose minute is over may have gone out since the backup.

    The backup knows nothing of it, so it becomes `missed` with the cause, which says that, and
    waits for a person who looks at the channel. Returns how many.
    """
    with transaction.atomic():
        due = Post.objects.filter(
            municipality=municipality, state=PostState.APPROVED, planned_at__lte=now
        )
        posts = list(due.select_for_update(of=("self",)))
        for post in posts:
            post.state = PostState.MISSED
            post.setback = cause[:500]
            post.changed_at = now
            post.save(update_fields=["state", "setback", "changed_at"])
            record(
                municipality=municipality,
                verb="post.unclear",
                summary=_("Efter återställningen är det oklart om %(title)s gick ut.")
                % {"title": post.title},
                about=[ref_to(post)],
                by=None,
                now=now,
                content={"obstacle": cause},
            )
    return len(posts)

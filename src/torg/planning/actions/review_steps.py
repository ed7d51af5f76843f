"""What every step of a post's review shares: the post held still, and a reader's word on it."""

from collections.abc import Sequence
from datetime import datetime

from torg.people.models import User
from torg.planning.models import Post, Review, ReviewVerdict
from torg.planning.queries import with_parts


def held_still(post: Post) -> Post:
    """The post with its parts as they are now, locked until the transaction ends."""
    return with_parts(Post.objects.filter(pk=post.pk)).select_for_update(of=("self",)).get()


def keep_word(
    *,
    post: Post,
    verdict: ReviewVerdict,
    content: str,
    checks: Sequence[str] = (),
    reason: str = "",
    by: User,
    now: datetime,
) -> None:
    """Save what the reader said of the post. content: the content hash of what was read."""
    Review.objects.create(
        municipality_id=post.municipality_id,
        post=post,
        author_id=post.author_id,
        reviewer=by,
        verdict=verdict,
        reason=reason,
        checks=list(checks),
        content_hash=content,
        at=now,
    )

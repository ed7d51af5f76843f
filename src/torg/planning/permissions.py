"""Who may write, approve and move posts."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from torg.kernel.refusals import Denied
from torg.people.models import Department, User
from torg.people.permissions import Permission, can, check_can
from torg.planning.models import Post
from torg.planning.queries import standing_review
from torg.planning.states import PostState


def check_can_write(user: User, post: Post) -> None:
    """Raise Denied unless the person may write for the post's department."""
    check_can(user, Permission.WRITE_POSTS, department=post.department)


def can_write(user: User, post: Post) -> bool:
    """Whether the person may write for the post's department."""
    return can(user, Permission.WRITE_POSTS, department=post.department)


def can_speak_for(user: User, unit: Department) -> bool:
    """Whether the person may let the unit be the sender of what they write (M1-36)."""
    return can(user, Permission.WRITE_POSTS, department=unit)


def can_approve(user: User, post: Post) -> bool:
    """Whether the person may be this post's second reader: never the author's own."""
    if user.pk == post.author_id:
        return False
    return can(user, Permission.APPROVE_POSTS, department=post.department) or can(
        user, Permission.SECOND_READ, department=post.department
    )


def leaves_today(post: Post, now: datetime) -> bool:
    """Whether the post is ready and waits for a minute later today, by its own clock."""
    at = post.planned_at
    today = now.astimezone(ZoneInfo(post.zone)).date()
    return post.state == PostState.APPROVED and bool(at and at > now) and post.planned_day == today


def can_publish_now(user: User, post: Post, now: datetime) -> bool:
    """Whether the person may send the ready post before its minute: as its second reader, or
    as its writer where it was planned without one."""
    if not leaves_today(post, now):
        return False
    return can_write(user, post) if standing_review(post) is None else can_approve(user, post)


def check_can_approve(user: User, post: Post) -> None:
    """Raise Denied, in words, unless the person may be this post's second reader."""
    if user.pk == post.author_id:
        raise Denied(
            _("Du har skrivit inlägget och kan inte godkänna det själv."),
            remedy=_("Be en kollega läsa det."),
            cite="G-39",
        )
    if not can_approve(user, post):
        check_can(user, Permission.APPROVE_POSTS, department=post.department)

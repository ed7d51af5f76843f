"""Who may write, approve and move posts."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from torg.channels.models import Channel
from torg.kernel.refusals import Denied
from torg.people.models import Department, User
from torg.people.permissions import Permission, can, check_can
from torg.planning.models import Post
from torg.planning.queries import standing_review
from torg.planning.states import PostState


def check_can_write(user: User, post: Post, channels: Sequence[Channel] = ()) -> None:
    """Raise Denied unless the person may write for the post's department, or is in the team of
    every channel that it is for. channels: of a post that is not saved yet."""
    if not _through_teams(user, Permission.WRITE_POSTS, post, channels):
        check_can(user, Permission.WRITE_POSTS, department=post.department)


def can_write(user: User, post: Post) -> bool:
    """Whether the person may write for the post's department or in all its channels' teams."""
    return can(user, Permission.WRITE_POSTS, department=post.department) or _through_teams(
        user, Permission.WRITE_POSTS, post
    )


def _through_teams(
    user: User, permission: Permission, post: Post, channels: Sequence[Channel] = ()
) -> bool:
    """Whether the team of each of the post's channels gives the person the permission."""
    given = set(user.teams().channels_with(permission)) if user.is_active else set()
    if not given:
        return False
    wanted = {channel.pk for channel in channels}
    if not post._state.adding:
        wanted |= {variant.channel_id for variant in post.variants.all()}
    return bool(wanted) and wanted <= given


def can_publish_alone(user: User, post: Post) -> bool:
    """Whether the person may let the post out without a second reader: a contributor writes what
    somebody of the editorial team then lets out (G-07)."""
    return can(user, Permission.PUBLISH_ALONE, department=post.department) or _through_teams(
        user, Permission.PUBLISH_ALONE, post
    )


def check_can_publish_alone(user: User, post: Post) -> None:
    """Raise Denied, in words, unless `can_publish_alone`."""
    if not can_publish_alone(user, post):
        raise Denied(
            _("Du får skriva inlägg, men någon annan låter dem gå ut."),
            remedy=_("Lämna inlägget till granskning."),
        )


def can_change_facts(user: User, post: Post) -> bool:
    """Whether the person may say what is answered with: whoever may write the post, and whoever
    is named to answer questions about it."""
    return can_write(user, post) or (user.is_active and user.pk == post.answerer_id)


def check_can_change_facts(user: User, post: Post) -> None:
    """Raise Denied unless the person may change the post's facts to answer with."""
    if user.pk != post.answerer_id or not user.is_active:
        check_can_write(user, post)


def can_speak_for(user: User, unit: Department) -> bool:
    """Whether the person may let the unit be the sender of what they write (M1-36)."""
    return can(user, Permission.WRITE_POSTS, department=unit)


def can_approve(user: User, post: Post) -> bool:
    """Whether the person may be this post's second reader: never the author's own."""
    if user.pk == post.author_id:
        return False
    return (
        can(user, Permission.APPROVE_POSTS, department=post.department)
        or can(user, Permission.SECOND_READ, department=post.department)
        or _through_teams(user, Permission.APPROVE_POSTS, post)
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
    return (
        can_publish_alone(user, post) if standing_review(post) is None else can_approve(user, post)
    )


def check_can_approve(user: User, post: Post) -> None:
    """Raise Denied, in words, unless the person may be this post's second reader."""
    if user.pk == post.author_id:
        raise Denied(
            _("Du har skrivit inlägget och kan inte godkänna det själv."),
            remedy=_("Be en kollega läsa det."),
        )
    if not can_approve(user, post):
        check_can(user, Permission.APPROVE_POSTS, department=post.department)

"""Who may read, answer, forward and watch. A thread may be held by two departments: the

channel's own and the one that it was forwarded to; a right in either is enough.
"""

from collections.abc import Callable

from django.utils.translation import gettext as _

from torg.channels.models import Channel
from torg.channels.permissions import check_may, may
from torg.inbox.models import Reply, Thread
from torg.kernel.refusals import Denied
from torg.people.models import User
from torg.people.permissions import Permission, can, check_can


def can_read(user: User, thread: Thread) -> bool:
    """Whether the person may open the thread (the same answer as queries.visible_to)."""
    wanted = Permission.READ_MESSAGES if thread.is_private else Permission.READ_INBOX
    return _in_either(user, wanted, thread)


def can_reply(user: User, thread: Thread) -> bool:
    """Whether the person may answer, claim, sort and close."""
    return can_read(user, thread) and _in_either(user, Permission.REPLY, thread)


def check_can_reply(user: User, thread: Thread) -> None:
    """Raise Denied unless the person may answer in the thread."""
    _check(can_reply, user, thread)


def can_repost(user: User, thread: Thread) -> bool:
    """Whether the person may share on what was written: it is said by the channel to all."""
    return can_reply(user, thread) and _in_either(user, Permission.WRITE_POSTS, thread)


def check_can_repost(user: User, thread: Thread) -> None:
    """Raise Denied unless the person may share on from the thread."""
    _check(can_repost, user, thread)


def can_forward(user: User, thread: Thread) -> bool:
    """Whether the person may hand the thread to another department."""
    return can_read(user, thread) and _in_either(user, Permission.FORWARD, thread)


def check_can_forward(user: User, thread: Thread) -> None:
    """Raise Denied unless the person may forward the thread."""
    _check(can_forward, user, thread)


def check_can_note(user: User, thread: Thread) -> None:
    """Raise Denied unless the person may read, and so write inside, the thread."""
    _check(can_read, user, thread)


def can_second_read(user: User, reply: Reply) -> bool:
    """Whether the person may be the reply's second reader: never the author's own."""
    return (
        user.pk != reply.author_id
        and can_read(user, reply.thread)
        and _in_either(user, Permission.SECOND_READ, reply.thread)
    )


def check_can_second_read(user: User, reply: Reply) -> None:
    """Raise Denied, in words, unless the person may be the second reader."""
    if user.pk == reply.author_id:
        raise Denied(
            _("Du har skrivit svaret och kan inte vara dess andra läsare."),
            remedy=_("Be en kollega läsa det."),
        )
    if not can_second_read(user, reply):
        check_can(user, Permission.SECOND_READ, department=reply.thread.department)


def can_watch(user: User, channel: Channel) -> bool:
    """Whether the person does watch rounds on the channel."""
    return may(user, Permission.WATCH, channel)


def check_can_watch(user: User, channel: Channel) -> None:
    """Raise Denied unless the person does watch rounds on the channel."""
    check_may(user, Permission.WATCH, channel)


def _check(allowed: Callable[[User, Thread], bool], user: User, thread: Thread) -> None:
    if not allowed(user, thread):
        raise Denied(
            _("Din roll får inte göra detta i konversationen."),
            remedy=_("Be systemadministratören om rätt roll för förvaltningen."),
        )


def _in_either(user: User, permission: Permission, thread: Thread) -> bool:
    if can(user, permission, department=thread.department):
        return True
    return may(user, permission, thread.channel)

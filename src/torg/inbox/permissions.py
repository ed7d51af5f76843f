"""Who may read, answer, forward and watch. A thread may be held by two departments: the

channel's own and the one that it was forwarded to; a right in either is enough.
"""

from collections.abc import Callable

from django.utils.translation import gettext as _

from torg.channels.models import Channel
from torg.channels.permissions import check_may, may
from torg.inbox.models import Reach, Reply, Share, Template, Thread
from torg.kernel.refusals import Denied
from torg.people.models import Department, User
from torg.people.permissions import (
    Permission,
    can,
    can_everywhere,
    check_can,
    check_can_everywhere,
)


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


def can_read_share(user: User, share: Share) -> bool:
    """Whether the person may be the share's second reader: never of one's own."""
    thread = share.message.thread
    return (
        user.pk != share.asked_by_id
        and can_read(user, thread)
        and _in_either(user, Permission.SECOND_READ, thread)
    )


def check_can_read_share(user: User, share: Share) -> None:
    """Raise Denied, in words, unless the person may be the share's second reader."""
    if user.pk == share.asked_by_id:
        raise Denied(
            _("Du har bett om delningen och kan inte vara dess andra läsare."),
            remedy=_("Be en kollega läsa den."),
        )
    if not can_read_share(user, share):
        raise _denied()


def check_can_offer_template(user: User, reach: str, department: Department | None) -> None:
    """Raise Denied unless the person answers residents where the template is for."""
    if reach == Reach.SHARED:
        check_can_everywhere(user, Permission.REPLY)
    else:
        given = department if reach == Reach.DEPARTMENT else None
        check_can(user, Permission.REPLY, department=given)


def can_keep_template(user: User, template: Template) -> bool:
    """Whether the person may change it and take it away: one's own, and what is for those
    whom one answers for."""
    if template.reach == Reach.PERSONAL:
        return template.owner_id == user.pk and can(user, Permission.REPLY)
    if template.reach == Reach.SHARED:
        return can_everywhere(user, Permission.REPLY)
    return can(user, Permission.REPLY, department=template.department)


def check_can_keep_template(user: User, template: Template) -> None:
    """Raise Denied unless the person may change the template."""
    if not can_keep_template(user, template):
        raise Denied(
            _("Mallen är till för fler än dem som du svarar för."),
            remedy=_("Skriv en egen, eller be den som svarar för hela kommunen att ändra den."),
        )


def can_watch(user: User, channel: Channel) -> bool:
    """Whether the person does watch rounds on the channel."""
    return may(user, Permission.WATCH, channel)


def check_can_watch(user: User, channel: Channel) -> None:
    """Raise Denied unless the person does watch rounds on the channel."""
    check_may(user, Permission.WATCH, channel)


def _check(allowed: Callable[[User, Thread], bool], user: User, thread: Thread) -> None:
    if not allowed(user, thread):
        raise _denied()


def _denied() -> Denied:
    return Denied(
        _("Din roll får inte göra detta i konversationen."),
        remedy=_("Be systemadministratören om rätt roll för förvaltningen."),
    )


def _in_either(user: User, permission: Permission, thread: Thread) -> bool:
    if can(user, permission, department=thread.department):
        return True
    return may(user, permission, thread.channel)

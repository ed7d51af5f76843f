"""Whose threads a person may open, and which of them fall into the person's queues."""

from uuid import UUID

from django.db.models import Q, QuerySet

from torg.inbox.models import Reply, Route, Share, Thread, ThreadKind
from torg.inbox.states import ReplyState, ShareState
from torg.people.models import User
from torg.people.permissions import ROLES, Permission

PARTS = (
    "channel__department",
    "channel__connection",
    "department",
    "person",
    "assigned_to",
    "answerer",
    "latest",
    "publication",
    "municipality",
)


def visible_to(user: User) -> QuerySet[Thread]:
    """Threads that the person may open, through the channel's or the receiving department.

    Comments are public and open to all who read the inbox; direct messages only to those who
    may read messages (M1-25).
    """
    public = ~Q(kind=ThreadKind.MESSAGE) & _held(user, Permission.READ_INBOX)
    private = Q(kind=ThreadKind.MESSAGE) & _held(user, Permission.READ_MESSAGES)
    return Thread.objects.filter(
        Q(municipality_id=user.municipality_id) & (public | private)
    ).select_related(*PARTS)


def in_queue(user: User) -> QuerySet[Thread]:
    """Threads that the person is there to answer or follow.

    Communicators have the dialogue (M1-26), the contact centre the direct messages (M1-25);
    everybody has what was forwarded to their own department (M1-11), and what they are named
    to answer (M1-19).
    """
    dialogue = Q(route=Route.COMMUNICATORS) & _held(user, Permission.WATCH)
    direct = (
        Q(route=Route.CONTACT_CENTRE)
        & _held(user, Permission.REPLY)
        & _held(user, Permission.READ_MESSAGES)
    )
    handed = Q(forwarded_at__isnull=False, department_id__in=homes(user))
    return visible_to(user).filter(dialogue | direct | handed | Q(answerer=user))


def homes(user: User) -> frozenset[UUID]:
    """The departments that are the person's own: by employment or by a role for them."""
    own = {user.department_id} if user.department_id else set()
    for held in user.roles_held():
        own |= held.departments or set()
    return frozenset(own)


def at_home(user: User) -> Q:
    """Threads that nobody has forwarded, or that were forwarded to the person's own."""
    return Q(forwarded_at__isnull=True) | Q(department_id__in=homes(user))


def elsewhere(user: User) -> Q:
    """The others: those that were forwarded to somebody else's."""
    return Q(forwarded_at__isnull=False) & ~Q(department_id__in=homes(user))


def replies_asking(user: User) -> QuerySet[Reply]:
    """Colleagues' replies that wait for this person's eyes, and the person's own that a reader
    returned or the network refused, the earliest promise first."""
    to_read = Q(state=ReplyState.AWAITING) & ~Q(author=user)
    back = Q(
        state__in=[ReplyState.RETURNED, ReplyState.FAILED], author=user, thread__assigned_to=user
    )
    return (
        Reply.objects.filter(thread__in=visible_to(user))
        .filter(to_read & _held(user, Permission.SECOND_READ, "thread__") | back)
        .select_related("author", "second_reader", "thread__channel", "thread__person", "message")
        .order_by("thread__order_at", "created_at")
    )


def shares_asking(user: User) -> QuerySet[Share]:
    """Colleagues' shares that wait for this person's eyes, and the person's own that came back."""
    to_read = Q(state=ShareState.AWAITING) & ~Q(asked_by=user)
    back = Q(state__in=[ShareState.RETURNED, ShareState.FAILED], asked_by=user)
    return (
        Share.objects.filter(message__thread__in=visible_to(user))
        .filter(to_read & _held(user, Permission.SECOND_READ, "message__thread__") | back)
        .select_related("asked_by", "reader", "message__person", "message__thread__channel")
        .order_by("asked_at")
    )


def _held(user: User, permission: Permission, prefix: str = "") -> Q:
    """Rows whose department, or whose channel's, lies in the reach of the permission."""
    nothing = Q(pk__in=[])
    if not user.is_active:
        return nothing
    reach: set[UUID] = set()
    for held in user.roles_held():
        if held.role in ROLES and permission in ROLES[held.role].permissions:
            if held.departments is None:
                return ~nothing
            reach |= held.departments
    teams = user.teams().channels_with(permission)
    if not reach and not teams:
        return nothing
    found = Q(**{f"{prefix}department_id__in": reach}) | Q(
        **{f"{prefix}channel__department_id__in": reach}
    )
    return found | Q(**{f"{prefix}channel_id__in": teams}) if teams else found

"""What a person who leaves has in the inbox."""

from uuid import UUID

from django.db.models import Q, QuerySet

from torg.delivery.models import Act
from torg.delivery.states import ActState
from torg.inbox.models import Reply, Share, Thread
from torg.inbox.queries.reposting import ORIGIN
from torg.inbox.states import OPEN, ReplyState, ShareState
from torg.people.models import User


def replies_left_by(person: User) -> list[Reply]:
    """Answers that the person let go and that have certainly not left."""
    acts = Act.objects.filter(created_by=person, state=ActState.DUE, origin_kind="inbox.reply")
    rows = Reply.objects.filter(
        pk__in=[UUID(origin) for origin in acts.values_list("origin_id", flat=True)],
        state=ReplyState.SENT,
    )
    return list(rows.select_related("thread", "message", "author"))


def shares_left_by(person: User) -> list[Share]:
    """Shares that the person asked for and that are not out, or let go and that have certainly
    not left."""
    acts = Act.objects.filter(created_by=person, state=ActState.DUE, origin_kind=ORIGIN)
    going = [UUID(origin) for origin in acts.values_list("origin_id", flat=True)]
    waits = [ShareState.AWAITING, ShareState.RETURNED, ShareState.FAILED]
    rows = Share.objects.filter(
        Q(message__in=going, state=ShareState.SENT) | Q(asked_by=person, state__in=waits)
    )
    return list(rows.select_related("message__thread"))


def named_in(person: User) -> QuerySet[Thread]:
    """Open conversations that the person is named to answer, before all others."""
    return Thread.objects.filter(answerer=person, state__in=sorted(OPEN)).order_by()

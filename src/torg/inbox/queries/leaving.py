"""What a person who leaves has in the inbox."""

from uuid import UUID

from django.db.models import QuerySet

from torg.delivery.models import Act
from torg.delivery.states import ActState
from torg.inbox.models import Reply, Thread
from torg.inbox.states import OPEN, ReplyState
from torg.people.models import User


def replies_left_by(person: User) -> list[Reply]:
    """Answers that the person let go and that have certainly not left."""
    acts = Act.objects.filter(created_by=person, state=ActState.DUE, origin_kind="inbox.reply")
    rows = Reply.objects.filter(
        pk__in=[UUID(origin) for origin in acts.values_list("origin_id", flat=True)],
        state=ReplyState.SENT,
    )
    return list(rows.select_related("thread", "message", "author"))


def named_in(person: User) -> QuerySet[Thread]:
    """Open conversations that the person is named to answer, before all others."""
    return Thread.objects.filter(answerer=person, state__in=sorted(OPEN)).order_by()

"""What will happen when a person leaves, before anybody presses the button."""

from dataclasses import dataclass
from datetime import datetime

from torg.channels.models import Channel, TeamMember
from torg.channels.queries.departures import Left, left_behind, only_held_by
from torg.inbox.models import Thread
from torg.inbox.states import ThreadState
from torg.people.models import AccessToken, User
from torg.planning.models import Post
from torg.planning.queries.leaving import posts_left_by


@dataclass(frozen=True, slots=True)
class Ahead:
    """tokens: keys for programs. posts: planned and not out. threads: conversations in hand.
    alone: channels whose account nobody else gets into. tasks: what others will have to do.
    """

    tokens: int
    teams: int
    threads: int
    posts: list[Post]
    alone: list[Channel]
    tasks: list[Left]


def ahead_of(person: User, now: datetime) -> Ahead:
    """What the button will do."""
    return Ahead(
        tokens=AccessToken.objects.filter(
            user=person, withdrawn_at__isnull=True, expires_at__gt=now
        ).count(),
        teams=TeamMember.objects.filter(user=person).count(),
        threads=Thread.objects.filter(state=ThreadState.CLAIMED, assigned_to=person).count(),
        posts=list(posts_left_by(person)),
        alone=only_held_by(person),
        tasks=left_behind(person, now),
    )

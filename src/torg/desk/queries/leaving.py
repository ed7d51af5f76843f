"""What will happen when a person leaves, before anybody presses the button."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from torg.channels.models import Channel, Departure, TeamMember
from torg.channels.queries.departures import Left, left_behind, only_held_by
from torg.inbox.models import Thread
from torg.inbox.queries.leaving import named_in, replies_left_by, shares_left_by
from torg.inbox.states import ThreadState
from torg.moderation.queries.leaving import cases_taken_by
from torg.people.models import AccessToken, RoleGrant, User
from torg.people.permissions import ROLES
from torg.people.queries.leaving import held_alone, stood_in_for
from torg.planning.models import Post
from torg.planning.queries.leaving import posts_left_by, posts_naming

# What the press has ended, by the words of Departure.did.
ENDED: tuple[tuple[tuple[str, ...], str | Promise], ...] = (
    (("tokens",), _("Nycklar för program som dragits tillbaka")),
    (("teams",), _("Redaktioner som personen tagits ur")),
    (("weeks",), _("Veckor i schemat som blivit lediga")),
    (("threads",), _("Konversationer som lämnats tillbaka")),
    (("named", "named_posts"), _("Frågor som väntade på just personen")),
    (("replies",), _("Svar som stoppats")),
    (("shares",), _("Delningar som stoppats")),
    (("cases",), _("Ärenden som lämnats tillbaka")),
    (("posts",), _("Inlägg som tagits över")),
    (("acts",), _("Publiceringar som stoppats")),
)


@dataclass(frozen=True, slots=True)
class Empty:
    """A role that nobody else holds, or an absence that nobody else covers. absent: whose."""

    grant: RoleGrant
    role: str
    absent: User | None


@dataclass(frozen=True, slots=True)
class Ahead:
    """tokens: keys for programs. posts: planned and not out. threads: conversations in hand.
    replies, shares: what has not left. cases: taken and not decided. named: conversations and
    colleagues' posts that wait for the person's answers. alone: channels whose account nobody
    else gets into. tasks: what others will have to do.
    """

    tokens: int
    teams: int
    threads: int
    replies: int
    shares: int
    cases: int
    named: int
    empty: list[Empty]
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
        replies=len(replies_left_by(person)),
        shares=len(shares_left_by(person)),
        cases=cases_taken_by(person).count(),
        named=named_in(person).count() + posts_naming(person).count(),
        empty=left_empty(person, timezone.localdate(now)),
        posts=list(posts_left_by(person)),
        alone=only_held_by(person),
        tasks=left_behind(person, now),
    )


def left_empty(person: User, day: date) -> list[Empty]:
    """Roles and absences that somebody has to be found for, as it stands now."""
    grants = [*held_alone(person, day), *stood_in_for(person, day)]
    return [
        Empty(one, str(ROLES[one.role].name), one.stands_in_for.user if one.stands_in_for else None)
        for one in grants
        if one.role in ROLES
    ]


def ended_at_once(departure: Departure) -> list[tuple[str, str]]:
    """What the press ended, in words, and how many of each; none is left out."""
    counted = [(words, sum(departure.did.get(key, 0) for key in keys)) for keys, words in ENDED]
    return [(str(words), str(number)) for words, number in counted if number]

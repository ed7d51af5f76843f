"""What the frame of every page knows, in one question.

Only whether there is something to tell: what it is, is asked for when there is.
"""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Exists, QuerySet, Subquery, When

from torg.delivery.queries import watch as delivery
from torg.desk.queries.day import STILL_UP
from torg.desk.queries.storage import CLOCK_MOVED
from torg.desk.queries.undo import still_here
from torg.inbox import queries as inbox
from torg.inbox.models import Thread
from torg.ledger.models import Entry
from torg.moderation import queries as moderation
from torg.moderation.models import Case as ModerationCase
from torg.people.models import Municipality, User
from torg.people.models.counting import counted
from torg.people.models.prepared import ask
from torg.people.permissions import Permission, can
from torg.planning import queries as planning
from torg.rules.queries import crises
from torg.rules.queries.reading import asked_of


@dataclass(frozen=True, slots=True)
class Facts:
    """to_answer, to_approve, cases: how many wait; late: whether one of them is past its time;
    soon: whether one goes out within SOON.

    works: a worker beats. held, silent, broken:
    a hold, a channel that cannot be fetched, a delivery that cannot be read. ahead: the log
    holds an entry from a time that has not come. damaged: a sealed file is not
    what was sealed. regrets: something can be taken back.
    unread: the number of the rules' version that the person has still to confirm, or 0.
    crisis: the municipality is in the crisis mode.
    """

    to_answer: int
    answers_late: bool
    to_approve: int
    approve_soon: bool
    cases: int
    cases_late: bool
    works: bool
    held: bool
    silent: bool
    broken: bool
    ahead: bool
    damaged: bool
    regrets: bool
    crisis: bool
    unread: int


SOON = timedelta(hours=2)
COUNTED = ("to_answer", "to_approve", "cases")
NAMES = (*(field.name for field in fields(Facts)), "read")


def facts(user: User, now: datetime) -> Facts:
    """Asked anew for each page: nothing here may be seconds old."""

    def build(now: datetime) -> QuerySet[Municipality, tuple[object, ...]]:
        return _question(user, now)

    (row,) = ask(("frame", user.shape), build, now)
    found = dict(zip(NAMES, row, strict=True))
    read, version = found.pop("read"), found.pop("unread")
    numbers: dict[str, Any] = {name: found.pop(name) or 0 for name in COUNTED}
    return Facts(
        **numbers,
        **{name: bool(value) for name, value in found.items()},
        unread=0 if read else version or 0,
    )


def _question(user: User, now: datetime) -> QuerySet[Municipality, tuple[object, ...]]:
    tenant = user.municipality_id
    answers: QuerySet[Thread] = Thread.objects.none()
    if can(user, Permission.REPLY):
        answers = inbox.to_answer(user, now)
    cases: QuerySet[ModerationCase] = ModerationCase.objects.none()
    if can(user, Permission.SEE_EVIDENCE):
        cases = moderation.open_cases(user)
    posts = planning.to_approve(user)
    newest = asked_of(user, now)
    last = Entry.objects.filter(municipality_id=tenant).order_by("-seq").values("at")[:1]
    asked = {
        "to_answer": counted(answers),
        "answers_late": Exists(answers.filter(due_at__lt=now)),
        "to_approve": counted(posts),
        "approve_soon": Exists(posts.filter(planned_at__lt=now + SOON)),
        "cases": counted(cases),
        "cases_late": Exists(cases.filter(deadline__lt=now, state__in=STILL_UP)),
        "works": Exists(delivery.beating(now)),
        "held": Exists(delivery.active_holds(tenant)),
        "silent": Exists(inbox.failing_syncs(tenant, now)),
        "broken": Exists(inbox.broken_deliveries(tenant)),
        "ahead": Case(When(last_at__gt=now + CLOCK_MOVED, then=1), default=0),
        "damaged": Exists(moderation.open_faults().filter(municipality_id=tenant)),
        "regrets": Exists(still_here(user, now)),
        "crisis": Exists(crises(tenant)),
        "unread": Subquery(newest.values("number")[:1]),
        "read": Subquery(newest.values("done")[:1]),
    }
    here = Municipality.objects.filter(pk=tenant).annotate(last_at=Subquery(last))
    return here.annotate(**asked).values_list(*NAMES)

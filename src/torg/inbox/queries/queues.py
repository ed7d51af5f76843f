"""The queues with their counts, and one page of a queue."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Protocol
from uuid import UUID

from django.db.models import Q, QuerySet

from torg.inbox.models import Thread
from torg.inbox.queries.visibility import at_home, elsewhere, in_queue
from torg.inbox.states import OPEN, ThreadState
from torg.people.models import Municipality, User
from torg.people.models.counting import counted
from torg.people.models.prepared import ask

PAGE = 50
# What a row shows; the thread's own page needs more.
ROW = ("channel", "department", "person", "assigned_to", "latest")

# When the last row stood there, and its id; () before the first.
Mark = tuple[datetime, UUID] | tuple[()]


class Last(Protocol):
    """A row that a page ends with."""

    @property
    def id(self) -> UUID:
        """Of the conversation."""

    @property
    def order_at(self) -> datetime:
        """What the list is ordered by."""


class Queue(StrEnum):
    """The five lists; the values stand in the address."""

    NEW = "nya"
    MINE = "mina"
    OTHERS = "andras"
    WAITING = "vantar"
    DONE = "klara"


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a queue; all empty is everything. channel: an id; late: overdue only."""

    channel: str = ""
    kind: str = ""
    sort: str = ""
    late: bool = False

    def narrow(self, threads: QuerySet[Thread], now: datetime) -> QuerySet[Thread]:
        """The threads that fit."""
        if self.channel:
            threads = threads.filter(channel_id=self.channel)
        if self.kind:
            threads = threads.filter(kind=self.kind)
        if self.sort:
            threads = threads.filter(latest__kind=self.sort)
        if self.late:
            # An open thread with a deadline stands at it in its queue: by the place it is found
            # in the order of the list, and among those of one state.
            past = {"due_at__isnull": False, "order_at__lt": now}
            threads = threads.filter(**past, state__in=sorted(OPEN))
        return threads


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a queue. after: the mark of the next page, "" on the last."""

    threads: list[Thread]
    after: str = ""


def counts(user: User, filters: Filters, now: datetime) -> dict[Queue, int]:
    """How many wait in each open queue, as far as anybody counts, in one question."""
    # Of what stands with others the claimed and the new are found in different ways.
    parts = [
        (queue, part) for queue in Queue if queue is not Queue.DONE for part in _parts(queue, user)
    ]

    def build(now: datetime) -> QuerySet[Municipality, tuple[int | None, ...]]:
        threads = filters.narrow(in_queue(user), now)
        numbers = [counted(threads.filter(part)) for _queue, part in parts]
        return Municipality.objects.filter(pk=user.municipality_id).values_list(*numbers)

    (numbers,) = ask(("inbox.counts", user.shape, filters), build, now)
    found: dict[Queue, int] = dict.fromkeys((queue for queue, _part in parts), 0)
    for (queue, _part), number in zip(parts, numbers, strict=True):
        found[queue] += number or 0
    return found


def queued(user: User, queue: Queue, filters: Filters, now: datetime) -> QuerySet[Thread]:
    """What stands in a queue under these filters."""
    return filters.narrow(in_queue(user), now).filter(_in(queue, user))


def page(user: User, queue: Queue, filters: Filters, now: datetime, after: str = "") -> Page:
    """One page, the most urgent first; what is done, the latest first."""
    threads = in_order(user, queue, filters, now, place_of(after))
    found = list(threads.select_related(None).select_related(*ROW)[: PAGE + 1])
    return Page(found[:PAGE], mark_of(found[PAGE - 1]) if len(found) > PAGE else "")


def in_order(
    user: User, queue: Queue, filters: Filters, now: datetime, place: Mark
) -> QuerySet[Thread]:
    """What stands in a queue behind a place in it.

    The moment alone is asked for too: by "later, or as late and behind" no database begins to
    read its index at the place, and a deep page would cost all pages before it.
    """
    threads = queued(user, queue, filters, now)
    if queue is Queue.DONE:
        threads = threads.order_by("-order_at", "-id")
        if place:
            at, pk = place
            behind = Q(order_at__lt=at) | Q(order_at=at, id__lt=pk)
            threads = threads.filter(behind, order_at__lte=at)
        return threads
    threads = threads.order_by("order_at", "id")
    if place:
        at, pk = place
        behind = Q(order_at__gt=at) | Q(order_at=at, id__gt=pk)
        threads = threads.filter(behind, order_at__gte=at)
    return threads


def next_after(user: User, thread: Thread) -> Thread | None:
    """What to take next when this one is done: the person's own first, then the new."""
    waiting = in_queue(user).exclude(pk=thread.pk).order_by("order_at", "id")
    return (
        waiting.filter(_in(Queue.MINE, user)).first()
        or waiting.filter(_in(Queue.NEW, user)).first()
    )


def queue_of(user: User, thread: Thread) -> Queue:
    """The queue that the thread stands in for this person."""
    if thread.state == ThreadState.DONE:
        return Queue.DONE
    if thread.state == ThreadState.WAITING:
        return Queue.WAITING
    if thread.state == ThreadState.CLAIMED and thread.assigned_to_id == user.pk:
        return Queue.MINE
    if thread.state == ThreadState.NEW and in_queue(user).filter(pk=thread.pk).filter(
        _in(Queue.NEW, user)
    ):
        return Queue.NEW
    return Queue.OTHERS


def _in(queue: Queue, user: User) -> Q:
    return reduce(or_, _parts(queue, user))


def _parts(queue: Queue, user: User) -> list[Q]:
    """What stands in the queue, each part by the state that its rows are found by."""
    match queue:
        case Queue.NEW:
            return [Q(state=ThreadState.NEW) & at_home(user)]
        case Queue.MINE:
            return [Q(state=ThreadState.CLAIMED, assigned_to=user)]
        case Queue.OTHERS:
            colleagues = Q(state=ThreadState.CLAIMED) & ~Q(assigned_to=user)
            return [colleagues, Q(state=ThreadState.NEW) & elsewhere(user)]
        case Queue.WAITING:
            return [Q(state=ThreadState.WAITING)]
        case Queue.DONE:
            return [Q(state=ThreadState.DONE)]


def mark_of(last: Last) -> str:
    """The place behind a row, as it stands in an address."""
    plain = f"{last.order_at.isoformat()} {last.id}"
    return urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def place_of(mark: str) -> Mark:
    """The place that a mark names; () for none and for one that somebody made up."""
    if not mark:
        return ()
    try:
        at, pk = urlsafe_b64decode(mark + "=" * (-len(mark) % 4)).decode().split(" ")
        found = datetime.fromisoformat(at), UUID(pk)
    except ValueError:
        return ()
    return found if found[0].tzinfo else ()

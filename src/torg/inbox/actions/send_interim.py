from datetime import datetime, timedelta

from django.db import transaction

from torg.inbox.actions.compose import Words, locked
from torg.inbox.actions.finish import mark_answered
from torg.inbox.actions.refresh_clock import refresh_clock
from torg.inbox.actions.send import AT_ONCE, is_settled, send, stored_before
from torg.inbox.models import Answer, Purpose, Reply, Thread
from torg.inbox.states import ThreadState, move
from torg.people.models import Municipality, User
from torg.rules.queries import InboundFacts, calendar, follow_up

# Where the municipality's rules say nothing (requirements, section 3.3).
PROPOSED_WORKING_DAYS = 5


def send_interim(
    *, thread: Thread, words: Words, by: User, now: datetime, undo: timedelta = AT_ONCE
) -> Reply:
    """Tell the resident that we come back (V-60). Raises Denied, Refusal.

    Meets the promise of a first response; the thread stays open and waits, with a clock of
    its own, as long as the rules say: five working days where they are silent. Nobody holds
    it while it waits.
    """
    with transaction.atomic():
        thread = locked(thread)
        before = stored_before(thread, words)
        if before is not None and is_settled(before):
            return before
        sent = send(thread=thread, words=words, purpose=Purpose.INTERIM, by=by, now=now, undo=undo)
        mark_answered(thread, sent.message, Answer.INTERIM, now)
        thread.follow_up_at = back_by(thread, now)
        thread.state = move(ThreadState(thread.state), ThreadState.WAITING)
        thread.assigned_to = None
        thread.claimed_at = None
        refresh_clock(thread)
        thread.save()
    return sent


def back_by(thread: Thread, now: datetime) -> datetime:
    """When we have promised to be back, by the rules in force."""
    channel = thread.channel
    place = InboundFacts(
        network=channel.network,
        channel_class=channel.channel_class,
        channel=str(channel.pk),
        arrived_at=now,
    )
    ruled = follow_up(thread.municipality, place, at=now)
    return ruled.at if ruled else _proposed(thread.municipality, now)


def _proposed(municipality: Municipality, now: datetime) -> datetime:
    office = calendar(municipality, now)
    day = office.local(now).date()
    for _step in range(PROPOSED_WORKING_DAYS):
        day = office.next_working_day(day)
    return office.end_of_office_day(day)

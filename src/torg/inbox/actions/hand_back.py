from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.delivery.actions import cancel
from torg.delivery.queries import of_origin
from torg.delivery.states import ActState
from torg.inbox.actions.compose import locked
from torg.inbox.actions.reopened import reopened
from torg.inbox.actions.stop_shares import stop_shares
from torg.inbox.actions.tell import tell
from torg.inbox.models import Note, Reply, Thread
from torg.inbox.queries.leaving import named_in, replies_left_by
from torg.inbox.states import ReplyState, ThreadState, move_reply
from torg.people.models import User
from torg.people.permissions import Permission, check_can_everywhere


def hand_back(*, person: User, by: User, now: datetime) -> dict[str, int]:
    """Give back what a leaver has in the inbox; nothing of theirs leaves any more (S-38).

    replies, shares: stopped before they left; named: conversations that waited for the leaver
    alone; threads: those in hand. Raises Denied.
    """
    check_can_everywhere(by, Permission.MANAGE_PEOPLE)
    with transaction.atomic():
        stopped = sum(_stop(reply, by, now) for reply in replies_left_by(person))
        shares = stop_shares(person=person, by=by, now=now)
        named = named_in(person).update(answerer=None, others_told_at=now)
        held = list(Thread.objects.filter(state=ThreadState.CLAIMED, assigned_to=person))
        Thread.objects.filter(pk__in=[one.pk for one in held]).update(
            state=ThreadState.NEW, assigned_to=None, claimed_at=None
        )
        said = _("Släppte konversationen, den som hade den har slutat.")
        for thread in held:
            tell(thread, "thread.released", said, by=by, now=now)
    return {"replies": stopped, "shares": shares, "named": named, "threads": len(held)}


def _stop(reply: Reply, by: User, now: datetime) -> int:
    """The resident waits again, and colleagues see what the answer was to be."""
    thread = locked(reply.thread)
    act = of_origin(reply.ref).filter(state=ActState.DUE).first()
    cause = _("Den som svarade har slutat. En kollega läser först.")
    if act is None or not cancel(act=act, cause=cause, by=by, now=now):
        return 0
    reopened(thread, reply, to=reply.author, now=now)
    # An answer that the leaver only let go waits for another reader.
    waits = reply.author_id != reply.sent_by_id
    reply.state = move_reply(ReplyState.SENT, ReplyState.AWAITING if waits else ReplyState.DRAFT)
    reply.sent_at = reply.sent_by = reply.second_reader = reply.second_read_at = None
    reply.save()
    if not waits:
        Note.objects.create(
            municipality_id=thread.municipality_id,
            thread=thread,
            author=by,
            text=_("Svaret hann inte gå ut innan den som skrev slutade. Så här löd det:")
            + f"\n\n{reply.text}",
            at=now,
        )
    said = _("Stoppade svaret innan det skickades, den som svarade har slutat.")
    facts = {"act": str(act.pk)}
    tell(thread, "reply.stopped", said, also=[reply.ref], by=by, now=now, facts=facts)
    return 1

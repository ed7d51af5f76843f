from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.inbox.actions.compose import (
    Words,
    answered_message,
    check_free,
    check_sorted,
    check_words,
    locked,
)
from torg.inbox.actions.finish import finish, mark_answered
from torg.inbox.actions.tell import tell
from torg.inbox.models import Answer, Direction, Message, Outcome, Thread
from torg.inbox.permissions import check_can_reply
from torg.inbox.queries import is_by_hand
from torg.kernel.canonical import storable
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import Exchange
from torg.ledger.states import Direction as Record
from torg.people.models import User


def note_answer(*, thread: Thread, words: Words, by: User, now: datetime) -> Message:
    """Note the answer that the person has just published on a page which Torg cannot reach.

    It stands there already, so the rules have advised while it was written and refuse nothing
    here; the record and the deadline are those of any answer. Raises Denied, Refusal.
    """
    check_can_reply(by, thread)
    with transaction.atomic():
        thread = locked(thread)
        mark = f"by-hand:{words.form_token}"
        before = Message.objects.filter(channel=thread.channel, network_id=mark).first()
        if before is not None:
            return before
        check_free(thread, by)
        if not is_by_hand(thread.channel):
            raise Refusal(
                _("%(channel)s är ansluten.") % {"channel": thread.channel},
                remedy=_("Skicka svaret härifrån i stället."),
            )
        check_words(thread, words.text)
        newest = answered_message(thread, words)
        check_sorted(newest)
        message: Message = Message.objects.create(
            municipality_id=thread.municipality_id,
            channel=thread.channel,
            thread=thread,
            direction=Direction.OUT,
            network_id=mark,
            version="1",
            parent_id=newest.network_id,
            text=storable(words.text.strip()),
            url=newest.url,
            made_available_at=now,
            captured_at=now,
        )
        mark_answered(thread, newest, Answer.OUTSIDE, now)
        finish(thread, Outcome.ANSWERED, by=by, now=now)
        _tell(thread, message, by, now)
    return message


def _tell(thread: Thread, message: Message, by: User, now: datetime) -> None:
    tell(
        thread,
        "message.sent_by_hand",
        _("Svarade för hand på %(channel)s.") % {"channel": thread.channel},
        also=[Ref("inbox.message", str(message.pk))],
        by=by,
        now=now,
        facts={"network_id": message.network_id},
        content={"text": message.text},
        exchange=Exchange(
            direction=Record.DRAWN_UP,
            channel=thread.channel.network,
            status="live",
            sender=str(thread.channel),
            receiver=thread.person.shown_name,
        ),
    )

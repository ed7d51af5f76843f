from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from torg.delivery.actions import enqueue
from torg.inbox.actions.close import BINDING
from torg.inbox.actions.compose import check_free, check_sorted, locked
from torg.inbox.actions.finish import finish, mark_answered
from torg.inbox.actions.send import target_of
from torg.inbox.actions.tell import tell
from torg.inbox.models import Answer, Direction, Message, MessageKind, Outcome
from torg.inbox.permissions import check_can_reply
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.people.models import User
from torg.ports.network import ActKind, Capability
from torg.ports.registry import network_for
from torg.rules.queries import EndingFacts, check

ASKS = frozenset({MessageKind.QUESTION, MessageKind.IMPLICIT})


def like(*, message: Message, by: User, now: datetime) -> Message:
    """Like what a resident wrote, as the channel. Raises Denied, Refusal.

    A question is never answered by it; what else is, the municipality's rules say (A-33).
    """
    check_can_reply(by, message.thread)
    try:
        with transaction.atomic():
            thread = locked(message.thread)
            check_free(thread, by)
            check_sorted(message)
            _check_likable(message)
            enqueue(
                channel=thread.channel,
                kind=ActKind.LIKE,
                payload={"target": target_of(message, thread)},
                origin=Ref("inbox.message", str(message.pk)),
                by=by,
                now=now,
            )
            tell(
                thread,
                "message.liked",
                _("Gillade som %(channel)s.") % {"channel": thread.channel},
                also=[Ref("inbox.message", str(message.pk))],
                by=by,
                now=now,
            )
            if message.kind not in ASKS and _is_enough(message, now):
                mark_answered(thread, message, Answer.REACTION, now)
                finish(thread, Outcome.REACTION, by=by, now=now)
    except IntegrityError as error:
        raise Refusal(_("Vi har redan gillat det."), remedy=_("Ladda om sidan.")) from error
    message.refresh_from_db()
    return message


def _is_enough(message: Message, now: datetime) -> bool:
    """Whether no rule asks for words; where none says anything, a like is a response."""
    channel = message.thread.channel
    facts = EndingFacts(
        network=channel.network,
        channel_class=channel.channel_class,
        channel=str(channel.pk),
        kind=message.kind,
        response="reaction",
    )
    found = check(message.thread.municipality, facts, now)
    return not any(finding.verdict in BINDING for finding in found)


def _check_likable(message: Message) -> None:
    card = network_for(message.thread.channel.connection.adapter).card
    if Capability.LIKE not in card.capabilities:
        raise Refusal(
            _("%(network)s tar inte emot gillanden från Torg.") % {"network": card.name},
            remedy=_("Tacka i ett svar i stället."),
        )
    if message.direction != Direction.IN or message.deleted_upstream_at or message.removed_at:
        raise Refusal(_("Det går inte att gilla det här meddelandet."))

"""How a thread ends and where it goes, as the rules see it."""

from torg.channels.models import Channel
from torg.inbox.models import Answer, Message, MessageKind, Outcome, Purpose, Thread
from torg.inbox.states import ReplyState
from torg.rules.queries import EndingFacts, ForwardFacts, Place

# What ends a thread because it was sent; every other outcome is an exception from answering.
_SENT = {
    Outcome.ANSWERED: "reply",
    Outcome.REACTION: "reaction",
    Outcome.REFERRED: "referral",
}
# An interim reply promised an answer and is none itself.
REAL_ANSWERS = frozenset({Purpose.ANSWER, Purpose.REFERRAL})


def place_of(channel: Channel) -> Place:
    """Where it happens."""
    return Place(
        network=channel.network, channel_class=channel.channel_class, channel=str(channel.pk)
    )


def ending_facts(
    thread: Thread, newest: Message, outcome: Outcome, repeat_of: Thread | None = None
) -> EndingFacts:
    """The thread about to be closed. Where what the outcome says is not done, it got none."""
    by_sending = outcome in _SENT
    response = _SENT.get(outcome, "") if responded(thread, newest, outcome) else ""
    return EndingFacts(
        network=thread.channel.network,
        channel_class=thread.channel.channel_class,
        channel=str(thread.channel_id),
        kind="other" if newest.kind == MessageKind.SPAM else newest.kind,
        response=response or ("interim" if _promised(thread, newest) else "none"),
        exception="" if by_sending else outcome.value,
        answered_before=repeat_of is not None and was_answered(repeat_of),
    )


def forward_facts(thread: Thread, *, acknowledged: bool, reason: str) -> ForwardFacts:
    """The thread about to go to another department."""
    return ForwardFacts(
        network=thread.channel.network,
        channel_class=thread.channel.channel_class,
        channel=str(thread.channel_id),
        acknowledged=acknowledged,
        reason=reason,
    )


def responded(thread: Thread, newest: Message, outcome: Outcome) -> bool:
    """Whether what the outcome says has really been done about the newest message."""
    if outcome == Outcome.REACTION:
        return newest.answered_by == Answer.REACTION
    return newest.answered_by == Answer.OUTSIDE or _sent_since(thread, newest, REAL_ANSWERS)


def was_answered(thread: Thread) -> bool:
    """Whether the resident once got an answer in the thread."""
    answered = thread.replies.filter(state=ReplyState.SENT, purpose__in=REAL_ANSWERS)
    return answered.exists() or thread.messages.filter(answered_by=Answer.OUTSIDE).exists()


def _promised(thread: Thread, newest: Message) -> bool:
    return _sent_since(thread, newest, frozenset({Purpose.INTERIM}))


def _sent_since(thread: Thread, newest: Message, purposes: frozenset[Purpose]) -> bool:
    sent = thread.replies.filter(
        state=ReplyState.SENT, purpose__in=purposes, sent_at__gte=newest.made_available_at
    )
    return sent.exists()

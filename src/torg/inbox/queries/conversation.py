"""One thread as its page shows it, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from torg.channels.queries import visible_to as channels_visible_to
from torg.delivery.models import Act, Publication
from torg.delivery.states import ActState
from torg.inbox.models import Direction, Forward, Message, Note, Reply, Share, Thread
from torg.inbox.queries.reposting import reposts_of
from torg.inbox.queries.visibility import visible_to
from torg.inbox.states import ReplyState, ShareState
from torg.kernel.refs import Ref
from torg.ledger.queries import timeline
from torg.people.models import User

SHOWN = frozenset({ReplyState.SENT, ReplyState.AWAITING, ReplyState.RETURNED, ReplyState.FAILED})
UNSHARED = frozenset({ShareState.AWAITING, ShareState.RETURNED})
HISTORY = 10


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing said, or written inside, at its time. act: how far our reply has come; alone: a
    message was shared on. share: one that waits for its reader or came back.
    """

    at: datetime
    message: Message | None = None
    reply: Reply | None = None
    act: Act | None = None
    share: Share | None = None
    note: Note | None = None
    forward: Forward | None = None
    editions: Sequence[Message] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the thread's history; the whole entry stands in the log."""

    who: str
    what: str
    when: datetime


@dataclass(frozen=True, slots=True)
class Conversation:
    """Everything on the page of a thread. answered: the message that a reply would answer."""

    thread: Thread
    post: str
    turns: list[Turn]
    answered: Message | None
    newest: Message | None
    earlier: list[Thread]
    events: list[Told]
    replies: list[Reply]

    @property
    def open_reply(self) -> Reply | None:
        """A reply that waits for its reader or came back, if any."""
        return next(
            (
                reply
                for reply in reversed(self.replies)
                if reply.state in (ReplyState.AWAITING, ReplyState.RETURNED)
            ),
            None,
        )


def conversation(thread: Thread, user: User) -> Conversation:
    """The thread's page for a person who may see it."""
    messages = list(thread.messages.select_related("person", "share__asked_by", "share__reader"))
    replies = list(thread.replies.select_related("author", "second_reader", "sent_by"))
    acts = _acts([str(reply.pk) for reply in replies])
    for message in messages:
        message.thread = thread
    current = [message for message in messages if message.is_current]
    theirs = [message for message in current if message.direction == Direction.IN]
    standing = [one for one in theirs if not one.deleted_upstream_at and not one.removed_at]
    turns = [
        *(
            Turn(one.made_available_at, message=one, editions=_editions(one, messages))
            for one in current
            if one.reply_id is None
        ),
        *(
            Turn(reply.sent_at or reply.created_at, reply=reply, act=acts.get(str(reply.pk)))
            for reply in replies
            if ReplyState(reply.state) in SHOWN
        ),
        *(Turn(note.at, note=note) for note in thread.notes.select_related("author")),
        *(
            Turn(one.at, forward=one)
            for one in thread.forwards.select_related("by", "department", "from_department")
        ),
    ]
    turns += [Turn(act.created_at, act=act) for act in reposts_of(theirs)]
    turns += _unshared(theirs)
    return Conversation(
        thread=thread,
        post=post_text(thread.publication),
        turns=sorted(turns, key=lambda turn: turn.at),
        answered=standing[-1] if standing else None,
        newest=theirs[-1] if theirs else None,
        earlier=list(earlier_threads(thread, user)[:HISTORY]),
        events=_told(thread, replies),
        replies=replies,
    )


def _unshared(messages: Sequence[Message]) -> list[Turn]:
    shares: list[Share] = [one.share for one in messages if hasattr(one, "share")]
    return [Turn(one.asked_at, share=one) for one in shares if one.state in UNSHARED]


def _told(thread: Thread, replies: Sequence[Reply]) -> list[Told]:
    """What the log says of the thread, and of what became of each reply."""
    own = Ref("inbox.thread", str(thread.pk))
    told = timeline(own, *(reply.ref for reply in replies))
    return [Told(item.who, item.what, item.when) for item in told]


def earlier_threads(thread: Thread, user: User) -> QuerySet[Thread]:
    """The same person's other threads on the same network, newest first."""
    return (
        visible_to(user)
        .filter(person__author_id=thread.person.author_id, channel__network=thread.channel.network)
        .exclude(pk=thread.pk)
        .order_by("-latest_at")
    )


def post_text(publication: Publication | None) -> str:
    """What we had published, as it was sent."""
    return str(publication.act.payload.get("text", "")) if publication else ""


def key_facts(thread: Thread) -> list[str]:
    """What was saved with our post above the thread, to answer with (S-22)."""
    return list(thread.publication.act.key_facts) if thread.publication else []


def under_post(publication: Publication, user: User) -> QuerySet[Message]:
    """Everything under one of our posts in time order, ours and theirs (S-04)."""
    return (
        Message.objects.filter(
            thread__in=visible_to(user).filter(publication=publication), is_current=True
        )
        .select_related("person", "thread")
        .order_by("made_available_at", "id")
    )


def posts_visible_to(user: User) -> QuerySet[Publication]:
    """Our posts on the channels that the person may see."""
    return Publication.objects.filter(channel__in=channels_visible_to(user)).select_related(
        "channel", "act"
    )


def _editions(message: Message, messages: Sequence[Message]) -> list[Message]:
    return [one for one in messages if one.network_id == message.network_id and not one.is_current]


def _acts(reply_ids: Sequence[str]) -> dict[str, Act]:
    """The latest act of each reply; a refused one only when nothing came after it."""
    acts = Act.objects.filter(origin_kind="inbox.reply", origin_id__in=reply_ids).order_by("id")
    return {act.origin_id: act for act in acts if act.state != ActState.CANCELLED}

"""What has come to a conversation since somebody opened its form (PEERS 3.6)."""

from dataclasses import dataclass

from torg.inbox.models import Direction, Message, Reply, Thread
from torg.inbox.states import ReplyState
from torg.kernel.marks import pack, unseen

GONE_OUT = (ReplyState.SENT, ReplyState.AWAITING)


@dataclass(frozen=True, slots=True)
class New:
    """One thing that the writer has not seen. is_edit: it replaces what stood there."""

    message: Message | None = None
    reply: Reply | None = None
    is_edit: bool = False
    is_gone: bool = False


def seen_now(thread: Thread) -> str:
    """Everything that stands in the conversation now, for the form's hidden field."""
    return pack(_standing(thread, ""))


def news(thread: Thread, seen: str, *, token: str = "") -> list[New]:
    """What is not in `seen`, oldest first. token: the form whose own reply is no news."""
    standing = _standing(thread, token)
    return [standing[key] for key in unseen(standing, seen)]


def _standing(thread: Thread, token: str) -> dict[str, New]:
    """By a key that changes when the thing does: a new edition is a row of its own."""
    found: dict[str, New] = {}
    messages = list(thread.messages.select_related("person").order_by("made_available_at", "id"))
    older = {one.network_id for one in messages if not one.is_current}
    for one in messages:
        if not one.is_current or one.reply_id is not None:
            continue
        gone = bool(one.deleted_upstream_at or one.removed_at)
        edit = one.direction == Direction.IN and one.network_id in older
        found[f"{one.pk}{'-' if gone else ''}"] = New(message=one, is_edit=edit, is_gone=gone)
    for reply in thread.replies.filter(state__in=GONE_OUT).select_related("author"):
        if not token or reply.form_token != token:
            found[str(reply.pk)] = New(reply=reply)
    return found

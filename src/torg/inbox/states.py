"""Where a thread, a reply and a share stand."""

from datetime import timedelta
from enum import StrEnum

from torg.kernel.moves import check_move
from torg.kernel.waits import doubled


class ThreadState(StrEnum):
    """new: nobody has it. claimed: one person has it. waiting: the resident has been told that
    we come back. done: answered, reacted to, referred or excepted, with its outcome.
    """

    NEW = "new"
    CLAIMED = "claimed"
    WAITING = "waiting"
    DONE = "done"


# A new message from the resident returns a thread to new from every state but new.
THREAD_MOVES = {
    ThreadState.NEW: frozenset({ThreadState.CLAIMED, ThreadState.WAITING, ThreadState.DONE}),
    ThreadState.CLAIMED: frozenset(
        {ThreadState.NEW, ThreadState.CLAIMED, ThreadState.WAITING, ThreadState.DONE}
    ),
    ThreadState.WAITING: frozenset(
        {ThreadState.NEW, ThreadState.CLAIMED, ThreadState.WAITING, ThreadState.DONE}
    ),
    ThreadState.DONE: frozenset({ThreadState.NEW, ThreadState.CLAIMED}),
}

OPEN = frozenset({ThreadState.NEW, ThreadState.CLAIMED, ThreadState.WAITING})


class ReplyState(StrEnum):
    """awaiting: a second reader is asked. returned: the reader wants changes, with a note.

    sent: the act is stored and on its way or out. failed: the network refused it for good.
    """

    DRAFT = "draft"
    AWAITING = "awaiting"
    RETURNED = "returned"
    SENT = "sent"
    FAILED = "failed"


REPLY_MOVES = {
    ReplyState.DRAFT: frozenset({ReplyState.AWAITING, ReplyState.SENT}),
    ReplyState.AWAITING: frozenset({ReplyState.RETURNED, ReplyState.SENT, ReplyState.DRAFT}),
    ReplyState.RETURNED: frozenset({ReplyState.AWAITING, ReplyState.SENT}),
    # Taken back within the time for regret: to its writer, or to its reader.
    ReplyState.SENT: frozenset({ReplyState.FAILED, ReplyState.DRAFT, ReplyState.AWAITING}),
    ReplyState.FAILED: frozenset[ReplyState](),
}


def move(current: ThreadState, to: ThreadState) -> ThreadState:
    """The new state of a thread. Raises ForbiddenMove."""
    return check_move(THREAD_MOVES, current, to)


def move_reply(current: ReplyState, to: ReplyState) -> ReplyState:
    """The new state of a reply. Raises ForbiddenMove."""
    return check_move(REPLY_MOVES, current, to)


FIRST_POLL, LONGEST_POLL = timedelta(seconds=30), timedelta(minutes=15)
FIRST_READ, LONGEST_READ = timedelta(seconds=20), timedelta(hours=1)


def poll_again_after(tries: int) -> timedelta:
    """How long to wait after that many polls in a row that came to nothing."""
    return doubled(FIRST_POLL, LONGEST_POLL, tries)


def read_again_after(tries: int) -> timedelta:
    """How long a stored payload waits when it could not be read that many times."""
    return doubled(FIRST_READ, LONGEST_READ, tries)


class ShareState(StrEnum):
    """awaiting: a second reader is asked. returned: the reader said no, with a reason.

    sent: the act is stored and on its way or out. failed: the network refused it for good.
    withdrawn: it was let be, or taken back before it left.
    """

    AWAITING = "awaiting"
    RETURNED = "returned"
    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


_ANEW = frozenset({ShareState.AWAITING, ShareState.SENT})
SHARE_MOVES = {
    ShareState.AWAITING: frozenset({ShareState.SENT, ShareState.RETURNED, ShareState.WITHDRAWN}),
    ShareState.RETURNED: _ANEW | {ShareState.WITHDRAWN},
    # Taken back within the time for regret: by its reader, or by whoever shared it.
    ShareState.SENT: frozenset({ShareState.FAILED, ShareState.AWAITING, ShareState.WITHDRAWN}),
    ShareState.FAILED: _ANEW | {ShareState.WITHDRAWN},
    ShareState.WITHDRAWN: _ANEW,
}


def move_share(current: ShareState, to: ShareState) -> ShareState:
    """The new state of a share. Raises ForbiddenMove."""
    return check_move(SHARE_MOVES, current, to)

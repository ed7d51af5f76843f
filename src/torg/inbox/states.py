"""Where a thread and a reply stand."""

from enum import StrEnum

from torg.kernel.moves import check_move


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

from torg.inbox.actions.refresh_clock import CLOCK_FIELDS
from torg.inbox.models import Message, Thread
from torg.inbox.states import ThreadState, move

RETURNS = frozenset({ThreadState.DONE, ThreadState.WAITING})
WORD_FIELDS = ("latest", "latest_at", *CLOCK_FIELDS)
BACK_FIELDS = (
    *WORD_FIELDS,
    "state",
    "assigned_to",
    "claimed_at",
    "outcome",
    "repeat_of",
    "done_at",
    "done_by",
)


def bring_back(thread: Thread) -> bool:
    """A new word, or a change of one, brings a finished or waiting thread back to new.

    Saves nothing; True when something changed (BACK_FIELDS).
    """
    if ThreadState(thread.state) not in RETURNS:
        return False
    thread.state = move(ThreadState(thread.state), ThreadState.NEW)
    thread.assigned_to = None
    thread.claimed_at = None
    thread.outcome = ""
    thread.repeat_of = None
    thread.done_at = None
    thread.done_by = None
    return True


def point_at(thread: Thread, message: Message, *, edited: bool = False) -> None:
    """Show the message as the thread's latest, if it is. Saves nothing (WORD_FIELDS)."""
    newest = message.made_available_at >= thread.latest_at
    if newest or thread.latest_id is None or edited:
        thread.latest_id = message.pk
        thread.latest_at = max(thread.latest_at, message.made_available_at)

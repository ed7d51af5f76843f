"""Where a channel and a connection stand."""

from enum import StrEnum
from itertools import pairwise

from django.db import models
from django.utils.translation import gettext_lazy as _

from torg.kernel.moves import check_move


class ApplicationState(models.TextChoices):
    """Where the wish for a new channel stands. sent: with the department's communicator (V-22)."""

    DRAFTING = "drafting", _("Skrivs")
    SENT = "sent", _("Hos kommunikatören")
    WITH_MANAGER = "with_manager", _("Väntar på beslut")
    RETURNED = "returned", _("Åter till den som söker")
    APPROVED = "approved", _("Godkänd")
    REFUSED = "refused", _("Avslagen")
    WITHDRAWN = "withdrawn", _("Återtagen")


_A = ApplicationState
# Where no rule sends the papers to somebody first, they go straight to whoever decides.
APPLICATION_MOVES = {
    _A.DRAFTING: frozenset({_A.SENT, _A.WITH_MANAGER, _A.WITHDRAWN}),
    _A.RETURNED: frozenset({_A.SENT, _A.WITH_MANAGER, _A.WITHDRAWN}),
    _A.SENT: frozenset({_A.WITH_MANAGER, _A.RETURNED, _A.WITHDRAWN}),
    _A.WITH_MANAGER: frozenset({_A.APPROVED, _A.REFUSED, _A.RETURNED, _A.WITHDRAWN}),
    _A.APPROVED: frozenset[ApplicationState](),
    _A.REFUSED: frozenset[ApplicationState](),
    _A.WITHDRAWN: frozenset[ApplicationState](),
}
# It can be written in; it waits for somebody else.
WRITABLE = frozenset({_A.DRAFTING, _A.RETURNED})
WAITING = frozenset({_A.SENT, _A.WITH_MANAGER})


def move_application(current: ApplicationState, to: ApplicationState) -> ApplicationState:
    """The new state of an application. Raises ForbiddenMove."""
    return check_move(APPLICATION_MOVES, current, to)


class ChannelState(StrEnum):
    """A channel's life from its decision on; before that there is an application.

    preparing: decided, its launch checklist is open. resting: a seasonal channel out of season.
    """

    PREPARING = "preparing"
    LIVE = "live"
    RESTING = "resting"
    CLOSED = "closed"


CHANNEL_MOVES = {
    ChannelState.PREPARING: frozenset({ChannelState.LIVE, ChannelState.CLOSED}),
    ChannelState.LIVE: frozenset({ChannelState.RESTING, ChannelState.CLOSED}),
    ChannelState.RESTING: frozenset({ChannelState.LIVE, ChannelState.CLOSED}),
    ChannelState.CLOSED: frozenset[ChannelState](),
}


# Seen by everyone: what the municipality speaks through, or has spoken through.
PUBLIC = frozenset({ChannelState.LIVE, ChannelState.RESTING, ChannelState.CLOSED})
# Heard and answered.
HEARD = frozenset({ChannelState.LIVE, ChannelState.RESTING})


class ConnectionState(StrEnum):
    """How an account is reached, apart from the channel's own life. No row: none.

    connected: the network took the key, but nobody has seen the account in public yet.
    verified: a live read has shown the account that we think it is. degraded: it works, but
    reading has failed for a while. broken: the network no longer lets us in; a person connects
    it again. ended: a person has disconnected it; its secrets are gone.
    """

    CONNECTED = "connected"
    VERIFIED = "verified"
    DEGRADED = "degraded"
    BROKEN = "broken"
    ENDED = "ended"


class Reading(StrEnum):
    """look: everybody's view of the account. poll: what has happened, by our own right."""

    LOOK = "look"
    POLL = "poll"


_C = ConnectionState
_AGAIN = frozenset({_C.CONNECTED, _C.VERIFIED, _C.ENDED})
CONNECTION_MOVES = {
    _C.CONNECTED: _AGAIN | {_C.BROKEN},
    _C.VERIFIED: _AGAIN | {_C.DEGRADED, _C.BROKEN},
    _C.DEGRADED: _AGAIN | {_C.DEGRADED, _C.BROKEN},
    _C.BROKEN: _AGAIN | {_C.BROKEN},
    _C.ENDED: _AGAIN - {_C.ENDED},
}
# These send and fetch.
WORKING = frozenset({_C.VERIFIED, _C.DEGRADED})


def move_connection(current: ConnectionState, to: ConnectionState) -> ConnectionState:
    """The new state of a connection. Raises ForbiddenMove."""
    return check_move(CONNECTION_MOVES, current, to)


def move(current: ChannelState, to: ChannelState) -> ChannelState:
    """The new channel state. Raises ForbiddenMove."""
    return check_move(CHANNEL_MOVES, current, to)


class ClosingState(StrEnum):
    """How far a closing has come: the step in hand (G-60 to G-67).

    asked: proposed to the channel's owner, who has not answered. dropped: the channel stays.
    """

    ASKED = "asked"
    MERGE = "merge"
    DECIDE = "decide"
    NOTIFY = "notify"
    ARCHIVE = "archive"
    DEREGISTER = "deregister"
    DONE = "done"
    DROPPED = "dropped"


# The steps that somebody takes, in their order.
CLOSING_STEPS = (
    ClosingState.MERGE,
    ClosingState.DECIDE,
    ClosingState.NOTIFY,
    ClosingState.ARCHIVE,
    ClosingState.DEREGISTER,
)
_IN_ORDER = (ClosingState.ASKED, *CLOSING_STEPS, ClosingState.DONE)
CLOSING_MOVES = {
    **{
        state: frozenset({following, ClosingState.DROPPED})
        for state, following in pairwise(_IN_ORDER)
    },
    ClosingState.DONE: frozenset[ClosingState](),
    ClosingState.DROPPED: frozenset[ClosingState](),
}


def move_closing(current: ClosingState, to: ClosingState) -> ClosingState:
    """The closing's new state. Raises ForbiddenMove."""
    return check_move(CLOSING_MOVES, current, to)


class AccessState(models.TextChoices):
    """A person's way into an account (M1-42). ending: to be taken away, not confirmed yet."""

    REQUESTED = "requested", _("Begärd")
    GRANTED = "granted", _("Beviljad")
    DECLINED = "declined", _("Avslagen")
    ENDING = "ending", _("Ska tas bort")
    WITHDRAWN = "withdrawn", _("Borttagen")


_R = AccessState
ACCESS_MOVES = {
    _R.REQUESTED: frozenset({_R.GRANTED, _R.DECLINED}),
    _R.GRANTED: frozenset({_R.ENDING, _R.WITHDRAWN}),
    _R.ENDING: frozenset({_R.WITHDRAWN}),
    _R.DECLINED: frozenset[AccessState](),
    _R.WITHDRAWN: frozenset[AccessState](),
}
# Somebody gets in at the network.
GETS_IN = frozenset({_R.GRANTED, _R.ENDING})
OPEN_ACCESS = GETS_IN | {_R.REQUESTED}


def move_access(current: AccessState, to: AccessState) -> AccessState:
    """The new state of an access. Raises ForbiddenMove."""
    return check_move(ACCESS_MOVES, current, to)


class InventoryState(StrEnum):
    """A round in which every department goes through its channels (V-120)."""

    OPEN = "open"
    CLOSED = "closed"


INVENTORY_MOVES: dict[InventoryState, frozenset[InventoryState]] = {
    InventoryState.OPEN: frozenset({InventoryState.CLOSED}),
    InventoryState.CLOSED: frozenset(),
}


def move_inventory(current: InventoryState, to: InventoryState) -> InventoryState:
    """The round's new state. Raises ForbiddenMove."""
    return check_move(INVENTORY_MOVES, current, to)


class PartState(StrEnum):
    """One department's part of an inventory round."""

    ASKED = "asked"
    ANSWERED = "answered"


PART_MOVES: dict[PartState, frozenset[PartState]] = {
    PartState.ASKED: frozenset({PartState.ANSWERED}),
    PartState.ANSWERED: frozenset(),
}


def move_part(current: PartState, to: PartState) -> PartState:
    """The part's new state. Raises ForbiddenMove."""
    return check_move(PART_MOVES, current, to)


class AlarmState(StrEnum):
    """accepted: a person made the change the register's own. over: it passed by itself."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    OVER = "over"


ALARM_MOVES = {
    AlarmState.OPEN: frozenset({AlarmState.ACCEPTED, AlarmState.DISMISSED, AlarmState.OVER}),
    AlarmState.ACCEPTED: frozenset[AlarmState](),
    AlarmState.DISMISSED: frozenset[AlarmState](),
    AlarmState.OVER: frozenset[AlarmState](),
}


def move_alarm(current: AlarmState, to: AlarmState) -> AlarmState:
    """The alarm's new state. Raises ForbiddenMove."""
    return check_move(ALARM_MOVES, current, to)


class ReachState(models.TextChoices):
    """Reach that somebody wants to buy (V-46 to V-49). settled: what it cost and gave is told."""

    REQUESTED = "requested", _("Begärd")
    ORDERED = "ordered", _("Beställd")
    DECLINED = "declined", _("Avslagen")
    WITHDRAWN = "withdrawn", _("Återtagen")
    SETTLED = "settled", _("Avslutad")


REACH_MOVES: dict[ReachState, frozenset[ReachState]] = {
    ReachState.REQUESTED: frozenset(
        {ReachState.ORDERED, ReachState.DECLINED, ReachState.WITHDRAWN}
    ),
    ReachState.ORDERED: frozenset({ReachState.SETTLED, ReachState.WITHDRAWN}),
    ReachState.DECLINED: frozenset(),
    ReachState.WITHDRAWN: frozenset(),
    ReachState.SETTLED: frozenset(),
}


def move_reach(current: ReachState, to: ReachState) -> ReachState:
    """The purchase's new state. Raises ForbiddenMove."""
    return check_move(REACH_MOVES, current, to)


class TaskState(models.TextChoices):
    """Something that a leaver leaves behind, and the leaving as a whole (S-38)."""

    OPEN = "open", _("Kvar att göra")
    DONE = "done", _("Klart")


class HijackState(models.TextChoices):
    """An account that somebody else may have taken. over: it is ours again, or given up."""

    RUNNING = "running", _("Pågår")
    OVER = "over", _("Avslutad")


class StepState(models.TextChoices):
    """A step of the playbook. aside: not needed this time, with the reason."""

    OPEN = "open", _("Kvar att göra")
    DONE = "done", _("Gjort")
    ASIDE = "aside", _("Behövs inte")


_T, _H, _S = TaskState, HijackState, StepState
TASK_MOVES = {_T.OPEN: frozenset({_T.DONE}), _T.DONE: frozenset[TaskState]()}
HIJACK_MOVES = {_H.RUNNING: frozenset({_H.OVER}), _H.OVER: frozenset[HijackState]()}
STEP_MOVES = {
    _S.OPEN: frozenset({_S.DONE, _S.ASIDE}),
    _S.DONE: frozenset[StepState](),
    _S.ASIDE: frozenset[StepState](),
}

"""The one table of what the worker does again and again.

A job may be lost or doubled; what is due stands in the rooms' own rows, and a sweep
finds it (docs/adr/0004). One lane is one thread: sweeps of one lane run one after the
other, so put a slow one in a lane where nothing waits for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from django.utils import timezone

from torg.channels import jobs as channels
from torg.channels.queries import POLL_SECONDS
from torg.delivery import actions as delivery
from torg.delivery import jobs as deliveries
from torg.delivery.models import Worker
from torg.desk import jobs as desk
from torg.inbox import jobs as inbox
from torg.kernel.liveness import Lock
from torg.ledger import jobs as ledger
from torg.moderation import jobs as moderation
from torg.notices import jobs as notices
from torg.people import jobs as people
from torg.planning import jobs as planning
from torg.site import nudges

CHECKPOINT_EVERY = 15 * 60
HAND_OVER_EVERY = 5 * 60
TURN_EVERY = 60 * 60
# Each account is looked at once a day; this is how soon one that is due gets its turn.
FOLLOW_EVERY = 60
# Twenty evidence at a time: seven thousand an hour.
EVIDENCE_EVERY = 10


@dataclass(frozen=True, slots=True)
class Sweep:
    """name: room.verb, as in the log; run: does all that is due and returns; every: seconds.

    until_next: asked after each run, seconds until something that is known already is due; when
    that is sooner, the next run is then. bell: whoever sets it has something for this sweep, which
    then runs at once; one in a lane.
    """

    name: str
    run: Callable[[], object]
    every: float
    lane: str
    until_next: Callable[[], float] | None = None
    bell: Event | None = None


def sweeps(
    worker: Worker,
    lock: Lock,
    courier: deliveries.Courier,
    read_back: deliveries.ReadBack,
    poller: inbox.Poller,
) -> tuple[Sweep, ...]:
    """Every sweep of this installation, for one worker process."""
    released = Event()
    return (
        Sweep(
            "delivery.beat", lambda: delivery.beat(worker=worker, now=timezone.now()), 5, "pulse"
        ),
        Sweep(
            "planning.release_due",
            lambda: planning.release_due(released.set),
            1,
            "release",
            planning.until_next,
        ),
        Sweep("planning.tell_closings", planning.tell_closings, 60, "inbox"),
        Sweep("delivery.round", courier.round, 0.5, "delivery", courier.until_next, released),
        Sweep("delivery.reap", lambda: deliveries.reap(lock), 10, "read back"),
        Sweep("delivery.read_back", read_back.round, 5, "read back"),
        Sweep("inbox.process_spool", inbox.process_spool, 1, "inbox"),
        Sweep("inbox.look_after_replies", inbox.look_after_replies, 5, "inbox"),
        Sweep("inbox.listen_for_silence", inbox.listen_for_silence, TURN_EVERY, "checkpoints"),
        Sweep("inbox.round", poller.round, POLL_SECONDS, "poll"),
        Sweep("moderation.follow_decisions", moderation.follow_decisions, 2, "inbox"),
        Sweep("moderation.check_evidence", moderation.check_evidence, EVIDENCE_EVERY, "evidence"),
        *_checkpoints(),
        Sweep("channels.follow_accounts", channels.follow_accounts, FOLLOW_EVERY, "accounts"),
        Sweep("channels.tidy", channels.tidy, TURN_EVERY, "nudges"),
        Sweep("channels.turn_seasons", channels.turn_seasons, TURN_EVERY, "checkpoints"),
        Sweep("desk.ask_about_silence", desk.ask_about_silence, TURN_EVERY, "checkpoints"),
        *_letters(),
        Sweep("desk.count_months", desk.count_months, TURN_EVERY, "checkpoints"),
        *_small_things(),
    )


def _checkpoints() -> tuple[Sweep, ...]:
    """The log is signed, and what was signed leaves the house."""
    return (
        Sweep(
            "ledger.checkpoint_all",
            lambda: ledger.checkpoint_all(timezone.now()),
            CHECKPOINT_EVERY,
            "checkpoints",
        ),
        Sweep(
            "ledger.hand_over_due",
            lambda: ledger.hand_over_due(timezone.now()),
            HAND_OVER_EVERY,
            "checkpoints",
        ),
    )


def _letters() -> tuple[Sweep, ...]:
    """Whom to tell, the letters, and their way out."""
    return (
        Sweep("desk.remind_of_promises", desk.remind_of_promises, 5 * 60, "checkpoints"),
        Sweep("desk.remind_of_channels", desk.remind_of_channels, TURN_EVERY, "checkpoints"),
        Sweep("notices.write_notices", notices.write_notices, 5, "letters"),
        Sweep("notices.send_letters", notices.send_letters, 2, "letters"),
        Sweep("notices.tidy", notices.tidy, TURN_EVERY, "nudges"),
    )


def _small_things() -> tuple[Sweep, ...]:
    """What somebody asked to have hurried up, and tidying."""
    return (
        Sweep("nudges.run", nudges.run, 0.5, "nudges"),
        Sweep("nudges.tidy", nudges.tidy, 60, "nudges"),
        Sweep("people.tidy", people.tidy, 60, "nudges"),
        Sweep("channels.mark_changed", lambda: channels.mark_changed(timezone.now()), 10, "nudges"),
    )

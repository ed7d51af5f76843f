from torg.delivery.actions.cancel import cancel
from torg.delivery.actions.claim import Want, claim
from torg.delivery.actions.enqueue import Questions, enqueue
from torg.delivery.actions.hold import lift_hold, place_hold
from torg.delivery.actions.keep_facts import keep_facts
from torg.delivery.actions.outcome import (
    Live,
    finish_live,
    finish_not_sent,
    finish_refused,
    finish_unknown,
)
from torg.delivery.actions.quarantine import quarantine
from torg.delivery.actions.read_back import look_again, note_absent, note_cannot_tell, note_unread
from torg.delivery.actions.reap import reap
from torg.delivery.actions.set_clock import shorten_waits
from torg.delivery.actions.settle import settle_by_person
from torg.delivery.actions.worker import beat, start_worker, stop_worker

__all__ = [
    "Live",
    "Questions",
    "Want",
    "beat",
    "cancel",
    "claim",
    "enqueue",
    "finish_live",
    "finish_not_sent",
    "finish_refused",
    "finish_unknown",
    "keep_facts",
    "lift_hold",
    "look_again",
    "note_absent",
    "note_cannot_tell",
    "note_unread",
    "place_hold",
    "quarantine",
    "reap",
    "settle_by_person",
    "shorten_waits",
    "start_worker",
    "stop_worker",
]

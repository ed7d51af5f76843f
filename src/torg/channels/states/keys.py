"""Who gets into an account, who leaves, and what happens when a stranger has got in."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from torg.kernel.moves import check_move


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

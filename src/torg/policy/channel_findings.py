"""What the rules answer about a channel's life: see `channel_answers` for the questions."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from torg.policy.findings import Citation


@dataclass(frozen=True, slots=True)
class Question:
    """One of the application's. kind: text, yes_no, link, people or read. before: the step at
    which it is answered. required: an empty answer stops. text: what is confirmed as read.
    """

    key: str
    label: str
    kind: str
    before: str
    required: bool
    citation: Citation
    help_key: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class LaunchItem:
    """One line of a checklist. by: role that ticks it, "" = whoever. required: it stops."""

    key: str
    label: str
    required: bool
    by: str
    citation: Citation
    help_key: str = ""


@dataclass(frozen=True, slots=True)
class DecidedBy:
    """How a matter is decided. roles: all agree. consulted: asked before; receives: get the
    papers first. outstanding: who has not agreed yet, in words, "" when all have.
    """

    roles: tuple[str, ...]
    own_department: bool
    different_people: bool
    motive: bool
    outstanding: str
    consulted: tuple[str, ...]
    receives: tuple[str, ...]
    citation: Citation | None


@dataclass(frozen=True, slots=True)
class ClosingPlan:
    """How the channel is closed. steps: in order, none when the rules name none. reasons:
    (code, words). notices: how many, 0 when the exception holds; first: the last day of the
    first one. template: words for a notice.
    """

    steps: tuple[str, ...]
    reasons: tuple[tuple[str, str], ...]
    notices: int
    first: date | None
    excepted: bool
    template: str


@dataclass(frozen=True, slots=True)
class NextCheck:
    """When something is next done. state: "" before its day, then due, then overdue."""

    rule_id: str
    on: date | None
    late: date | None
    state: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Whether we answer for others' words. rule_id "": no rule says it, so we do (A-18)."""

    responsible: bool
    rule_id: str = ""
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class ReachTerms:
    """How reach is bought. ordered_by: one of the roles orders. required: what a request says."""

    ordered_by: tuple[str, ...]
    required: tuple[str, ...]
    citation: Citation


@dataclass(frozen=True, slots=True)
class CrisisTerms:
    """Everything that changes in a crisis. None, empty and false where no rule says anything."""

    reply_hours: int | None
    broadcast: bool
    pause: bool
    tone: str
    tasks: tuple[tuple[str, str], ...]
    digest: tuple[str, ...]
    exercises: tuple[tuple[str, str], ...]
    backup: tuple[str, ...]
    rule_ids: tuple[str, ...]

    def due(self, arrived_at: datetime) -> datetime | None:
        """When an answer is due, around the clock (S-27)."""
        return arrived_at + timedelta(hours=self.reply_hours) if self.reply_hours else None

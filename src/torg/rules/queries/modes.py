"""The mode that a municipality is in, and when it changed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from torg.ledger.models import Entry, EntryContent
from torg.people.models import Municipality
from torg.rules.models import ModeFlag
from torg.rules.states import Mode

MOST = 40


@dataclass(frozen=True, slots=True)
class Turn:
    """A change of mode. who: entered it, "" for the desk. reason, decider: "" once disposed of."""

    mode: Mode
    at: datetime
    who: str
    reason: str
    decider: str


def crises(municipality_id: UUID) -> QuerySet[ModeFlag]:
    """The crisis that goes on in the municipality: one row, or none."""
    return ModeFlag.objects.filter(municipality_id=municipality_id, mode=Mode.CRISIS)


def mode(municipality: Municipality) -> Mode:
    """The mode that the municipality is in."""
    flag = ModeFlag.objects.filter(municipality=municipality).first()
    return Mode(flag.mode) if flag else Mode.ORDINARY


def mode_turns(municipality: Municipality) -> list[Turn]:
    """The latest changes of mode, newest first, at most forty."""
    told = Entry.objects.filter(municipality=municipality, verb="rules.set_mode")
    return [_turn(entry) for entry in told.select_related("content").order_by("-seq")[:MOST]]


def _turn(entry: Entry) -> Turn:
    kept: EntryContent | None = getattr(entry, "content", None)
    told = kept.told if kept else None
    said = told if isinstance(told, dict) else {}
    return Turn(
        mode=Mode(entry.told["facts"]["mode"]),
        at=entry.at,
        who=entry.actor_name,
        reason=said.get("reason", ""),
        decider=said.get("decider", ""),
    )

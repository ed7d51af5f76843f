"""Reported messages, and a renderer of evidence whose every answer the test decides."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from tests.factories.inbox import Desk, arrive
from tests.factories.network import WHEN, make_event
from tests.factories.people import make_user

from torg.delivery.actions import start_worker, stop_worker
from torg.delivery.jobs import deliver_due
from torg.inbox.models import Message
from torg.kernel.liveness import FileLock
from torg.moderation import actions
from torg.moderation.models import Case, Measure
from torg.people.models import Department, User
from torg.ports import evidence
from torg.ports.errors import Refused
from torg.ports.evidence import Sheet

_numbers = count(1)
NOW = WHEN + timedelta(minutes=30)
GROUNDS = {
    "malmo": "agitation",
    "stockholm": "agitation",
    "goteborg": "agitation",
    "vallentuna": "offensive",
}
WHY = "Texten pekar ut en folkgrupp och vill den illa."


@dataclass
class StandInRenderer:
    """Makes a file of its own, or says what is missing, or fails."""

    missing: str = ""
    fails: Refused | None = None
    sheets: list[Sheet] = field(default_factory=list)

    def available(self) -> str:
        """What the test says."""
        return self.missing

    def render(self, sheet: Sheet) -> bytes:
        """A few bytes, or the failure."""
        self.sheets.append(sheet)
        if self.fails is not None:
            raise self.fails
        return b"%PDF-1.7 " + sheet.identifier.encode()


@contextmanager
def rendering(maker: StandInRenderer | None = None) -> Iterator[StandInRenderer]:
    """The stand-in renders while the block lasts."""
    maker = maker or StandInRenderer()
    evidence.register(maker)
    try:
        yield maker
    finally:
        evidence._renderers.remove(maker)


def moderator_of(desk: Desk, *, department: Department | None = None) -> User:
    """A moderator, for the whole municipality unless a department is given."""
    return make_user(
        role="moderator",
        municipality=desk.municipality,
        department=department,
        given_name="Mona",
    )


def message_of(desk: Desk, text: str = "Ni borde jagas bort allihop.", **more: object) -> Message:
    """A resident's comment on the desk's channel."""
    more.setdefault("network_id", f"k-{next(_numbers)}")
    return arrive(desk.channel, make_event(text=text, **more))  # type: ignore[arg-type]


def reported(
    desk: Desk,
    *,
    by: User | None = None,
    now: datetime = NOW,
    message: Message | None = None,
    no_copy: bool = False,
) -> Case:
    """A sealed case."""
    return actions.report(
        message=message or message_of(desk),
        context="Kommentar under inlägget om badet.",
        no_copy=no_copy,
        by=by or desk.writer,
        now=now,
    )


def decision(desk: Desk, **more: object) -> actions.Decision:
    """Hide it on a ground that the municipality has."""
    given: dict[str, object] = {
        "measure": Measure.HIDE,
        "ground": GROUNDS[desk.municipality.slug],
        "assessment": WHY,
        **more,
    }
    return actions.Decision(**given)  # type: ignore[arg-type]


def deliver(desk: Desk, at: datetime, folder: Path) -> int:
    """One round of delivery by a worker of its own."""
    lock = FileLock(folder)
    worker = start_worker(lock=lock, now=at)
    try:
        return deliver_due(worker, lock, clock=lambda: at, slots=1)
    finally:
        stop_worker(worker=worker, lock=lock, now=at)

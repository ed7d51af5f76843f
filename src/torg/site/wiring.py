"""The one table that names every adapter. No other module imports torg.adapters.

What is heavy and seldom needed is imported at its first use, so that a start is not made
to wait for it: the PDF libraries alone cost as much as all the rest together.
"""

import atexit
import gc
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from wsgiref.types import WSGIApplication

from django.conf import settings

from torg.adapters.http import GuardedClient
from torg.adapters.mail.folder import FolderMail
from torg.adapters.mail.smtp import SmtpMail
from torg.adapters.networks.bluesky.adapter import Bluesky
from torg.adapters.networks.practice.client import PracticeNetwork
from torg.adapters.networks.practice.settings import Settings
from torg.adapters.witnesses.folder import FolderWitness
from torg.adapters.witnesses.mail import MailWitness
from torg.channels.queries.teams import read_teams
from torg.ledger.actions import record_by_ids
from torg.moderation.queries import is_sealed
from torg.ports import evidence, registry
from torg.ports.evidence import Sheet, SheetRenderer
from torg.ports.mail import Mail, use_mail
from torg.ports.record import use_recorder
from torg.ports.teams import use_teams
from torg.ports.witness import Witness, use_witnesses

if TYPE_CHECKING:
    from torg.adapters.networks.practice.rehearsal import Rehearsal

__all__ = [
    "PRACTICE_PREFIX",
    "LaterRenderer",
    "Rehearsal",
    "practice_site",
    "readdress",
    "rehearsal",
    "wire",
]

PRACTICE_PREFIX = "/ovning"


@cache
def _pdf() -> SheetRenderer:
    program = Path(settings.VERAPDF) if settings.VERAPDF else None
    made = import_module("torg.adapters.evidence.renderer").PdfRenderer(program)
    renderer: SheetRenderer = made
    return renderer


class LaterRenderer:
    """The PDF renderer, imported when the first sheet or the status page asks for it."""

    def available(self) -> str:
        """Empty when it works here; else one Swedish sentence that says what is missing."""
        return _pdf().available()

    def render(self, sheet: Sheet) -> bytes:
        """The file's bytes. Raises Refused when the result does not pass our own gate."""
        return _pdf().render(sheet)


def wire() -> None:
    """Register the adapters of this installation, and the ledger for the rooms below it."""
    use_recorder(record_by_ids)
    use_teams(read_teams)
    client = GuardedClient(tuple(settings.PRIVATE_ORIGINS))
    registry.register("practice", PracticeNetwork(client))
    registry.register("bluesky", Bluesky(client))
    evidence.register(LaterRenderer())
    evidence.answer_for_seals(is_sealed)
    use_witnesses(_witnesses())
    use_mail(_mail())


def _witnesses() -> Iterator[Witness]:
    """Where checkpoints go: what the settings name, and nowhere else."""
    if settings.LEDGER_FOLDER:
        yield FolderWitness(Path(settings.LEDGER_FOLDER))
    if settings.LEDGER_MAIL:
        yield MailWitness(settings.SMTP, settings.MAIL_FROM, settings.LEDGER_MAIL)
    if settings.LEDGER_TSA:
        # A stamp is signed and holds our own number, so plain HTTP gives nobody anything.
        client = GuardedClient(
            tuple(settings.PRIVATE_ORIGINS), schemes=frozenset({"http", "https"})
        )
        stamp = import_module("torg.adapters.witnesses.stamp")
        yield stamp.StampWitness(client, settings.LEDGER_TSA, Path(settings.LEDGER_TSA_CA))


def _mail() -> Mail:
    """What carries letters: the named mail server, or a folder in the example."""
    if settings.LETTERS_STAY:
        return FolderMail(Path(settings.DATA_DIR) / "letters", settings.MAIL_FROM)
    return SmtpMail(settings.SMTP, settings.MAIL_FROM)


def warm() -> None:
    """Import what the first sealed evidence would otherwise wait for."""
    _pdf()
    settle()


def settle() -> None:
    """What a process has built at its start is never again looked through for rubbish.

    Looking through the desk's own modules again and again costs a page a tenth.
    """
    gc.collect()
    gc.freeze()


def practice_site() -> WSGIApplication | None:
    """The practice network's own pages and interface, where it is switched on."""
    if not settings.PRACTICE:
        return None
    application = import_module("torg.adapters.networks.practice.app")
    app = application.create_app(
        settings.PRACTICE_DIR, PRACTICE_PREFIX, Settings(talk_per_hour=settings.PRACTICE_TALK)
    )
    app.start()
    atexit.register(app.close)
    served: WSGIApplication = app
    return served


def rehearsal(folder: Path, clock: Callable[[], datetime], seed: int) -> "Rehearsal":
    """The practice network as the demo plays it through before anybody looks."""
    stage = import_module("torg.adapters.networks.practice.rehearsal")
    played: Rehearsal = stage.Rehearsal(folder, settings.PRACTICE_URL, clock, seed)
    return played


def readdress(addresses: Mapping[str, str]) -> None:
    """Let the practice network deliver elsewhere: account id -> address."""
    stage = import_module("torg.adapters.networks.practice.rehearsal")
    stage.readdress(settings.PRACTICE_DIR, addresses)

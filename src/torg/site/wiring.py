"""The one table that names every adapter. No other module imports torg.adapters."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from wsgiref.types import WSGIApplication

from django.conf import settings

from torg.adapters.evidence.renderer import PdfRenderer
from torg.adapters.http import GuardedClient
from torg.adapters.networks.bluesky.adapter import Bluesky
from torg.adapters.networks.practice.app import create_app
from torg.adapters.networks.practice.client import PracticeNetwork
from torg.adapters.networks.practice.rehearsal import Rehearsal
from torg.adapters.networks.practice.settings import Settings
from torg.ledger.actions import record_by_ids
from torg.ports import evidence, registry
from torg.ports.record import use_recorder

PRACTICE_PREFIX = "/ovning"


def wire() -> None:
    """Register the adapters of this installation, and the ledger for the rooms below it."""
    use_recorder(record_by_ids)
    client = GuardedClient(tuple(settings.PRIVATE_ORIGINS))
    registry.register("practice", PracticeNetwork(client))
    registry.register("bluesky", Bluesky(client))
    evidence.register(PdfRenderer())


def practice_site() -> WSGIApplication | None:
    """The practice network's own pages and interface, where it is switched on."""
    if not settings.PRACTICE:
        return None
    app = create_app(
        settings.PRACTICE_DIR, PRACTICE_PREFIX, Settings(talk_per_hour=settings.PRACTICE_TALK)
    )
    app.start()
    return app


def rehearsal(folder: Path, clock: Callable[[], datetime], seed: int) -> Rehearsal:
    """The practice network as the demo plays it through before anybody looks."""
    return Rehearsal(folder, settings.PRACTICE_URL, clock, seed)

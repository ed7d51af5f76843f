"""Making a sealed copy of a rendered card, a PDF/A where the machine can, else nothing;
and the question that delivery asks before it removes anything: is this really sealed?

The evidence belongs to a room above delivery, so the wiring names who answers.
"""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the renderer gets. html: our own card, no outside references.

    payload: the JSON that travels inside the file. identifier: fixed, for equal reruns.
    """

    html: str
    payload: bytes
    identifier: str
    created: str


class SheetRenderer(Protocol):
    """Renders a sheet to a file that an archive accepts."""

    def available(self) -> str:
        """Empty when it works here; else one Swedish sentence that says what is missing."""

    def render(self, sheet: Sheet) -> bytes:
        """The file's bytes. Raises Refused when the result does not pass our own gate."""


class SealCheck(Protocol):
    """Answers for sealed evidence."""

    def __call__(self, municipality: UUID, digest: str, network_id: str) -> bool:
        """Whether evidence of that digest is sealed in the municipality, is about that object
        on the network, and every part of it reads back whole."""


_renderers: list[SheetRenderer] = []
_checks: list[SealCheck] = []


def register(renderer: SheetRenderer) -> None:
    """Offer the renderer; the last one registered is used."""
    _renderers.append(renderer)


def renderer() -> SheetRenderer | None:
    """The renderer on offer, or None."""
    return _renderers[-1] if _renderers else None


def answer_for_seals(check: SealCheck) -> None:
    """Name who answers for sealed evidence; the last one named is asked."""
    _checks.append(check)


def is_sealed(municipality: UUID, digest: str, network_id: str) -> bool:
    """As SealCheck. When nobody answers, nothing is sealed."""
    return bool(_checks) and _checks[-1](municipality, digest, network_id)

"""Making a sealed copy of a rendered card: a PDF/A where the machine can, else nothing."""

from dataclasses import dataclass
from typing import Protocol


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


_renderers: list[SheetRenderer] = []


def register(renderer: SheetRenderer) -> None:
    """Offer the renderer; the last one registered is used."""
    _renderers.append(renderer)


def renderer() -> SheetRenderer | None:
    """The renderer on offer, or None."""
    return _renderers[-1] if _renderers else None

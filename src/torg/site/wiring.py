"""The one table that names every adapter. No other module imports torg.adapters."""

from wsgiref.types import WSGIApplication

PRACTICE_PREFIX = "/ovning"


def wire() -> None:
    """Register the adapters of this installation."""


def practice_site() -> WSGIApplication | None:
    """The practice network's own pages and interface, where it is switched on."""
    return None

"""The one table that names every adapter. No other module imports torg.adapters."""


def wire() -> None:
    """Register the adapters of this installation."""

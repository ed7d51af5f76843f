"""What the drills of faults reach into the worker's work by."""

from collections.abc import Callable
from datetime import datetime

Step = Callable[[str], None]
Clock = Callable[[], datetime]


def no_step(name: str) -> None:
    """The step of ordinary work: nothing."""

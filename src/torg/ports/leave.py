"""Leave to write to the outside: asked once more before each call that may change something.

A worker may stand still between its claim and its call (a paused machine, a moved one) while
others see its lock fall, wait until nothing of it can appear any more, and do the deed anew.
What it sends when it goes on would be the second.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


def _always() -> bool:
    return True


_asked: ContextVar[Callable[[], bool]] = ContextVar("leave", default=_always)


@contextmanager
def leave_from(ask: Callable[[], bool]) -> Iterator[None]:
    """Calls of this thread that may change something ask there first."""
    before = _asked.set(ask)
    try:
        yield
    finally:
        _asked.reset(before)


def has_leave() -> bool:
    """Whether a call that may change something may still begin.

    Whoever asks has started the call's clock before: the leave is good for as long as that runs.
    """
    return _asked.get()()

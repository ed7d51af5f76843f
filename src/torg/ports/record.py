"""The door by which rooms below the ledger have their acts written into it.

`people` lies under `ledger` and may not import it; the wiring names the ledger's
own `record` here. Until it has, nothing can be done: an act that is not recorded
must not happen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from torg.kernel.refs import Ref


class Recorder(Protocol):
    """Writes one entry, in the caller's transaction."""

    def __call__(
        self,
        *,
        municipality: UUID,
        verb: str,
        summary: str,
        about: Sequence[Ref],
        by: UUID | None,
        now: datetime,
        facts: Mapping[str, str],
        content: Mapping[str, str] | None,
    ) -> None:
        """Municipality and person by id; the rest as `ledger.actions.record` takes it."""


@dataclass(slots=True)
class _Wiring:
    recorder: Recorder | None = None


_wiring = _Wiring()


def use_recorder(recorder: Recorder) -> None:
    """Name the ledger; called once by the wiring."""
    _wiring.recorder = recorder


def recorder() -> Recorder:
    """The ledger. Raises RuntimeError when the wiring has not named it."""
    if _wiring.recorder is None:
        raise RuntimeError("no ledger is wired: nothing can be recorded")
    return _wiring.recorder

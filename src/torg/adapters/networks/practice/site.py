"""One running instance: what every route handler gets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from jinja2 import Environment

from torg.adapters.networks.practice.calls import Callers
from torg.adapters.networks.practice.faults import Saboteur
from torg.adapters.networks.practice.store import Store


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Site:
    """store: its data. templates: its pages. faults: what drills plant. callers: who knocked.

    clock: aware UTC.
    """

    store: Store
    templates: Environment
    faults: Saboteur
    callers: Callers
    clock: Callable[[], datetime] = utc_now

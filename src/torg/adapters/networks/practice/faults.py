"""Planted faults for drills: seeded, and only when the instance was started with control."""

import random
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from torg.adapters.networks.practice.refusal import No


class Fault(StrEnum):
    """What goes wrong with one act. "after": the act was accepted and stands in the log."""

    DELAY_BEFORE_ACCEPT = "delay_before_accept"
    DELAY_AFTER_ACCEPT = "delay_after_accept"
    RESET_BEFORE_ACCEPT = "reset_before_accept"
    RESET_AFTER_ACCEPT = "reset_after_accept"
    STATUS_500_BEFORE_ACCEPT = "status_500_before_accept"
    STATUS_500_AFTER_ACCEPT = "status_500_after_accept"
    STATUS_429 = "status_429"
    HTML_AFTER_ACCEPT = "html_after_accept"
    NO_ID_AFTER_ACCEPT = "no_id_after_accept"
    TRUNCATED_AFTER_ACCEPT = "truncated_after_accept"


@dataclass(frozen=True, slots=True)
class Plan:
    """One line of the list.

    kind: an act kind or "*". nth: only that call of the kind, from 1; 0 is any. share: the
    chance for each call that fits. seconds: of a delay, or of Retry-After.
    """

    fault: Fault
    kind: str = "*"
    nth: int = 0
    share: float = 1.0
    seconds: float = 0.0


def plans_of(sent: object) -> list[Plan]:
    """The list of a control request. Raises No(400) for another form."""
    if not isinstance(sent, Sequence) or isinstance(sent, str):
        raise No(400, "faults-broken", "Fellistan går inte att läsa.")
    return [_plan(item) for item in sent]


def _plan(item: object) -> Plan:
    try:
        if not isinstance(item, Mapping):
            raise TypeError
        match = item.get("match", {})
        if not isinstance(match, Mapping):
            raise TypeError
        if set(item) - {"match", "fault", "seconds"} or set(match) - {"kind", "nth", "share"}:
            raise ValueError
        return Plan(
            fault=Fault(str(item["fault"])),
            kind=str(match.get("kind", "*")),
            nth=int(match.get("nth", 0)),
            share=float(match.get("share", 1.0)),
            seconds=float(item.get("seconds", 0.0)),
        )
    except (KeyError, TypeError, ValueError) as problem:
        raise No(400, "faults-broken", "Fellistan går inte att läsa.") from problem


class Saboteur:
    """Draws the fault of each call. Counting starts anew with each list."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._lock = threading.Lock()
        self.plant([])

    def plant(self, plans: Sequence[Plan], seed: int | None = None) -> None:
        """Replace the list."""
        with self._lock:
            self._plans = tuple(plans)
            self._calls: Counter[str] = Counter()
            self._random = random.Random(self._seed if seed is None else seed)  # noqa: S311 - repeatable by design

    def draw(self, kind: str) -> Plan | None:
        """The first plan that fits this call, if any."""
        with self._lock:
            self._calls[kind] += 1
            self._calls["*"] += 1
            for plan in self._plans:
                fits = plan.kind in {kind, "*"} and plan.nth in {0, self._calls[plan.kind]}
                if fits and self._random.random() < plan.share:
                    return plan
        return None

"""Planted faults for drills: seeded, and only when the instance was started with control.

The list and its fields stand in docs/how-to/practice.md.
"""

import random
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from torg.adapters.networks.practice.refusal import No
from torg.ports.network import ActKind


class Fault(StrEnum):
    """What goes wrong with one call. "after": the act was accepted and stands in the log.

    A delay longer than the caller's patience is a timeout.
    """

    DELAY_BEFORE_ACCEPT = "delay_before_accept"
    DELAY_AFTER_ACCEPT = "delay_after_accept"
    RESET_BEFORE_ACCEPT = "reset_before_accept"
    RESET_AFTER_ACCEPT = "reset_after_accept"
    STATUS_429 = "status_429"
    STATUS_500_BEFORE_ACCEPT = "status_500_before_accept"
    STATUS_500_AFTER_ACCEPT = "status_500_after_accept"
    STATUS_502_BEFORE_ACCEPT = "status_502_before_accept"
    STATUS_502_AFTER_ACCEPT = "status_502_after_accept"
    STATUS_503_BEFORE_ACCEPT = "status_503_before_accept"
    STATUS_504_BEFORE_ACCEPT = "status_504_before_accept"
    STATUS_504_AFTER_ACCEPT = "status_504_after_accept"
    DUPLICATE_REFUSED = "duplicate_refused"
    HTML_BEFORE_ACCEPT = "html_before_accept"
    HTML_AFTER_ACCEPT = "html_after_accept"
    NO_ID_BEFORE_ACCEPT = "no_id_before_accept"
    NO_ID_AFTER_ACCEPT = "no_id_after_accept"
    TRUNCATED_AFTER_ACCEPT = "truncated_after_accept"
    DRIP_AFTER_ACCEPT = "drip_after_accept"


# Calls that read, by the names that a list may match. "*" means every act and no read.
READS = frozenset({"fetch", "look", "account"})


@dataclass(frozen=True, slots=True)
class Plan:
    """One line of the list.

    kind: an act kind, one of READS or "*". nth: only that call of the kind, from 1; 0 is any.
    share: the chance for each call that fits. seconds: of a delay, of Retry-After, or
    between two bytes of a drip.
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
            kind=_kind(match.get("kind", "*")),
            nth=int(match.get("nth", 0)),
            share=float(match.get("share", 1.0)),
            seconds=float(item.get("seconds", 0.0)),
        )
    except (KeyError, TypeError, ValueError) as problem:
        raise No(400, "faults-broken", "Fellistan går inte att läsa.") from problem


def _kind(said: object) -> str:
    kind = str(said)
    return kind if kind in READS or kind == "*" else ActKind(kind).value


class Saboteur:
    """Draws the fault of each call. Counting starts anew with each list.

    The nth call of a kind meets the same fault in every run with the same list and seed,
    however the calls of several kinds and threads are mixed.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._lock = threading.Lock()
        self.plant([])

    def plant(self, plans: Sequence[Plan], seed: int | None = None) -> None:
        """Replace the list."""
        with self._lock:
            self._plans = tuple(plans)
            self._calls: Counter[str] = Counter()
            self._dice = self._seed if seed is None else seed

    def draw(self, kind: str) -> Plan | None:
        """The first plan that fits this call, if any."""
        with self._lock:
            self._calls[kind] += 1
            self._calls["*"] += kind not in READS
            for place, plan in enumerate(self._plans):
                if self._fits(plan, kind) and self._roll(kind, place) < plan.share:
                    return plan
        return None

    def _fits(self, plan: Plan, kind: str) -> bool:
        named = plan.kind == kind or (plan.kind == "*" and kind not in READS)
        return named and plan.nth in {0, self._calls[plan.kind]}

    def _roll(self, kind: str, place: int) -> float:
        return random.Random(f"{self._dice}:{kind}:{self._calls[kind]}:{place}").random()  # noqa: S311 - repeatable by design

"""What an upstream does to events on their way: again, out of order, forged, played back.

Which event meets what hangs on the seed and the event's number alone.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from torg.adapters.networks.practice.dice import roll
from torg.adapters.networks.practice.settings import Settings

MOST_COPIES = 4
FURTHEST = 30

GENUINE = ""
REPLAYED = "replayed"
UNSIGNED, FOREIGN, CHANGED = "forged-unsigned", "forged-secret", "forged-body"
FORGERIES = (UNSIGNED, FOREIGN, CHANGED)

Item = TypeVar("Item")


def copies(settings: Settings, seq: int) -> int:
    """How often one event is told: once, or two to five times."""
    if roll(settings.seed, "twice", seq) >= settings.duplicated:
        return 1
    return 2 + int(roll(settings.seed, "copies", seq) * MOST_COPIES)


def deliveries(settings: Settings, seq: int) -> list[str]:
    """One word for each delivery about an event: GENUINE, REPLAYED or one of FORGERIES."""
    found = [GENUINE] * copies(settings, seq)
    if roll(settings.seed, "replayed", seq) < settings.replayed:
        found.append(REPLAYED)
    if roll(settings.seed, "forged", seq) < settings.forged:
        found.append(FORGERIES[int(roll(settings.seed, "forgery", seq) * len(FORGERIES))])
    return found


def shuffled(
    settings: Settings, items: Sequence[Item], number: Callable[[Item], int]
) -> list[Item]:
    """The items with some of them put off by up to thirty places."""

    def place(entry: tuple[int, Item]) -> float:
        index, item = entry
        moved = roll(settings.seed, "moved", number(item)) < settings.reordered
        return index + (roll(settings.seed, "far", number(item)) * FURTHEST if moved else 0.0)

    return [item for _, item in sorted(enumerate(items), key=place)]


def forged(body: Mapping[str, object], seq: int) -> dict[str, object]:
    """An event that never was, in the form of a real one."""
    author = {"id": "k_forged", "handle": "forged", "name": "Forged"}
    return {**body, "object": f"c_forged{seq}", "author": author, "text": "Forged", "seq": seq}

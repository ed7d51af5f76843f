"""Chance that can be replayed: the same seed and the same names give the same number."""

import random


def roll(seed: int, *names: object) -> float:
    """From 0 up to, not including, 1."""
    return random.Random(f"{seed}:{':'.join(map(str, names))}").random()  # noqa: S311 - repeatable by design

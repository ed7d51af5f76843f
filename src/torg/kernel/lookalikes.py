"""Names that a person takes for one another: the same to the eye, or a letter or two apart.

The table is our own and small: letters of the Cyrillic and Greek alphabets, figures and pairs
that are drawn as Latin letters (Unicode TS 39 has the idea; its table is of everything).
"""

import unicodedata
from itertools import chain, pairwise

SHORTEST = 5
# From this length on, two letters may differ; below it, one.
LONG = 8
PIECES = 3
_CYRILLIC = dict(zip("абвгдеёзіїјкмноօпрѕстухцһԁԛԝ", "abvrdee3iijkmhoonpsctyxuhdqw", strict=True))
_GREEK = dict(zip("αβγεηικμνορτυχωϲ", "abyenikuvoptuxwc", strict=True))
_DRAWN = {**_CYRILLIC, **_GREEK} | {
    "0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b",
    "і": "i", "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe",
}  # fmt: skip
_EYE = str.maketrans(_DRAWN)
_SILENT = str.maketrans("", "", "._- ")


def likeness(name: str) -> str:
    """What the eye makes of a name: one form for all that look alike; doing it twice adds nothing.

    "maImo_stad", "mаlmö.stad" (a Cyrillic а) and "malmo-stad" are one.
    """
    seen = name
    while True:
        after = _once(seen)
        if after == seen:
            return seen
        seen = after


def _once(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(sign for sign in folded if not unicodedata.combining(sign))
    drawn = bare.translate(_EYE).translate(_SILENT)
    return drawn.replace("rn", "m").replace("vv", "w").replace("i", "l")


def allowed(name: str) -> int:
    """How many letters may differ before two names are simply two names."""
    return 0 if len(name) < SHORTEST else 1 if len(name) < LONG else 2


def distance(one: str, other: str, most: int) -> int:
    """Letters to put in, take out or exchange, swapped neighbours counting one; most + 1: more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, sign in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != sign))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == sign:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def pieces(look: str) -> list[str]:
    """A name's three pieces, each marked with its place and the name's length.

    Two differences cannot reach all three, so one of them stands in every name that is near.
    """
    return [
        f"{len(look)}.{place}.{look[start:end]}"
        for place, (start, end) in enumerate(_cuts(len(look)))
        if end > start
    ]


def pieces_near(look: str) -> list[str]:
    """Every piece that a name near this one can have been cut into."""
    most = allowed(look)
    lengths = range(max(1, len(look) - most), len(look) + most + 1)
    return sorted(set(chain.from_iterable(_shifted(look, length, most) for length in lengths)))


def _shifted(look: str, length: int, most: int) -> list[str]:
    found = []
    for place, (start, end) in enumerate(_cuts(length)):
        for shift in range(-most, most + 1):
            cut = look[max(0, start + shift) : end + shift] if start + shift >= 0 else ""
            if end > start and len(cut) == end - start:
                found.append(f"{length}.{place}.{cut}")
    return found


def _cuts(length: int) -> list[tuple[int, int]]:
    marks = [length * place // PIECES for place in range(PIECES + 1)]
    return list(pairwise(marks))

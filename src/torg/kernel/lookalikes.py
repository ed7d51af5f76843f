"""Names that a person takes for one another: the same to the eye, or a letter or two apart.

The table is our own and small: letters of the Cyrillic and Greek alphabets, figures and pairs
that are drawn as Latin letters (Unicode TS 39 has the idea; its table is of everything).
"""

import unicodedata
from itertools import combinations

SHORTEST = 5
# From this length on, two letters may differ; below it, one.
LONG = 8
# Of a name's beginning so many letters are keys.
HEAD = 7
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


def stumps(look: str) -> list[str]:
    """The beginning of a name with letters taken out, after the name's length; none of a short one.

    Each is a key: a name that is near (distance, allowed) has one of them among its stumps_near,
    since two names that differ in so many letters have all others in common, in order
    (W. Garbe, Symmetric Delete, 2012).
    """
    return _cut(look, len(look), _kept(len(look)))


def stumps_near(look: str) -> list[str]:
    """The stumps that a name near this one can have."""
    most = allowed(look)
    lengths = range(len(look) - most, len(look) + most + 1) if most else ()
    return sorted({one for length in lengths for one in _cut(look, length, _kept(length))})


def _kept(length: int) -> int:
    """How many letters a stump has, of a name so long: what whoever looks may let differ is out."""
    return min(HEAD, length) - (2 if length >= LONG - 2 else 1)


def _cut(look: str, length: int, kept: int) -> list[str]:
    if kept < SHORTEST - 2:
        return []
    return sorted({f"{length}.{''.join(left)}" for left in combinations(look[:HEAD], kept)})

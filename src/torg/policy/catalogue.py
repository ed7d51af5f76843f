"""What rules can be about: parameters that municipalities state, and the requirement rows.

A parameter that no rule of a pack states is not regulated in that municipality. The keys are
those of the requirements, section 3, and a few more for rows that state a value outside it.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from torg.policy.rule import AREAS

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Parameter:
    """key: dotted English words; title: Swedish; area: a key of AREAS.

    proposed: a value to begin with where the guidelines leave the number open, in Swedish, or "".
    """

    key: str
    title: str
    proposed: str
    area: str


@cache
def _parameters() -> dict[str, Parameter]:
    raw = tomllib.loads((_HERE / "parameters.toml").read_text(encoding="utf-8"))
    if strange := raw.keys() - AREAS.keys():
        raise ValueError(f"parameters.toml: {', '.join(sorted(strange))}")
    return {
        key: Parameter(key, *_words(words), area=area)
        for area, keys in raw.items()
        for key, words in keys.items()
    }


def _words(written: str | list[str]) -> tuple[str, str]:
    """Title and proposed value."""
    return (written, "") if isinstance(written, str) else (written[0], written[1])


PARAMETERS = _parameters()
_ROWS = (_HERE / "ledger_rows.txt").read_text(encoding="utf-8").splitlines()
LEDGER_IDS = frozenset(row.split()[0] for row in _ROWS)

"""PostgreSQL's own marks for values: put into each statement once, not at each use.

The driver finds Django's marks anew in every statement of more than fifty values, and many rows
at once are a thousand.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import count
from typing import Any, Self

from psycopg import RawCursor

# A worker knows some hundreds of statements. One that is longer rarely comes back.
MOST = 2_000
LONGEST = 50_000
ADDS = ("INSERT ", "WITH w0 AS (INSERT ")
_MARKS = re.compile("%%|%s")


class Cursor(RawCursor[Any]):
    """Takes statements as Django writes them, with %s for each value.

    Only what adds rows is kept by the server. Of everything else it would keep the way that was
    best when it was asked first: through the whole of a table that was empty then.
    """

    def execute(self, query: Any, params: Any = None, **more: Any) -> Self:
        """As the driver's; values in a sequence. Without values the statement is taken as it is."""
        if params is None:
            return super().execute(query, params, **more)
        kept = None if query.startswith(ADDS) else False
        return super().execute(_numbered(query), params, **{"prepare": kept, **more})

    def executemany(self, query: Any, params_seq: Iterable[Any], **more: Any) -> None:
        """As the driver's; values in sequences."""
        super().executemany(_numbered(query), params_seq, **more)


def _numbered(query: str) -> str:
    return _marked(query) if len(query) > LONGEST else _known(query)


def _marked(query: str) -> str:
    """The statement with $1, $2 and so on for %s, and a plain % for %%."""
    numbers = count(1)
    return _MARKS.sub(lambda mark: "%" if mark[0] == "%%" else f"${next(numbers)}", query)


_known = lru_cache(MOST)(_marked)

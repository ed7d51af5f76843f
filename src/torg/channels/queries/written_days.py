"""Days as people write them in lists."""

import re
from datetime import date, timedelta

from torg.kernel.spreadsheets import DAY_ZERO
from torg.ui.moments import MONTHS

_YEAR = r"['’]?(?P<y>\d{4}|\d{2})"
# Tried in order; y: year, m: month, w: its name, d: day.
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?P<y>199\d|20\d\d)",
        r"(?P<count>[3-6]\d{4})(?:\.0)?",
        r"(?P<y>\d{4})[-./ ](?P<m>\d{1,2})(?:[-./ ](?P<d>\d{1,2})(?:[ t].*)?)?",
        r"(?P<y>20\d\d|19\d\d|\d\d)(?P<m>\d\d)(?P<d>\d\d)",
        rf"(?P<d>\d{{1,2}})[-./ ](?P<m>\d{{1,2}})[-./ ]{{1,2}}{_YEAR}",
        rf"(?:den )?(?:(?P<d>\d{{1,2}})(?::?[ea])? )?(?P<w>[a-zåäö]{{3,9}})\.?[ -]{{1,2}}{_YEAR}",
    )
)


def day_of(text: str) -> date | None:
    """A day as people write it: 2024-03-01, 210517, 1/3 2024, 1 mars -24, or the number that a
    spreadsheet counts it by (from 1982 on); of mars 2024, 2024-03 and 2024 the first.

    Raises ValueError for what is no day.
    """
    plain = " ".join(text.casefold().split())
    if not plain:
        return None
    found = next((one.groupdict() for form in _FORMS if (one := form.fullmatch(plain))), None)
    if found is None:
        raise ValueError(text)
    if counted := found.get("count"):
        return DAY_ZERO + timedelta(days=int(counted))
    month = _month(found["w"]) if found.get("w") else int(found.get("m") or 1)
    return date(_year(found["y"]), month, int(found.get("d") or 1))


def _year(text: str) -> int:
    """Two figures are of this century: before it there were no such networks."""
    return int(text) if len(text) == 4 else 2000 + int(text)


def _month(word: str) -> int:
    months = [n for n, month in enumerate(MONTHS, 1) if month.startswith(word)]
    if len(months) != 1:
        raise ValueError(word)
    return months[0]

"""On which line of a TOML file a key stands, which the standard reader does not tell."""

import re

_HEADER = re.compile(r"(\[\[?)([A-Za-z0-9_.-]+)\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"([A-Za-z0-9_-]+)\s*=")
_LONG = ('"""', "'''")
Place = tuple[str | int, ...]


class Lines:
    """The lines of one file. A key inside an inline table is found at the table's own line."""

    def __init__(self, text: str = "") -> None:
        self._at: dict[Place, int] = {}
        self._counts: dict[Place, int] = {}
        table: Place = ()
        inside = ""
        for number, line in enumerate(text.splitlines(), 1):
            if inside:
                inside = "" if inside in line else inside
            elif header := _HEADER.fullmatch(line):
                table = self._opened(header[2].split("."), listed=len(header[1]) == 2)
                self._at.setdefault(table, number)
            elif key := _KEY.match(line):
                self._at.setdefault((*table, key[1]), number)
                inside = next((mark for mark in _LONG if line.count(mark) == 1), "")

    def line(self, place: Place) -> int:
        """The line of the place, or of the nearest thing around it; 0 when there is none."""
        while place and place not in self._at:
            place = place[:-1]
        return self._at.get(place, 0)

    def _opened(self, names: list[str], *, listed: bool) -> Place:
        """The place that a header opens; the last of a list is the one being written."""
        place: Place = ()
        for number, name in enumerate(names, 1):
            place = (*place, name)
            if listed and number == len(names):
                self._counts[place] = self._counts.get(place, -1) + 1
            if place in self._counts:
                place = (*place, self._counts[place])
        return place

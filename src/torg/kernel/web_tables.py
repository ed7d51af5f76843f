"""The table of a saved web page; or, where its accounts stand in lists, those lists."""

import re
from html.parser import HTMLParser

from torg.kernel.addresses import Kind, read
from torg.kernel.grids import MOST_COLUMNS, MOST_FILLED, MOST_ROWS, CannotRead, Fault, Grid, Rows

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SPAN = re.compile(r"[1-9][0-9]{0,4}")
OF_LIST = ["Rubrik på sidan", "Namn", "Adress"]


def read_page(text: str) -> Rows:
    """The rows of the largest table, or a row for each link to an account where more of them
    stand outside of it: heading above, words, address. Raises CannotRead.
    """
    page = _Page()
    page.feed(text)
    page.shut()
    table = max(page.grids, key=lambda one: len(one.cells), default=Grid())
    inside = {one for joined in table.links.values() for one in joined.split()}
    listed = {row[2]: row for row in page.listed if read(row[2]).kind == Kind.ACCOUNT}
    if len(listed) > len([one for one in inside if read(one).kind == Kind.ACCOUNT]):
        return [OF_LIST, *listed.values()][: MOST_ROWS + 40]
    return table.rows()


class _Page(HTMLParser):
    """The tables of a web page: words, spans and links; and the links that stand outside."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[Grid] = []
        self.row = self.at = -1
        self.span, self.filled = (1, 1), 0
        self.words: list[str] | None = None
        self.addresses: list[str] = []
        self.listed: Rows = []
        self.heading = self.address = ""
        # Words of the heading or of the link that is open.
        self.said: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A table, a row, a cell, a heading or a link begins."""
        given = dict(attrs)
        if tag in ("table", "tr", "td", "th"):
            self._begin(tag, given)
        elif tag == "a":
            self.address, self.said = given.get("href") or "", []
            if self.words is not None and self.address.startswith("http"):
                self.addresses.append(self.address)
        elif tag in HEADINGS:
            self.said = []
        elif tag in ("br", "p", "li") and self.words is not None:
            self.words.append(" ")

    def _begin(self, tag: str, given: dict[str, str | None]) -> None:
        self.shut()
        if tag == "table":
            self.grids.append(Grid())
            self.row = -1
        elif tag == "tr":
            self.row, self.at = self.row + 1, -1
        elif self.grids:
            self.row, self.words, self.addresses = max(self.row, 0), [], []
            self.span = (_number(given.get("rowspan")), _number(given.get("colspan")))

    def handle_endtag(self, tag: str) -> None:
        """A cell, row, table, heading or link ends."""
        if tag in ("td", "th", "tr", "table"):
            self.shut()
        elif self.said is not None and (tag == "a" or tag in HEADINGS):
            text = " ".join("".join(self.said).split())
            self.said = None
            if tag != "a":
                self.heading = text
            elif self.words is None and self.address.startswith("http"):
                self.listed.append([self.heading, text, self.address])

    def handle_data(self, data: str) -> None:
        """Words of a cell, a heading or a link."""
        if self.words is not None:
            self.words.append(data)
        if self.said is not None:
            self.said.append(data)

    def shut(self) -> None:
        """Put the open cell where it stands, below what is merged over it."""
        if self.words is None or not self.grids:
            return
        grid, text = self.grids[-1], " ".join("".join(self.words).split())
        self.words, self.at = None, self.at + 1
        while (self.row, self.at) in grid.cells:
            self.at += 1
        self.filled += self.span[0] * min(self.span[1], MOST_COLUMNS)
        if self.row > MOST_ROWS + 30 or self.at >= MOST_COLUMNS or self.filled > MOST_FILLED:
            raise CannotRead(Fault.MANY)
        for row in range(self.row, self.row + self.span[0]):
            for at in range(self.at, min(self.at + self.span[1], MOST_COLUMNS)):
                grid.cells[row, at] = text
                if self.addresses:
                    grid.links[row, at] = " ".join(self.addresses)
        self.at += self.span[1] - 1


def _number(text: str | None) -> int:
    found = _SPAN.fullmatch(text or "")
    return min(int(found[0]), MOST_ROWS) if found else 1

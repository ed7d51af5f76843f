"""A page of the handbook, and the whole of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from torg.handbook.states import Chapter, Entrance, Phase

SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file, told so that whoever wrote it can mend it; why is Swedish."""

    source: str
    line: int
    why: str

    def __str__(self) -> str:
        place = f"{self.source}:{self.line}" if self.line else self.source
        return f"{place}: {self.why}"


@dataclass(frozen=True, slots=True)
class Source:
    """The guideline's section that a page tells of in our words."""

    document: str
    section: str
    ids: tuple[str, ...]

    def __str__(self) -> str:
        section = f", {self.section}" if self.section else ""
        return f"{self.document}{section} ({', '.join(self.ids)})"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page under a heading of its own; the first part has none.

    key: its help key without "help.", "" for a part that no field asks for. anchor: its id.
    html: the whole part without heading; short: its first paragraph, which is what a panel shows.
    """

    key: str
    anchor: str
    title: str
    html: str
    short: str
    text: str
    source: Source | None = None


@dataclass(frozen=True)
class Page:
    """An article. origin: a municipality's slug or SHARED. digest: of the file, its version.

    owner: the role code of whoever answers for it. documents: keys of outside documents it names.
    """

    slug: str
    origin: str
    title: str
    lead: str
    chapter: Chapter
    phases: tuple[Phase, ...]
    entrances: tuple[Entrance, ...]
    topics: tuple[str, ...]
    networks: tuple[str, ...]
    owner: str
    reviewed: date
    related: tuple[str, ...]
    sources: tuple[Source, ...]
    sections: tuple[Section, ...]
    order: int
    digest: str
    documents: tuple[str, ...] = ()

    @cached_property
    def ids(self) -> frozenset[str]:
        """Every row of the guideline that the page tells of."""
        return frozenset(each for source in self.sources for each in source.ids)

    @property
    def shared(self) -> bool:
        """Whether it is everybody's."""
        return self.origin == SHARED


@dataclass(frozen=True, slots=True)
class Document:
    """A document outside the desk. url: "" while nobody has configured it. article: stands in."""

    key: str
    title: str
    url: str
    article: str


@dataclass(frozen=True, slots=True)
class Setting:
    """What a municipality says of its handbook: when a page is old, and where documents are."""

    review_months: int = 12
    documents: dict[str, Document] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Handbook:
    """Every page that could be read, by slug in reading order, and what could not.

    settings: by municipality; SHARED holds where nobody has said otherwise.
    """

    pages: dict[str, Page] = field(default_factory=dict)
    settings: dict[str, Setting] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    @cached_property
    def keys(self) -> dict[str, tuple[Page, Section]]:
        """Where each help key is answered."""
        return {
            section.key: (page, section)
            for page in self.pages.values()
            for section in page.sections
            if section.key
        }

    def seen_in(self, municipality: str) -> list[Page]:
        """The municipality's own pages and the shared ones."""
        return [page for page in self.pages.values() if page.origin in (municipality, SHARED)]

    def telling_of(self, ids: frozenset[str]) -> Iterator[Page]:
        """The pages that tell of any of the rows."""
        return (page for page in self.pages.values() if page.ids & ids)

    def setting(self, municipality: str) -> Setting:
        """The municipality's own setting over the shared one."""
        shared = self.settings.get(SHARED, Setting())
        own = self.settings.get(municipality, shared)
        return Setting(own.review_months, shared.documents | own.documents)

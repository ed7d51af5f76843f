"""What a person is shown of the handbook: own and shared pages, and others' as theirs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from torg.handbook.queries.loading import handbook
from torg.handbook.queries.pages import SHARED, Document, Page, Section
from torg.handbook.queries.places import PLACES, Place, place_of
from torg.handbook.queries.searching import Hit, search
from torg.handbook.states import Chapter, Entrance, Phase
from torg.people.models import Municipality
from torg.rules.queries import Finding, Shown, neighbours, rules_citing

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Advice:
    """A help key's answer. whose: the municipality's name when it is another's, else ""."""

    page: Page
    section: Section
    whose: str


@dataclass(frozen=True, slots=True)
class Help:
    """What is told at a place: what holds here, and how others do."""

    name: str
    place: Place
    own: tuple[Advice, ...]
    others: tuple[Advice, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A page as it is read: with the rules that rest on the same sections, and its documents."""

    page: Page
    whose: str
    rules: tuple[Shown, ...]
    related: tuple[Page, ...]
    documents: tuple[Document, ...]
    places: tuple[tuple[str, Place], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: here, and in the others' pages."""

    own: tuple[Hit, ...]
    others: tuple[tuple[Hit, str], ...]


def whose(municipality: Municipality, page: Page) -> str:
    """The name of the municipality whose advice it is, when it is not the reader's."""
    if page.origin in (SHARED, municipality.slug):
        return ""
    return dict(neighbours(municipality)).get(page.origin, page.origin.capitalize())


def pages(municipality: Municipality, origin: str = "") -> list[Page]:
    """The own and shared pages in reading order; with origin, that municipality's own."""
    if not origin:
        return handbook().seen_in(municipality.slug)
    return [page for page in handbook().pages.values() if page.origin == origin]


def by_chapter(found: Iterable[Page]) -> dict[Chapter, list[Page]]:
    """Pages under their chapters, in order; empty chapters are left out."""
    listed = list(found)
    grouped = {each: [page for page in listed if page.chapter is each] for each in Chapter}
    return {chapter: group for chapter, group in grouped.items() if group}


def by_topic(municipality: Municipality) -> dict[str, list[Page]]:
    """Pages under each topic, topics in alphabetical order."""
    found: dict[str, list[Page]] = {}
    for page in pages(municipality):
        for topic in page.topics:
            found.setdefault(topic, []).append(page)
    return dict(sorted(found.items(), key=lambda pair: pair[0].casefold()))


def for_phase(municipality: Municipality, phase: Phase) -> list[Page]:
    """What is worth reading at a time of a channel's life."""
    return [page for page in pages(municipality) if phase in page.phases]


def for_entrance(municipality: Municipality, entrance: Entrance) -> list[Page]:
    """What one of the three entrances leads to."""
    return [page for page in pages(municipality) if entrance in page.entrances]


def opened(municipality: Municipality, slug: str) -> Opened | None:
    """A page, anybody's; None when there is none."""
    book = handbook()
    page = book.pages.get(slug)
    if page is None:
        return None
    names = dict.fromkeys(place_of(section.key) for section in page.sections if section.key)
    another = whose(municipality, page)
    return Opened(
        page=page,
        whose=another,
        rules=() if another else tuple(rules_citing(municipality, page.ids)),
        related=tuple(book.pages[each] for each in page.related if each in book.pages),
        documents=documents_of(municipality, page),
        places=tuple((name, PLACES[name]) for name in names if name),
    )


def advice(municipality: Municipality, key: str) -> Advice | None:
    """A help key's answer, whoever's it is."""
    found = handbook().keys.get(key)
    return Advice(*found, whose(municipality, found[0])) if found else None


def help_at(municipality: Municipality, name: str) -> Help | None:
    """What is told at a place; None when there is no such place."""
    place = PLACES.get(name)
    if place is None:
        return None
    found = [one for key in place.keys if (one := advice(municipality, key))]
    own = tuple(one for one in found if not one.whose)
    return Help(name, place, own, tuple(one for one in found if one.whose))


def document(municipality: Municipality, key: str) -> Document | None:
    """An outside document as the municipality has configured it."""
    return handbook().setting(municipality.slug).documents.get(key)


def documents_of(municipality: Municipality, page: Page) -> tuple[Document, ...]:
    """The outside documents that a page names, where the municipality keeps them."""
    known = handbook().setting(municipality.slug).documents
    return tuple(known[key] for key in page.documents if key in known)


def find(municipality: Municipality, words: str) -> Found:
    """Pages that answer the words."""
    book = handbook()
    own = book.seen_in(municipality.slug)
    rest = [page for page in book.pages.values() if page not in own]
    others = [(hit, whose(municipality, hit.page)) for hit in search(book, rest, words)]
    return Found(tuple(search(book, own, words)), tuple(others))


def cards(municipality: Municipality, networks: Iterable[str]) -> list[tuple[str, Page]]:
    """(network, page): for each network once, the own advice before the shared."""
    seen = pages(municipality)
    found = []
    for network in dict.fromkeys(networks):
        fitting = [page for page in seen if page.networks == (network,)]
        fitting.sort(key=lambda page: page.shared)
        found += [(network, page) for page in fitting[:1]]
    return found


def explaining(municipality: Municipality, ids: Iterable[str]) -> list[Page]:
    """The own and shared pages that tell of any of the rows."""
    wanted = frozenset(ids)
    return [page for page in pages(municipality) if page.ids & wanted]


def key_of(finding: Finding) -> str:
    """The help key that explains a finding; "" when only its rule does."""
    known = handbook().keys
    named = [finding.help_key, *(each.lower() for each in finding.citation.ledger_ids)]
    return next((key for key in named if key in known), "")


def page_telling(ids: Iterable[str]) -> str:
    """The slug of a page that tells of any of the rows; "" when none does."""
    told = handbook().telling_of(frozenset(ids))
    return next((page.slug for page in told), "")


def old_pages(municipality: Municipality, today: date) -> list[Page]:
    """Own and shared pages that have not been reviewed for as long as is allowed, oldest first."""
    months = handbook().setting(municipality.slug).review_months
    count = today.year * MONTHS + today.month - 1 - months
    first = date(count // MONTHS, count % MONTHS + 1, min(today.day, 28))
    old = [page for page in pages(municipality) if page.reviewed < first]
    return sorted(old, key=lambda page: page.reviewed)


def old_pages_now(municipality: Municipality) -> list[Page]:
    """`old_pages` of this day."""
    return old_pages(municipality, timezone.localdate())

"""Full-text search over the pages: Swedish word forms, compounds and missing dots alike.

A small index in memory, built once from the pages, so that both databases find the same.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

import regex

from torg.handbook.queries.pages import Handbook, Page
from torg.kernel.swedish_stem import plain, roots, tokens

# How much a word says about a page by where it stands, and how much part of a compound does.
TITLE, TOPIC, HEADING, LEAD, BODY = 8.0, 5.0, 4.0, 2.0, 1.0
PART = 0.4
SHORTEST_PART = 4
EXCERPT = 26
_WORD = regex.compile(r"[\p{L}\p{N}]+")
# Words that stand everywhere and tell nothing.
STOP = frozenset(
    ("och", "att", "det", "som", "en", "ett", "i", "på", "av", "för", "med", "till", "den", "är",
     "inte", "om", "de", "har", "kan", "ska", "så", "eller", "men", "vi", "du", "ni", "man", "sig",
     "från", "vid", "när", "hur", "vad", "alla")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of an excerpt; marked: they were searched for."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that was found, the part to open, and some words around what was searched."""

    page: Page
    anchor: str
    score: float
    excerpt: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """weights: root -> slug -> weight. wholes: a part -> the compounds with it; parts: back.

    firsts: the roots that a compound may begin with.
    """

    weights: dict[str, dict[str, float]]
    wholes: dict[str, set[str]]
    parts: dict[str, set[str]]
    firsts: frozenset[str]
    pages: int


def search(book: Handbook, pages: Sequence[Page], words: str) -> list[Hit]:
    """The pages among those given that answer the words best, best first; all words count."""
    asked = [roots(word) for word in tokens(words) if word not in STOP]
    if not asked:
        return []
    index = index_of(book)
    scores = [_scores(index, wanted) for wanted in asked]
    hits = []
    for page in pages:
        given = [score.get(page.slug, 0.0) for score in scores]
        if all(given):
            hits.append(_hit(page, sum(given), asked, index))
    return sorted(hits, key=lambda hit: (-hit.score, hit.page.title))


@lru_cache(maxsize=8)
def index_of(book: Handbook) -> Index:
    """The handbook's index, built at the first search."""
    return build(book.pages.values())


def build(pages: Iterable[Page]) -> Index:
    """Weigh every word of every page, and see which words are made of others."""
    weights: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    written: set[str] = set()
    count = 0
    for page in pages:
        count += 1
        written |= {plain(word) for text, _weight in _texts(page) for word in tokens(text)}
        for root, weight in _weighed(page).items():
            weights[root][page.slug] += weight
    firsts = frozenset(root for root in weights if not _loses_o(root, written))
    parts = {whole: found for whole in weights if (found := compound_parts(whole, firsts, weights))}
    wholes: dict[str, set[str]] = defaultdict(set)
    for whole, found in parts.items():
        for part in found:
            wholes[part].add(whole)
    given = {root: dict(by) for root, by in weights.items()}
    return Index(given, dict(wholes), parts, firsts, count)


def _loses_o(root: str, written: set[str]) -> bool:
    """Whether it is a word in -o, which keeps its o in a compound: no kontroll is of a konto."""
    return root not in written and any(f"{root}{end}" in written for end in ("o", "on", "ot"))


def _texts(page: Page) -> list[tuple[str, float]]:
    """What stands on a page, and how much each says of it."""
    texts = [(page.title, TITLE), (" ".join(page.topics), TOPIC), (page.lead, LEAD)]
    for section in page.sections:
        texts += [(section.title, HEADING), (section.text, BODY)]
    return texts


def _weighed(page: Page) -> Counter[str]:
    found: Counter[str] = Counter()
    for text, weight in _texts(page):
        for word in tokens(text):
            if word not in STOP:
                for root in roots(word):
                    found[root] += weight  # type: ignore[assignment]
    return found


def compound_parts(whole: str, firsts: Collection[str], known: Collection[str]) -> set[str]:
    """The two known words that a compound is made of, an s between them or not; else nothing."""
    for at in range(len(whole) - SHORTEST_PART, SHORTEST_PART - 1, -1):
        left, right = whole[:at], whole[at:]
        if right not in known:
            continue
        fitting = [
            word
            for word in (left, left.removesuffix("s"))
            if len(word) >= SHORTEST_PART and word in firsts
        ]
        if fitting:
            return {fitting[0], right}
    return set()


def _forms(index: Index, wanted: frozenset[str]) -> dict[str, float]:
    """The roots that answer one word, and how well: its parts, compounds with it, itself."""
    found: dict[str, float] = {}
    for root in wanted:
        parts = index.parts.get(root) or compound_parts(root, index.firsts, index.weights)
        found |= dict.fromkeys(parts, PART / 2)
    for root in wanted:
        found |= dict.fromkeys(index.wholes.get(root, ()), PART)
    found |= {root: 1.0 for root in wanted if root in index.weights}
    return found or {root: PART for root in index.weights if _begins(root, wanted)}


def _begins(root: str, wanted: frozenset[str]) -> bool:
    """Whether the word is still being typed."""
    return any(len(word) >= SHORTEST_PART and root.startswith(word) for word in wanted)


def _scores(index: Index, wanted: frozenset[str]) -> dict[str, float]:
    best: dict[str, float] = {}
    for root, share in _forms(index, wanted).items():
        by_page = index.weights[root]
        rarity = 1 + log(index.pages / len(by_page))
        for slug, weight in by_page.items():
            told = share * rarity * weight / (weight + 3)
            best[slug] = max(best.get(slug, 0.0), told)
    return best


def _hit(page: Page, score: float, asked: Sequence[frozenset[str]], index: Index) -> Hit:
    wanted = {root for each in asked for root in _forms(index, each)}
    sections = [(_found(f"{one.title} {one.text}", wanted), one) for one in page.sections]
    count, best = max(sections, key=lambda pair: pair[0], default=(0, None))
    if best is None or not count:
        return Hit(page, "", score, (Piece(page.lead, marked=False),))
    return Hit(page, best.anchor, score, tuple(excerpt(best.text, wanted)))


def _found(text: str, wanted: set[str]) -> int:
    return sum(1 for word in tokens(text) if roots(word) & wanted)


def excerpt(text: str, wanted: set[str]) -> Iterator[Piece]:
    """Some words around the first that was searched for, in pieces; nothing in them is markup."""
    words = list(_WORD.finditer(text))
    marked = [n for n, word in enumerate(words) if roots(word[0]) & wanted]
    first = max(0, (marked[0] if marked else 0) - EXCERPT // 3)
    shown = words[first : first + EXCERPT]
    if not shown:
        return
    at, end = shown[0].start() if first else 0, _end(text, words, first)
    if first:
        yield Piece("… ", marked=False)
    for word in (words[n] for n in marked if first <= n < first + EXCERPT):
        yield Piece(text[at : word.start()], marked=False)
        yield Piece(word[0], marked=True)
        at = word.end()
    yield Piece(text[at:end] + ("" if end == len(text) else " …"), marked=False)


def _end(text: str, words: Sequence["regex.Match[str]"], first: int) -> int:
    last = first + EXCERPT - 1
    return words[last].end() if last < len(words) - 1 else len(text)

"""Links, mentions and tags in a text, as Bluesky wants them: spans counted in UTF-8 bytes."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

MAX_TAG = 64
MAX_TAG_BYTES = 640
DOMAINS = ("se", "nu", "eu", "com", "org", "net")

# A bare name counts as a link only under the endings that a municipality writes;
# otherwise "t.ex" and a forgotten space would become links.
_LINK = re.compile(
    r"(?<![^\s(\[\"'»”«])(?:https?://[^\s]+|(?:www\.(?=\w)|(?:[\w-]+\.)+(?:"
    + "|".join(DOMAINS)
    + r")(?![\w@.-]*[\w@-]))[^\s]*)"
)
_MENTION = re.compile(r"(?<![^\s(])@([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)")
_TAG = re.compile(r"(?<!\S)[#＃]([^\s\u00ad\u2060\u200a-\u200d\u20e2]+)")
_HANDLE = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
)


class SpanKind(StrEnum):
    """What a span of text points at."""

    LINK = "link"
    MENTION = "mention"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Span:
    """start and end: byte offsets in UTF-8. value: an address, a handle or a tag's word."""

    kind: SpanKind
    start: int
    end: int
    value: str


def spans(text: str) -> tuple[Span, ...]:
    """What the text points at, in order, without overlap."""
    found: list[tuple[int, int, SpanKind, str]] = []
    for finder in (_links, _mentions, _tags):
        for start, end, kind, value in finder(text):
            if all(end <= taken[0] or start >= taken[1] for taken in found):
                found.append((start, end, kind, value))
    return tuple(
        Span(kind, _offset(text, start), _offset(text, end), value)
        for start, end, kind, value in sorted(found)
    )


def facets(text: str, did_of: Callable[[str], str]) -> list[dict[str, object]]:
    """The record's facets. did_of: a handle's DID, or "" when nobody has it."""
    made: list[dict[str, object]] = []
    for span in spans(text):
        feature = _feature(span, did_of)
        if feature:
            index = {"byteStart": span.start, "byteEnd": span.end}
            made.append({"index": index, "features": [feature]})
    return made


def _feature(span: Span, did_of: Callable[[str], str]) -> dict[str, str]:
    kind = f"app.bsky.richtext.facet#{span.kind}"
    if span.kind is SpanKind.LINK:
        return {"$type": kind, "uri": span.value}
    if span.kind is SpanKind.TAG:
        return {"$type": kind, "tag": span.value}
    did = did_of(span.value)
    return {"$type": kind, "did": did} if did else {}


def _links(text: str) -> Iterator[tuple[int, int, SpanKind, str]]:
    for match in _LINK.finditer(text):
        written = _without_tail(match.group())
        address = written if written.startswith(("http://", "https://")) else f"https://{written}"
        if len(address) > len("https://"):
            yield match.start(), match.start() + len(written), SpanKind.LINK, address


def _mentions(text: str) -> Iterator[tuple[int, int, SpanKind, str]]:
    for match in _MENTION.finditer(text):
        handle = match.group(1).lower()
        if _HANDLE.fullmatch(handle):
            yield match.start(), match.end(), SpanKind.MENTION, handle


def _tags(text: str) -> Iterator[tuple[int, int, SpanKind, str]]:
    for match in _TAG.finditer(text):
        word = match.group(1).lstrip("\ufe0f")
        while word and unicodedata.category(word[-1]).startswith("P"):
            word = word[:-1]
        fits = len(word) <= MAX_TAG and len(word.encode()) <= MAX_TAG_BYTES
        if word and fits and match.group(1).startswith(word) and not word.isdigit():
            yield match.start(), match.start(1) + len(word), SpanKind.TAG, word


def _without_tail(link: str) -> str:
    """The link without the sentence's own punctuation; a bracket stays when it was opened."""
    while link:
        last = link[-1]
        closes = last in ")]" and link.count("(["[last == "]"]) < link.count(last)
        if not closes and last not in ".,;:!?…\"'»”’":
            break
        link = link[:-1]
    return link


def _offset(text: str, position: int) -> int:
    return len(text[:position].encode())

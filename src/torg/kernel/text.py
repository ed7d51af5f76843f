"""Measures of a text: length as networks count it, readability, and what is found in it."""

from datetime import date
from functools import lru_cache
from itertools import islice

import regex

_GRAPHEME = regex.compile(r"\X")
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}'’-]*")
_SENTENCE_END = regex.compile(r"[.!?…:]+(?=\s|$)|\n+")
_LONG_WORD = 6

_LINK = regex.compile(
    r"(?<![\p{L}\p{N}@/])(?:https?://|www\.)[^\s<>\"]+[^\s<>\".,;:!?)\]}'’”»…]",
    regex.IGNORECASE,
)
_HASHTAG = regex.compile(r"(?<![\p{L}\p{N}_&#/])#(?=[\p{N}_]*\p{L})[\p{L}\p{M}\p{N}_]+")
_MENTION = regex.compile(r"(?<![\p{L}\p{N}_@./])@[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_])?")
_PERSONAL_NUMBER = regex.compile(
    r"(?<![\p{N}-])(?P<century>1[89]|20)?(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)"
    r"(?P<join>[-+–\s]?)(?P<serial>\d{3})(?P<check>\d)(?![\p{N}-])"
)
_COORDINATION = 60


def graphemes(text: str) -> int:
    """The number of characters as a person counts them (Unicode extended grapheme clusters)."""
    return len(_GRAPHEME.findall(text))


def utf8_bytes(text: str) -> int:
    """The length in bytes of UTF-8."""
    return len(text.encode())


def words(text: str) -> list[str]:
    """The words, without links."""
    return list(_WORD.findall(_bare(text)))


def has_few_words(text: str, most: int) -> bool:
    """Whether it has words, links aside, and at most so many; a long text is not read out."""
    return 0 < sum(1 for _ in islice(_WORD.finditer(_bare(text)), most + 1)) <= most


def _bare(text: str) -> str:
    # Nearly all that residents write has no link, and to look for one costs ten times this.
    return _LINK.sub(" ", text) if "://" in text or "www." in text.lower() else text


# Every rule of a pack asks about the same draft; no more of what people write is kept.
@lru_cache(maxsize=1)
def lix(text: str) -> int:
    """Läsbarhetsindex: words per sentence plus per cent of words over six letters; 0 if empty."""
    bare = _bare(text)
    found = _WORD.findall(bare)
    if not found:
        return 0
    sentences = sum(1 for part in _SENTENCE_END.split(bare) if _WORD.search(part))
    long_words = sum(1 for word in found if len(word) > _LONG_WORD)
    return round(len(found) / sentences + 100 * long_words / len(found))


def links(text: str) -> list[str]:
    """Web addresses in order, with scheme or www."""
    return list(_links(text))


@lru_cache(maxsize=1)
def _links(text: str) -> tuple[str, ...]:
    return tuple(_LINK.findall(text))


def hashtags(text: str) -> list[str]:
    """Hashtags in order, with their sign; a tag holds at least one letter."""
    return list(_HASHTAG.findall(text))


def mentions(text: str) -> list[str]:
    """Mentioned accounts in order, with their sign; not the middle of an e-mail address."""
    return list(_MENTION.findall(text))


def personal_numbers(text: str) -> list[str]:
    """Swedish personal identity and coordination numbers, as written.

    Told from other figures by a possible birth date (a coordination number adds 60 to the
    day) and the Luhn check digit over the ten last figures.
    """
    return list(_personal_numbers(text))


@lru_cache(maxsize=1)
def _personal_numbers(text: str) -> tuple[str, ...]:
    return tuple(found[0] for found in _PERSONAL_NUMBER.finditer(text) if _is_personal(found))


def _is_personal(found: "regex.Match[str]") -> bool:
    day = int(found["day"])
    if day > _COORDINATION:
        day -= _COORDINATION
    centuries = [found["century"]] if found["century"] else ["19", "20"]
    if not any(_is_date(f"{century}{found['year']}", found["month"], day) for century in centuries):
        return False
    ten = found["year"] + found["month"] + found["day"] + found["serial"]
    return luhn_digit(ten) == int(found["check"])


def _is_date(year: str, month: str, day: int) -> bool:
    try:
        date(int(year), int(month), day)
    except ValueError:
        return False
    return True


def luhn_digit(figures: str) -> int:
    """The Luhn check digit to put after the figures."""
    total = 0
    for place, figure in enumerate(reversed(figures)):
        value = int(figure) * (1 if place % 2 else 2)
        total += value - 9 if value > 9 else value
    return -total % 10

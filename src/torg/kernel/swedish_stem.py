"""Word forms that a Swedish searcher means as one: Snowball's stemmer, and a step beyond it."""

import regex

# The algorithm and its tables: snowballstem.org/algorithms/swedish/stemmer.html.
VOWELS = frozenset("aeiouyäåö")
FIRST = (
    "heterna", "hetens", "heten", "heter", "het", "arnas", "ernas", "ornas", "arna", "erna",
    "orna", "arens", "andes", "andet", "anden", "ande", "arne", "aste", "aren", "ades", "erns",
    "ade", "are", "ern", "ens", "ast", "ad", "en", "ar", "er", "or", "as", "es", "at", "a", "e",
)  # fmt: skip
BEFORE_S = frozenset("bcdfghjklmnoprtvy")
PAIRS = ("dd", "gd", "nn", "dt", "gt", "kt", "tt")
# What Snowball leaves of neuters and of words in -a: konto, kontot, konton; vecka, veckan.
LEFT_OVER = ("ning", "ons", "ots", "ans", "ets", "on", "ot", "an", "et", "o")
SHORTEST = 3
_PLAIN = str.maketrans("åäöéèüæø", "aaoeeuao")
_WORD = regex.compile(r"[\p{L}\p{N}]+")


def tokens(text: str) -> list[str]:
    """The words of a text in small letters."""
    return list(_WORD.findall(text.casefold()))


def stem(word: str) -> str:
    """Snowball's stem of a word in small letters."""
    at = _region(word)
    word = _first(word, at)
    if word.endswith(PAIRS) and len(word) - 2 >= at:
        word = word[:-1]
    for ending, kept in (("fullt", 4), ("löst", 3), ("lig", 0), ("els", 0), ("ig", 0)):
        if word.endswith(ending) and len(word) - len(ending) >= at:
            return word[: len(word) - len(ending) + kept]
    return word


def root(word: str) -> str:
    """The form that a search compares: stemmed until nothing more comes off, without å, ä and ö."""
    found = word.casefold()
    while (shorter := stem(found)) != found:
        found = shorter
    for ending in LEFT_OVER:
        if found.endswith(ending) and len(found) - len(ending) >= SHORTEST:
            found = found[: -len(ending)]
            break
    return plain(found)


def plain(word: str) -> str:
    """Without the marks over the vowels, as it is typed on a foreign keyboard."""
    return word.translate(_PLAIN)


def roots(word: str) -> frozenset[str]:
    """The word's root, and the root of the word as typed without å, ä and ö."""
    return frozenset({root(word), root(plain(word.casefold()))})


def _region(word: str) -> int:
    """Where R1 begins: after the first consonant that follows a vowel, at least three in."""
    for at in range(1, len(word)):
        if word[at] not in VOWELS and word[at - 1] in VOWELS:
            return max(at + 1, SHORTEST)
    return len(word)


def _first(word: str, at: int) -> str:
    fitting = [one for one in FIRST if word.endswith(one) and len(word) - len(one) >= at]
    if fitting:
        return word[: -len(max(fitting, key=len))]
    if word.endswith("s") and len(word) - 1 >= at and word[-2] in BEFORE_S:
        return word[:-1]
    return word

"""Which characters this machine has glyphs for. One that has none makes a PDF/A invalid."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont, TTLibError

FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
)
ENDINGS = frozenset({".ttf", ".otf", ".ttc"})
# Never drawn by themselves: line ends, joiners, variation selectors and flags' tags.
UNDRAWN = frozenset(
    {0x09, 0x0A, 0x0D, 0x200C, 0x200D, *range(0xFE00, 0xFE10), *range(0xE0020, 0xE0080)}
)
PLAIN = frozenset({*range(0x20, 0x7F), *range(0xA0, 0xAD), *range(0xAE, 0x180), *UNDRAWN}) | {
    ord(mark) for mark in "–—’”…"
}

Covers = Callable[[int], bool]


def every_font(code: int) -> bool:
    """Whether any installed font draws the code point."""
    return code in UNDRAWN or code in installed()


def plain_latin(code: int) -> bool:
    """Whether every text font draws it: what is left to trust when a layout did not pass."""
    return code in PLAIN


def spelled_out(text: str, covers: Covers) -> str:
    """The text with what no font draws as [U+XXXX]; the payload inside keeps the original."""
    missing = [mark for mark in set(text) if not covers(ord(mark))]
    if not missing:
        return text
    # By a pattern: an image within the text is long, and nothing in it is looked at twice.
    marks = re.compile(f"[{re.escape(''.join(missing))}]")
    return marks.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


@cache
def installed(folders: tuple[Path, ...] = FOLDERS) -> frozenset[int]:
    """Code points of all installed fonts together, read once per process."""
    found: set[int] = set()
    for path in _files(folders):
        try:
            for font in _fonts(path):
                found.update(font.getBestCmap() or {})
        except (OSError, TTLibError, ValueError, AssertionError, KeyError):
            continue  # a font that cannot be read is one that nothing is drawn with
    return frozenset(found)


def _files(folders: Iterable[Path]) -> Iterable[Path]:
    for folder in folders:
        for path in folder.rglob("*"):
            if path.suffix.lower() in ENDINGS:
                yield path


def _fonts(path: Path) -> Iterable[TTFont]:
    if path.suffix.lower() == ".ttc":
        return TTCollection(str(path), lazy=True).fonts  # type: ignore[no-any-return]
    return [TTFont(str(path), lazy=True)]

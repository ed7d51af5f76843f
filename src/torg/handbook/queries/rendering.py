"""Markdown of a page into sections of HTML. Raw HTML and links elsewhere than told are faults.

A heading of the second level begins a section; `{#m1-40}` after it makes it a help key.
Links: sida:<slug>, hjalp:<key>, dokument:<key>, https://…
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

ANCHOR = re.compile(r"\s*\{#([a-z0-9-]+)\}\s*$")
KEY = re.compile(r"(m1|m2|g|s|v)-\d{2,3}")
LINK = re.compile(r"(sida|hjalp|dokument):([a-z0-9-]+)")
MOST_SENTENCES = 4
_SENTENCE = re.compile(r"[.!?…](?:[”\")]*)(?:\s|$)")
# "t.ex." and the like end no sentence.
_ABBREVIATION = re.compile(r"\b(?:t\.ex|bl\.a|d\.v\.s|m\.m|o\.s\.v)\.")

Complain = Callable[[int, str], None]


@dataclass(frozen=True, slots=True)
class Part:
    """A section before its source is known. line: of its heading, in the file."""

    key: str
    anchor: str
    title: str
    html: str
    short: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page's parts, and what its links name: (kind, name, line)."""

    parts: tuple[Part, ...]
    links: tuple[tuple[str, str, int], ...]


def render(text: str, first: int, addresses: dict[str, str], complain: Complain) -> Rendered:
    """first: the text's first line in its file. addresses: where each kind of link leads, with
    NAME in it. complain: told of every fault, with its line.
    """
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    found = markdown.parse(text)
    for token in found:
        token.map = [line + first for line in token.map] if token.map else None
    links = tuple(_checked(found, addresses, complain))
    parts = tuple(_part(markdown, group, complain) for group in _groups(found))
    _check_anchors(parts, complain)
    return Rendered(parts, links)


def _checked(
    tokens: Sequence[Token], addresses: dict[str, str], complain: Complain
) -> Iterator[tuple[str, str, int]]:
    line = 1
    for token in _all(tokens):
        line = token.map[0] if token.map else line
        if token.type in ("html_block", "html_inline", "image"):
            complain(line, _("HTML och bilder skrivs inte i handboken. Använd Markdown."))
        if token.type == "heading_open" and token.tag not in ("h2", "h3"):
            complain(line, _("Rubriker skrivs med ## eller ###."))
        if token.type == "link_open":
            yield from _link(token, line, addresses, complain)


def _link(
    token: Token, line: int, addresses: dict[str, str], complain: Complain
) -> Iterator[tuple[str, str, int]]:
    href = str(token.attrs.get("href", ""))
    found = LINK.fullmatch(href)
    if found:
        token.attrs["href"] = addresses[found[1]].replace("NAME", found[2])
        yield found[1], found[2], line
    elif href.startswith("https://"):
        token.attrs["rel"] = "noopener noreferrer"
    else:
        why = _("Länken leder ingenstans. Skriv sida:, hjalp:, dokument: eller https://, inte ")
        complain(line, f"{why}{href}.")


def _all(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or ())


def _groups(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    group: list[Token] = []
    for token in tokens:
        if token.type == "heading_open" and token.tag == "h2":
            if group:
                yield group
            group = []
        group.append(token)
    if group:
        yield group


def _part(markdown: MarkdownIt, group: list[Token], complain: Complain) -> Part:
    title, key, line = "", "", group[0].map[0] if group[0].map else 1
    if group[0].type == "heading_open" and group[0].tag == "h2":
        said = group[1].content
        anchored = ANCHOR.search(said)
        title, key = ANCHOR.sub("", said), anchored[1] if anchored else ""
        group = group[3:]
    short = _first_paragraph(group)
    if key and not 1 <= _sentences(short) <= MOST_SENTENCES:
        why = _("Det första stycket under %(key)s ska ha en till fyra meningar.")
        complain(line, why % {"key": key})
    html = _reachable(markdown.renderer.render(group, markdown.options, {}), title)
    return Part(
        key=key,
        anchor=key or slugify(title) or "inledning",
        title=title,
        html=mark_safe(html),  # noqa: S308 # nosec B308 B703 (our own Markdown; raw HTML refused)
        short=short,
        text=" ".join(token.content for token in group if token.type == "inline"),
        line=line,
    )


def _reachable(html: str, title: str) -> str:
    """A table that is wider than its page is scrolled with the keyboard too (WCAG 2.1.1)."""
    label = escape(_("Tabell: %(title)s") % {"title": title})
    frame = f'<div class="h-scroll" role="region" tabindex="0" aria-label="{label}">'
    return html.replace("<table>", f"{frame}<table>").replace("</table>", "</table></div>")


def _first_paragraph(group: Sequence[Token]) -> str:
    for before, token in pairwise(group):
        if before.type == "paragraph_open" and before.level == 0:
            return _words(token)
    return ""


def _words(token: Token) -> str:
    kinds = {"softbreak": " ", "hardbreak": " "}
    return "".join(kinds.get(each.type, each.content) for each in token.children or ())


def _sentences(text: str) -> int:
    return len(_SENTENCE.findall(_ABBREVIATION.sub("förkortning", text)))


def _check_anchors(parts: Sequence[Part], complain: Complain) -> None:
    seen: set[str] = set()
    for part in parts:
        if part.anchor in seen:
            why = _("Två delar har samma adress: %(anchor)s.")
            complain(part.line, why % {"anchor": part.anchor})
        seen.add(part.anchor)
        if part.key and not KEY.fullmatch(part.key):
            complain(part.line, _("%(key)s är ingen hjälpnyckel.") % {"key": part.key})

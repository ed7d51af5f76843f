"""Small components that stand in every row of a list, put together without a template.

A macro costs more to call than these have words. What is written between the tags is our own
words and figures, or it is escaped.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache, lru_cache, partial
from html import escape
from typing import Any, NamedTuple

from django.templatetags.static import static
from django.utils.translation import gettext
from markupsafe import Markup

from torg.ui.deadlines import deadline_look
from torg.ui.looks import network_name
from torg.ui.moments import (
    clock,
    iso,
    long_date,
    long_moment,
    relative,
    short_moment,
    weekday_date,
)

ICON = Markup(
    '<svg class="t-icon t-icon--{}" viewBox="0 0 20 20" {} focusable="false">'
    '<use href="{}#{}"></use></svg>'
)
UNREAD, READ_OUT = Markup('aria-hidden="true"'), Markup('role="img" aria-label="{}"')
STYLES = {
    "clock": clock,
    "short": short_moment,
    "date": long_date,
    "weekday": weekday_date,
    "long": long_moment,
}
# Our own words as markup, past a constructor in Python: a list says it a hundred times.
_drawn: Callable[[str], Markup] = partial(str.__new__, Markup)
# Their words leave something out, so the whole moment is the title.
SHORTENED = frozenset({"relative", "clock", "short"})


class Row(NamedTuple):
    """One row of a list with all that stands in it (ui/row_list.html). meta: small facts."""

    title: str
    url: str = ""
    text: str = ""
    meta: tuple[str, ...] = ()
    lead: str = ""
    trail: str = ""
    unread: bool = False
    current: bool = False
    id: str = ""


@cache
def static_url(path: str) -> str:
    """The address of a static file: the same in every page, and asked for at every icon."""
    return static(path)


@lru_cache(maxsize=1_024)
def drawn_icon(name: str, size: str = "md", label: str = "") -> Markup:
    """An icon of the sprite; a page has a hundred of some twenty kinds. label: "" is unread."""
    said = READ_OUT.format(label) if label else UNREAD
    return ICON.format(size, said, static_url("ui/icons.svg"), name)


@lru_cache(maxsize=256)
def drawn_network(name: str, text: str = "", compact: bool = False) -> Markup:
    """A network's mark and name; compact: the mark alone, which then reads the name out."""
    said = text or network_name(name)
    mark = drawn_icon(f"network-{name}", label=said if compact else "")
    words = "" if compact else Markup("<span>{}</span>").format(said)
    return Markup('<span class="t-network" title="{}">{}{}</span>').format(said, mark, words)


def drawn_options(options: Iterable[tuple[object, object]], chosen: object) -> Markup:
    """The options of a select, (value, words) each; chosen: the value that is selected."""
    return _options(tuple([(str(value), str(words)) for value, words in options]), str(chosen))


@lru_cache(maxsize=512)
def _options(options: tuple[tuple[str, str], ...], chosen: str) -> Markup:
    """The same choices stand on page after page."""
    return Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(
            value, Markup(" selected") if value == chosen else "", words
        )
        for value, words in options
    )


def drawn_rows(rows: Iterable[Row | tuple[Any, ...]]) -> Markup:
    """Rows as Row or as plain tuples in that order; the whole of each can be pressed."""
    new = _safe(gettext("Nytt:"))
    return Markup("".join([_row(new, *row) for row in rows]))  # noqa: S704 # nosec B704 escaped below


def _row(
    new: str, title: str, url: str, text: str, meta: Iterable[str], lead: str, trail: str,
    unread: bool, current: bool, id: str,  # noqa: A002
) -> str:  # fmt: skip
    words = _title(title, url, new if unread else "")
    facts = "".join([f"<li>{_safe(fact)}</li>" for fact in meta if fact])
    return "".join(
        (
            '<li class="t-row t-row--unread"' if unread else '<li class="t-row"',
            f' id="{_safe(id)}"' if id else "",
            ' aria-current="true">\n' if current else ">\n",
            f'<span class="t-row__lead">{_safe(lead)}</span>\n' if lead else "",
            f'<div class="t-row__words"><p class="t-row__title">{words}</p>\n',
            f'<p class="t-row__text"><bdi>{_safe(text)}</bdi></p>\n' if text else "",
            f'<ul class="t-row__meta">{facts}</ul>' if meta else "",
            f'</div>\n<div class="t-row__trail">{_safe(trail)}</div></li>\n'
            if trail
            else "</div></li>\n",
        )
    )


def _title(title: str, url: str, new: str) -> str:
    words = f"<bdi>{_safe(title)}</bdi>"
    if url:
        words = f'<a href="{_safe(url)}">{words}</a>'
    if new:
        words = f'<span class="t-row__dot"></span><span class="ds-sr-only">{new} </span>{words}'
    return words


def _safe(words: str) -> str:
    """What is drawn already as it is, all else escaped: markupsafe's own takes twice as long."""
    return words if type(words) is not str and hasattr(words, "__html__") else escape(words)


def drawn_moment(when: Any, now: datetime, style: str = "long") -> Markup:
    """A <time>. when: an aware datetime; a plain date where the style writes no hour.

    style: relative, or one of STYLES. now: what "relative" is reckoned from.
    """
    words = relative(when, now) if style == "relative" else STYLES[style](when)
    if style not in SHORTENED:
        return _drawn(f'<time datetime="{iso(when)}">{words}</time>')
    machine, whole = _exactly(when)
    return _drawn(f'<time datetime="{machine}" title="{whole}">{words}</time>')


@lru_cache(maxsize=8_192)
def _exactly(when: datetime) -> tuple[str, str]:
    """For the machine and for people: the same rows stand on page after page."""
    return iso(when), long_moment(when)


def drawn_deadline(
    due: datetime | None,
    now: datetime,
    limit: datetime | None = None,
    done: datetime | None = None,
) -> Markup:
    """How long is left, as a badge: words, icon and colour."""
    look = deadline_look(due, now, limit=limit, done=done)
    title = f' title="{look.title}"' if look.title else ""
    words = (
        f'<time datetime="{iso(due)}">{look.text}</time>' if due else f"<span>{look.text}</span>"
    )
    return _drawn(
        f'<span class="t-badge t-badge--deadline t-tone--{look.tone}"{title}>'
        f"{drawn_icon(look.icon, 'sm')}{words}</span>"
    )

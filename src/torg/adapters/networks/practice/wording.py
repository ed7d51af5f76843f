"""How names, times and texts are shown. Residents' text is escaped, always."""

from hashlib import sha256
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from torg.adapters.networks.practice.accounts import MENTION
from torg.adapters.networks.practice.stamps import moment

ZONE = ZoneInfo("Europe/Stockholm")
MONTHS = ("jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")
SHADES = 6


def when(text: str) -> str:
    """A stored time as people in Sweden write it: "8 sep 2026 kl. 10.04"."""
    local = moment(text).astimezone(ZONE)
    return f"{local.day} {MONTHS[local.month - 1]} {local.year} kl. {local:%H.%M}"


def linked(text: str, root: str) -> Markup:
    """The text with its @names as links; everything else is escaped."""
    found, end = Markup(), 0
    for match in MENTION.finditer(text):
        handle = match.group(1)
        found += escape(text[end : match.start()])
        found += Markup('<a href="{}/konto/{}">@{}</a>').format(root, handle.lower(), handle)
        end = match.end()
    return found + escape(text[end:])


def initials(name: str) -> str:
    """Up to two letters for the round mark."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


def shade(handle: str) -> int:
    """Which of the style sheet's colours an account has."""
    return sha256(handle.encode()).digest()[0] % SHADES

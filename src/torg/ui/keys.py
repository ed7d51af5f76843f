"""The keyboard map: what single keys do. One table for the dialog, the settings page and tests.

The keys stand on the page's own links, buttons and fields (data-key), so each of them is a
shorter way to something that can be reached without it (WCAG 2.1.1, 2.1.4).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Key:
    """keys: pressed one after the other."""

    keys: tuple[str, ...]
    does: Promise


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Keys that belong together."""

    title: Promise
    keys: tuple[Key, ...]


GROUPS = (
    KeyGroup(
        _("Listor"),
        (
            Key(("j",), _("Nästa rad")),
            Key(("k",), _("Föregående rad")),
            Key(("o",), _("Öppna raden (även Enter)")),
            Key(("/",), _("Till sökningen eller filtret")),
        ),
    ),
    KeyGroup(
        _("Konversation och ärende"),
        (
            Key(("c",), _("Ta hand om")),
            Key(("r",), _("Skriv svar eller bedömning")),
            Key(("e",), _("Avsluta")),
            Key(("n",), _("Nästa konversation")),
        ),
    ),
    KeyGroup(
        _("Gå till"),
        (
            Key(("g", "d"), _("Min dag")),
            Key(("g", "i"), _("Inkorg")),
            Key(("g", "p"), _("Planering")),
            Key(("g", "a"), _("Ärenden")),
            Key(("g", "u"), _("Utskick")),
            Key(("g", "k"), _("Kanaler")),
            Key(("g", "r"), _("Regler")),
            Key(("g", "h"), _("Handbok")),
            Key(("g", "l"), _("Logg")),
            Key(("g", "m"), _("Personer")),
            Key(("g", "o"), _("Organisation")),
        ),
    ),
    KeyGroup(
        _("Överallt"),
        (Key(("?",), _("Visa kortkommandona")), Key(("Esc",), _("Stäng det som är öppet"))),
    ),
)
# The menu's places by the name of their page.
PLACES = {
    "desk:show_day": "g d",
    "inbox:list_threads": "g i",
    "planning:show_calendar": "g p",
    "moderation:list_cases": "g a",
    "delivery:list_acts": "g u",
    "channels:list_channels": "g k",
    "rules:show_pack": "g r",
    "handbook:show_start": "g h",
    "people:list_people": "g m",
    "people:list_departments": "g o",
    "ledger:list_entries": "g l",
}

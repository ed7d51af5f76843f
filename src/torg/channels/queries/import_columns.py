"""Which column of somebody's table says what, guessed by its heading, and each cell as a value."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from torg.channels.queries.public import LANGUAGES
from torg.kernel.grids import LINK
from torg.kernel.networks import NAMES


@dataclass(frozen=True, slots=True)
class Field:
    """label: what a person is asked for. called: headings that mean it, in small letters."""

    label: str | Promise
    called: tuple[str, ...]


# The more particular first: a heading is given away once.
FIELDS: dict[str, Field] = {
    "address": Field(
        gettext_lazy("Adress till kontot"), ("adress", "länk", "url", "webbadress", LINK.strip())
    ),
    "network": Field(
        gettext_lazy("Nätverk"),
        ("nätverk", "plattform", "socialt medium", "medium", "tjänst", "kanaltyp", "platform"),
    ),
    "handle": Field(gettext_lazy("Kontonamn"), ("kontonamn", "användarnamn", "handle", "@")),
    "account_id": Field(
        gettext_lazy("Nätverkets id"), ("nätverkets id", "konto-id", "konto id", "sid-id", "id")
    ),
    "department": Field(
        gettext_lazy("Ägande förvaltning"),
        ("förvaltning", "ägare", "avdelning", "verksamhet", "nämnd", "bolag", "organisation"),
    ),
    "purpose": Field(gettext_lazy("Syfte"), ("syfte", "beskrivning", "innehåll", "om kontot")),
    "target_groups": Field(gettext_lazy("Målgrupper"), ("målgrupp", "riktar sig")),
    "contact": Field(gettext_lazy("Kontaktväg för alla"), ("kontaktväg", "kontakt", "e-post")),
    "responsible": Field(
        gettext_lazy("Ansvarig kommunikatör"), ("ansvarig", "redaktör", "administratör")
    ),
    "language": Field(gettext_lazy("Språk"), ("språk", "language")),
    "live_since": Field(
        gettext_lazy("I bruk sedan"), ("i bruk sedan", "start", "skapad", "sedan", "datum")
    ),
    "name": Field(gettext_lazy("Namn"), ("namn", "kanal", "konto", "sida", "titel", "name")),
}


def guess(headings: list[str]) -> dict[str, int]:
    """Field -> the column whose heading means it; each column once."""
    found: dict[str, int] = {}
    plain = [heading.casefold().strip() for heading in headings]
    for exact in (True, False):
        for field, what in FIELDS.items():
            free = [at for at in range(len(plain)) if at not in found.values() and plain[at]]
            for word in what.called if field not in found else ():
                at = next((n for n in free if _means(plain[n], word, exact=exact)), None)
                if at is not None:
                    found[field] = at
                    break
    return found


def _means(heading: str, word: str, *, exact: bool) -> bool:
    if exact or len(word) < 4:
        return heading == word
    return word in heading


def network_of_text(text: str) -> str:
    """The key of a network that somebody names: "Facebook-sida", "Twitter". "" for none."""
    plain = text.casefold()
    if "twitter" in plain:
        return "x"
    return next(
        (key for key, name in NAMES.items() if plain == key or (len(key) > 1 and key in plain)
         or plain == name.casefold()), "",
    )  # fmt: skip


def language_of_text(text: str) -> str:
    """The code of a language by its code or its Swedish name. Raises ValueError."""
    plain = text.strip().casefold()
    if not plain:
        return ""
    for code, name in LANGUAGES.items():
        if plain in (code, name.casefold()):
            return code
    raise ValueError(text)


def told(key: str, value: object) -> str:
    """A value as the preview says it."""
    if key == "language":
        return LANGUAGES.get(str(value), str(value))
    if key == "network":
        return NAMES.get(str(value), str(value))
    return str(value) if value not in (None, "") and not isinstance(value, UUID) else _("tomt")

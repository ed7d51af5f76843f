"""What the desk's table shows of a channel, one column each; the files that are fetched too."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from torg.channels.models import Channel
from torg.channels.queries.public import (
    LANGUAGES,
    address_of,
    handle_of,
    network_of,
    network_words,
    status_of,
    status_words,
)
from torg.channels.queries.standing import standing_of
from torg.channels.states import ChannelState
from torg.people.models import User

Told = str | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """label: the heading. tell: the cell of a channel on a day, as text or as a date."""

    label: str | Promise
    tell: Callable[[Channel, date], Told]


def standing(row: Channel, today: date) -> str:
    """How the channel stands, in the desk's words."""
    if row.state == ChannelState.PREPARING:
        return str(_("Förbereds"))
    return status_words()[status_of(row, today)]


def connected(row: Channel) -> str:
    """How the channel's connection stands."""
    return standing_of(getattr(row, "connection", None)).name


def _who(person: User | None) -> str:
    return person.full_name if person else ""


COLUMNS: dict[str, Column] = {
    "natverk": Column(_("Nätverk"), lambda row, _day: network_words(network_of(row))),
    "forvaltning": Column(_("Förvaltning"), lambda row, _day: row.department.name),
    "lage": Column(_("Läge"), standing),
    "ansvarig": Column(_("Ansvarig"), lambda row, _day: _who(row.responsible)),
    "anslutning": Column(_("Anslutning"), lambda row, _day: connected(row)),
    "granskad": Column(_("Omprövad"), lambda row, _day: row.reviewed_on),
    "konto": Column(_("Kontonamn"), lambda row, _day: handle_of(row)),
    "adress": Column(_("Adress"), lambda row, _day: address_of(row)),
    "kontoid": Column(_("Nätverkets id"), lambda row, _day: row.account_id),
    "slag": Column(_("Slag"), lambda row, _day: str(row.get_channel_class_display())),
    "sprak": Column(_("Språk"), lambda row, _day: LANGUAGES.get(row.language, row.language)),
    "syfte": Column(_("Syfte"), lambda row, _day: row.purpose),
    "malgrupper": Column(_("Målgrupper"), lambda row, _day: row.target_groups),
    "kontakt": Column(_("Kontaktväg för alla"), lambda row, _day: row.contact),
    "kontaktperson": Column(_("Kontaktperson"), lambda row, _day: _who(row.contact_person)),
    "sidansvarig": Column(_("Sidansvarig"), lambda row, _day: _who(row.page_responsible)),
    "chef": Column(_("Ansvarig chef"), lambda row, _day: _who(row.accountable_manager)),
    "kommentarer": Column(
        _("Kommentarer"),
        lambda row, _day: str(_("Öppna") if row.comments_open else _("Stängda")),
    ),
    "sedan": Column(_("I bruk sedan"), lambda row, _day: row.live_since),
    "bekraftad": Column(_("Bekräftad"), lambda row, _day: row.confirmed_on),
    "avslutad": Column(_("Avslutad"), lambda row, _day: row.closed_on),
    "andrad": Column(_("Ändrad"), lambda row, _day: timezone.localdate(row.changed_at)),
}
USUAL = ("natverk", "forvaltning", "lage", "ansvarig", "anslutning", "granskad")


def cells(row: Channel, columns: tuple[str, ...], today: date) -> list[Told]:
    """The channel's row: its name, then the columns that are asked for."""
    return [row.name, *(COLUMNS[key].tell(row, today) for key in columns)]


def headings(columns: tuple[str, ...]) -> list[str]:
    """The first row of a file."""
    return [str(_("Namn")), *(str(COLUMNS[key].label) for key in columns)]

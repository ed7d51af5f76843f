"""Where a page belongs, and how what readers send moves on.

The values of the first three stand in the pages' files and in addresses, so they are Swedish.
"""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from torg.kernel.moves import check_move


class Phase(StrEnum):
    """A time in a channel's life (M2-01)."""

    APPLICATION = "fore-start"
    LAUNCH = "lansering"
    DAILY = "vardag"
    REVIEW = "uppfoljning"
    DORMANCY = "vila"
    CLOSING = "avslut"
    CRISIS = "kris"


class Entrance(StrEnum):
    """What brings a reader to the handbook (M2-02)."""

    START = "starta"
    IMPROVE = "forbattra"
    PROBLEM = "problem"


class Chapter(StrEnum):
    """The groups in which the handbook is read as a whole (G-01)."""

    ORGANISE = "organisera"
    PLAN = "planera"
    CREATE = "skapa"
    ANSWER = "svara"
    GUARD = "bevaka"
    CRISIS = "kris"


PHASES: dict[Phase, Promise] = {
    Phase.APPLICATION: _("Före start"),
    Phase.LAUNCH: _("Lansering"),
    Phase.DAILY: _("Till vardags"),
    Phase.REVIEW: _("Uppföljning"),
    Phase.DORMANCY: _("Vila"),
    Phase.CLOSING: _("Avslut"),
    Phase.CRISIS: _("Kris"),
}
ENTRANCES: dict[Entrance, tuple[Promise, Promise]] = {
    Entrance.START: (
        _("Jag funderar på att starta"),
        _("Vad som behöver vara klart innan kanalen finns, och hur den kommer igång."),
    ),
    Entrance.IMPROVE: (
        _("Jag vill bli bättre"),
        _("Inlägg som når fram, svar som hjälper och en planering som håller."),
    ),
    Entrance.PROBLEM: (
        _("Jag har ett problem"),
        _("Kritik, påhopp, falska påståenden, kris, eller en kanal som inte längre fungerar."),
    ),
}
CHAPTERS: dict[Chapter, Promise] = {
    Chapter.ORGANISE: _("Organisera arbetet"),
    Chapter.PLAN: _("Planera"),
    Chapter.CREATE: _("Skapa innehåll som engagerar"),
    Chapter.ANSWER: _("Svara och möta kritik"),
    Chapter.GUARD: _("Ta hand om det som kommer in"),
    Chapter.CRISIS: _("När det blir allvar"),
}


class Handling(StrEnum):
    """What a reader has sent: a remark on a page."""

    OPEN = "open"
    CLOSED = "closed"


class Asking(StrEnum):
    """How far a question to the communications department has come (M2-10)."""

    ASKED = "asked"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


MOVES = {
    Handling.OPEN: frozenset({Handling.CLOSED}),
    Handling.CLOSED: frozenset[Handling](),
}
ASKING = {
    Asking.ASKED: frozenset({Asking.ANSWERED, Asking.WITHDRAWN}),
    Asking.ANSWERED: frozenset[Asking](),
    Asking.WITHDRAWN: frozenset[Asking](),
}


def move(state: Handling, to: Handling) -> Handling:
    """The new state. Raises ForbiddenMove."""
    return check_move(MOVES, state, to)


def move_question(state: Asking, to: Asking) -> Asking:
    """The question's new state. Raises ForbiddenMove."""
    return check_move(ASKING, state, to)

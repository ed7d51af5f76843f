"""What becomes of a letter, in the record of what it is about; how a role is told."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from torg.kernel.refs import Ref
from torg.notices.models import Letter
from torg.notices.states import Event, LetterState, Way
from torg.people.models import User
from torg.people.permissions import ROLES
from torg.ports.record import recorder


def tell(letter: Letter, *, by: User | None, now: datetime) -> None:
    """One entry. The address is content: it may name a person.

    None for a person's own notices: the deed that they tell of is in the record already, and
    who was told of it stands with the person, not for ever in the log.
    """
    if letter.person_id is not None:
        return
    said = {
        LetterState.WAITING: _("Brevet skickas igen: %(subject)s."),
        LetterState.SENT: _("Brevet är skickat: %(subject)s."),
        LetterState.FAILED: _("Brevet gick inte att skicka: %(subject)s."),
        LetterState.UNCLEAR: _("Det är oklart om brevet gick i väg: %(subject)s."),
        LetterState.DROPPED: _("Brevet skickas inte: %(subject)s."),
    }
    recorder()(
        municipality=letter.municipality_id,
        verb=f"letter.{letter.state}",
        summary=said[LetterState(letter.state)] % {"subject": letter.subject},
        about=[Ref("notices.letter", str(letter.pk)), Ref(letter.about_kind, letter.about_id)],
        by=by.pk if by else None,
        now=now,
        facts={"code": letter.code},
        content={"recipient": letter.recipient},
    )


def tell_role(role: str, changed: Mapping[Event, Way], *, by: User, now: datetime) -> None:
    """One entry: the ways that the municipality has changed for the role."""
    recorder()(
        municipality=by.municipality_id,
        verb="notices.role_set",
        summary=_("Ändrade aviseringarna för rollen %(role)s.") % {"role": ROLES[role].name},
        about=[Ref("people.role", role)],
        by=by.pk,
        now=now,
        facts={event.value: way.value for event, way in changed.items()},
        content=None,
    )

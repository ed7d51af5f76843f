"""What becomes of a letter, in the record of what it is about."""

from datetime import datetime

from django.utils.translation import gettext as _

from torg.kernel.refs import Ref
from torg.notices.models import Letter
from torg.notices.states import LetterState
from torg.people.models import User
from torg.ports.record import recorder


def tell(letter: Letter, *, by: User | None, now: datetime) -> None:
    """One entry. The address is content: it may name a person."""
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

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.channels.models import ApplicationNote, ChannelApplication, NoteKind
from torg.channels.permissions import check_can_advise, check_can_apply
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User
from torg.people.permissions import roles_for


def advise_application(
    *, application: ChannelApplication, text: str, by: User, now: datetime
) -> ApplicationNote:
    """Give advice; it decides nothing (V-27). Raises Denied, Refusal."""
    check_can_advise(by, application.department)
    return _noted(application, NoteKind.ADVICE, "", by, text, by, now)


def consult_application(
    *,
    application: ChannelApplication,
    role: str,
    person: User,
    text: str,
    by: User,
    now: datetime,
) -> ApplicationNote:
    """Note a talk with somebody whom a rule wants asked, and what they said (M1-51).

    Raises Denied; Refusal when the person does not hold the role.
    """
    check_can_apply(by, application.department)
    if role not in roles_for(person, application.department):
        raise Refusal(
            _("%(who)s har inte den rollen.") % {"who": person.full_name},
            remedy=_("Välj den person som har rollen, eller be administratören ge den."),
            field="person",
        )
    return _noted(application, NoteKind.CONSULTATION, role, person, text, by, now)


def _noted(
    application: ChannelApplication,
    kind: NoteKind,
    role: str,
    person: User,
    text: str,
    by: User,
    now: datetime,
) -> ApplicationNote:
    if not text.strip():
        raise Refusal(_("Skriv vad som sades."), field="text")
    with transaction.atomic():
        made: ApplicationNote = ApplicationNote.objects.create(
            municipality_id=application.municipality_id,
            application=application,
            kind=kind,
            role=role,
            person=person,
            text=text.strip(),
            by=by,
            at=now,
        )
        record(
            municipality=application.municipality,
            verb=f"application.{kind.value}",
            summary=_("Gav råd om en ansökan.")
            if kind == NoteKind.ADVICE
            else _("Antecknade en avstämning om en ansökan."),
            about=[Ref("channels.application", str(application.pk))],
            by=by,
            now=now,
            facts={"role": role, "person": str(person.pk)},
            content={"text": made.text},
        )
    return made

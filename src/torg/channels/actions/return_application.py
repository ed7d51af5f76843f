from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.channels.actions.tell_application import tell_applicant, tell_application
from torg.channels.models import ApplicationNote, ChannelApplication, NoteKind
from torg.channels.queries.applications import decided_by, deciding_roles
from torg.channels.states import ApplicationState, move_application
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.actions import record
from torg.people.models import User
from torg.people.permissions import roles_for


def pass_on_application(
    *, application: ChannelApplication, text: str = "", by: User, now: datetime
) -> ChannelApplication:
    """The department's communicator has read it: on to the decision. Raises Denied, Refusal."""
    with transaction.atomic():
        held = _locked(application)
        if held.state != ApplicationState.SENT:
            raise Refusal(_("Ansökan ligger inte hos kommunikatören."))
        roles = _received_as(held, by, now)
        held.state = move_application(ApplicationState(held.state), ApplicationState.WITH_MANAGER)
        _settle(held, by, now)
        for role in sorted(roles):
            _note(held, NoteKind.PASSED, role, text, by, now)
        record(
            municipality=held.municipality,
            verb="application.passed_on",
            summary=_("Läste ansökan om en ny kanal och skickade den vidare till beslut."),
            about=[Ref("channels.application", str(held.pk))],
            by=by,
            now=now,
            facts={"roles": sorted(roles)},
            content={"text": text.strip()} if text.strip() else {},
        )
        tell_application(held, by=by, now=now)
    return held


def return_application(
    *, application: ChannelApplication, reason: str, by: User, now: datetime
) -> ChannelApplication:
    """Back to the applicant with what is to be mended. Raises Denied, Refusal."""
    with transaction.atomic():
        held = _locked(application)
        if held.state == ApplicationState.SENT:
            _received_as(held, by, now)
        elif held.state != ApplicationState.WITH_MANAGER:
            raise Refusal(_("Ansökan väntar inte på någon som kan lämna den åter."))
        elif not deciding_roles(by, held, decided_by(held, now)):
            raise _not_yours()
        if not reason.strip():
            raise Refusal(_("Skriv vad som behöver ändras."), field="reason")
        held.state = move_application(ApplicationState(held.state), ApplicationState.RETURNED)
        _settle(held, by, now)
        _note(held, NoteKind.RETURNED, "", reason, by, now)
        record(
            municipality=held.municipality,
            verb="application.returned",
            summary=_("Lämnade åter ansökan om en ny kanal."),
            about=[Ref("channels.application", str(held.pk))],
            by=by,
            now=now,
            content={"reason": reason.strip()},
        )
        tell_applicant(held, by=by, now=now)
    return held


def _received_as(held: ChannelApplication, by: User, now: datetime) -> frozenset[str]:
    """The roles in which the person received it."""
    roles = roles_for(by, held.department) & {*decided_by(held, now).receives}
    if not roles:
        raise _not_yours()
    return roles


def _not_yours() -> Denied:
    return Denied(
        _("Ansökan väntar på någon annan."),
        remedy=_("Den som har rollen i ansökans förvaltning tar den vidare."),
    )


def _locked(application: ChannelApplication) -> ChannelApplication:
    held: ChannelApplication = ChannelApplication.objects.select_for_update().get(pk=application.pk)
    return held


def _settle(held: ChannelApplication, by: User, now: datetime) -> None:
    held.changed_at, held.changed_by = now, by
    held.save()


def _note(
    held: ChannelApplication, kind: NoteKind, role: str, text: str, by: User, now: datetime
) -> None:
    ApplicationNote.objects.create(
        municipality_id=held.municipality_id,
        application=held,
        kind=kind,
        role=role,
        person=by,
        text=text.strip(),
        by=by,
        at=now,
    )

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.channels.actions.tell_application import tell_application
from torg.channels.models import ChannelApplication
from torg.channels.permissions import check_can_apply
from torg.channels.queries.applications import decided_by, facts_of, name_taken, refuse_stopped
from torg.channels.states import ApplicationState, move_application
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User


def send_application(
    *, application: ChannelApplication, by: User, now: datetime
) -> ChannelApplication:
    """Send it to whom the rules name first, else to whoever decides (V-22).

    Raises Denied, Refusal that names the answer that is missing, with its clause.
    """
    check_can_apply(by, application.department)
    with transaction.atomic():
        held: ChannelApplication = ChannelApplication.objects.select_for_update().get(
            pk=application.pk
        )
        _check_ready(held, now)
        first = decided_by(held, now).receives
        to = ApplicationState.SENT if first else ApplicationState.WITH_MANAGER
        held.state = move_application(ApplicationState(held.state), to)
        held.round += 1
        held.sent_at = held.changed_at = now
        held.changed_by = by
        held.save()
        record(
            municipality=held.municipality,
            verb="application.sent",
            summary=_("Skickade ansökan om en ny kanal."),
            about=[Ref("channels.application", str(held.pk))],
            by=by,
            now=now,
            facts={"to": to.value, "round": held.round, "version": held.version},
            content={"title": held.title, "answers": held.answers},
        )
        tell_application(held, by=by, now=now)
    return held


def withdraw_application(
    *, application: ChannelApplication, by: User, now: datetime
) -> ChannelApplication:
    """Take it back for good; it stays to be read. Raises Denied, Refusal."""
    check_can_apply(by, application.department)
    with transaction.atomic():
        held: ChannelApplication = ChannelApplication.objects.select_for_update().get(
            pk=application.pk
        )
        if held.state in {
            ApplicationState.APPROVED,
            ApplicationState.REFUSED,
            ApplicationState.WITHDRAWN,
        }:
            raise Refusal(_("Ansökan är redan avgjord."))
        held.state = move_application(ApplicationState(held.state), ApplicationState.WITHDRAWN)
        held.changed_at, held.changed_by = now, by
        held.save()
        record(
            municipality=held.municipality,
            verb="application.withdrawn",
            summary=_("Återtog ansökan om en ny kanal."),
            about=[Ref("channels.application", str(held.pk))],
            by=by,
            now=now,
        )
    return held


def _check_ready(held: ChannelApplication, now: datetime) -> None:
    if not held.writable:
        raise Refusal(_("Ansökan är redan skickad."))
    refuse_stopped(held.municipality, facts_of(held, "send"), now)
    if not held.network:
        raise Refusal(
            _("Ansökan säger inte på vilket nätverk kanalen ska finnas."),
            remedy=_("Välj nätverk när förarbetet är klart."),
            field="network",
        )
    if name_taken(held.municipality, held.network, held.title):
        raise Refusal(
            _("Det finns redan en kanal med det namnet på samma nätverk."),
            remedy=_("Välj ett annat namn."),
            field="title",
        )

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from torg.channels.actions.telling import tell_asker, tell_deciders
from torg.channels.models import ChannelApplication
from torg.channels.queries.applications import decided_by
from torg.channels.states import ApplicationState
from torg.people.models import User


def tell_application(held: ChannelApplication, *, by: User, now: datetime) -> None:
    """Whoever receives or decides an application is told that it waits; its title is not."""
    says = decided_by(held, now)
    receives = held.state == ApplicationState.SENT
    tell_deciders(
        _("En ansökan om en ny kanal"),
        held.department,
        roles=says.receives if receives else says.roles,
        key=f"application:{held.pk}:{held.round}:{held.state}",
        path=reverse("channels:show_application", args=[held.pk]),
        by=by,
        now=now,
    )


def tell_applicant(held: ChannelApplication, *, by: User, now: datetime) -> None:
    """It is decided or came back with what is to be mended."""
    tell_asker(
        _("Din ansökan om en ny kanal"),
        held.department,
        asker=held.applicant,
        key=f"application:{held.pk}:{held.round}:{held.state}",
        path=reverse("channels:show_application", args=[held.pk]),
        by=by,
        now=now,
    )

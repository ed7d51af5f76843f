"""Who is told by letter of an act that did not go as it should; in its outcome's transaction."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from torg.delivery.models import Act
from torg.delivery.queries import kind_name
from torg.notices.actions import notify
from torg.notices.states import Event


def tell_unclear(act: Act, now: datetime) -> None:
    """Nobody knows whether it went out, and the network cannot say: a person has to look."""
    notify(
        event=Event.ACT_UNCLEAR,
        key=f"{act.pk}:{act.tries}",
        municipality=act.municipality,
        path=_page(act),
        what=str(act.channel),
        department=act.channel.department,
        now=now,
    )


def tell_sender(act: Act, now: datetime) -> None:
    """It did not go out, and whoever sent it decides what then."""
    told = {"kind": kind_name(act).capitalize(), "channel": act.channel}
    if act.created_by is not None:
        notify(
            event=Event.POST_REFUSED,
            key=str(act.pk),
            municipality=act.municipality,
            path=_page(act),
            what=_("%(kind)s på %(channel)s") % told,
            people=[act.created_by],
            widely=False,
            now=now,
        )


def _page(act: Act) -> str:
    path: str = reverse("delivery:show_act", args=[act.pk])
    return path

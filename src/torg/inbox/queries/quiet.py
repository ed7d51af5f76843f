"""Whether a channel is silent now, and what is said of it."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from torg.channels.models import Channel
from torg.channels.queries.following import Finding
from torg.inbox.models import Message, SyncState
from torg.inbox.queries.rhythm import LOOKED_BACK, silence
from torg.rules.queries import NoPack, calendar

# The newest are enough to know a rhythm by.
MOST = 500


def silence_of(channel: Channel, now: datetime) -> Finding | None:
    """What to tell when the channel hears nothing for longer than its rhythm; None otherwise."""
    rows = Message.objects.filter(
        channel=channel, direction="in", is_current=True, made_available_at__gte=now - LOOKED_BACK
    )
    newest = rows.order_by("-made_available_at").values_list("made_available_at", flat=True)
    try:
        office = calendar(channel.municipality, now)
    except NoPack:
        return None
    found = silence(list(newest[:MOST]), now, office)
    if found is None:
        return None
    said = _(
        "Här brukar det gå högst %(usual)s mellan det som kommer in, men nu har det varit tyst i "
        "%(quiet)s. Nätter, helger och helgdagar är inte räknade."
    ) % {"usual": _hours(found.usual), "quiet": _hours(found.now)}
    return Finding(words=f"{said} {_cause(channel)}")


def _cause(channel: Channel) -> str:
    state = SyncState.objects.filter(channel=channel).first()
    if state is not None and state.failing_since:
        return _(
            "Torg når inte nätverket just nu och försöker igen av sig självt. Titta på kontot "
            "under tiden."
        )
    return _(
        "Torg når nätverket. Titta på kontot: syns kommentarer som inte finns i inkorgen byter "
        "den som förvaltar kanalen nyckel, annars lägger du larmet åt sidan."
    )


def _hours(span: timedelta) -> str:
    """Whole working hours, one at the least."""
    number = max(1, round(span / timedelta(hours=1)))
    return ngettext("%(num)d arbetstimme", "%(num)d arbetstimmar", number) % {"num": number}

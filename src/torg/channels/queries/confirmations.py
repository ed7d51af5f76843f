"""Which channels' access is to be confirmed, for everybody who keeps it."""

from datetime import date, datetime

from django.utils import timezone

from torg.channels.models import Channel, ChannelAccess
from torg.channels.queries.access import next_confirmation
from torg.channels.states import AccessState, ChannelState
from torg.kernel.refusals import Refusal
from torg.people.models import Municipality
from torg.rules.queries import channel_rules


def confirmations_due(municipality: Municipality, now: datetime) -> dict[Channel, date]:
    """Channels with an access whose confirmation is late, and the first day that it was."""
    rows = ChannelAccess.objects.filter(municipality=municipality, state=AccessState.GRANTED)
    held = list(
        rows.exclude(channel__state=ChannelState.CLOSED).select_related(
            "channel__department", "channel__municipality"
        )
    )
    try:
        rules = channel_rules(municipality, now) if held else None
    except Refusal:
        rules = None
    found: dict[Channel, date] = {}
    for one in held:
        due, late = next_confirmation(one, rules, timezone.localdate(now))
        if due and late:
            found[one.channel] = min(due, found.get(one.channel, due))
    return found

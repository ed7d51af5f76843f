"""What is looked after on a channel: the month that ended, and its settings at the network."""

from django.utils.translation import gettext as _

from torg.channels.actions import check_settings, note_purpose
from torg.channels.models import ChannelPeriod
from torg.channels.queries.periods import ended_spans
from torg.channels.states import ChannelState
from torg.desk.jobs import count_months
from torg.site.demo.stage import Stage


def lay_following_up(stage: Stage) -> None:
    """Where the rules ask: months counted, one with a word; settings gone through on two
    channels, and on one of them something had changed."""
    if not ended_spans(stage.municipality, stage.now):
        return
    count_months(clock=stage.clock)
    lead, now = stage.people["lead"], stage.now
    rows = ChannelPeriod.objects.filter(channel=stage.channels["main"]).order_by("since")
    for period in rows[:1]:
        said = _("Flest frågor gällde badet och sophämtningen. Kanalen når dem som den ska nå.")
        note_purpose(period=period, note=said, by=lead, now=now)
    seen = {"comments": "open", "visitor_posts": "off", "tagging": "open"}
    for key, looks in (("main", [seen]), ("image", [seen, {**seen, "tagging": "off"}])):
        channel = stage.channels[key]
        if channel.state == ChannelState.LIVE:
            for look in looks:
                check_settings(channel=channel, **look, by=lead, now=now)

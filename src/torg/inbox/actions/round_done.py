from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from torg.channels.models import Channel
from torg.inbox.models import WatchRound
from torg.inbox.permissions import check_can_watch
from torg.inbox.queries import duties_of
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User
from torg.rules.queries import calendar

SAME_CLICK = timedelta(minutes=1)


def round_done(
    *, channel: Channel, rule_id: str, note: str = "", by: User, now: datetime
) -> WatchRound:
    """Log that the channel has been looked through now. Raises Denied, Refusal.

    rule_id: which of the day's duties it was. A second click within a minute is the first
    one again.
    """
    check_can_watch(by, channel)
    day = calendar(channel.municipality, now).local(now).date()
    if rule_id not in {duty.rule_id for duty in duties_of(channel, day)}:
        raise Refusal(_("Kanalen har ingen sådan rond i dag."), remedy=_("Ladda om sidan Ronder."))
    with transaction.atomic():
        before = WatchRound.objects.filter(
            channel=channel, rule_id=rule_id, user=by, at__gt=now - SAME_CLICK
        ).first()
        if before is not None:
            return before
        made: WatchRound = WatchRound.objects.create(
            municipality_id=channel.municipality_id,
            channel=channel,
            user=by,
            at=now,
            day=day,
            rule_id=rule_id,
            note=note.strip(),
        )
        record(
            municipality=channel.municipality,
            verb="watch.done",
            summary=_("Gjorde en bevakningsrond på %(channel)s.") % {"channel": channel},
            about=[Ref("channels.channel", str(channel.pk)), Ref("inbox.round", str(made.pk))],
            by=by,
            now=now,
            facts={"rule": rule_id, "day": day.isoformat()},
            content={"note": made.note} if made.note else None,
        )
    return made

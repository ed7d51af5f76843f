"""The numbers of a span that has ended, and the word on how the channel met its purpose (V-89)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.channels.models import Channel, ChannelPeriod
from torg.channels.permissions import check_can_follow_up
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User


def keep_figures(
    *,
    channel: Channel,
    since: date,
    until: date,
    figures: Mapping[str, int],
    clause: str,
    now: datetime,
) -> bool:
    """Freeze what was counted in [since, until); False when that is done already.

    figures: posts, comments, answered and in_time.
    """
    with transaction.atomic():
        _row, made = ChannelPeriod.objects.get_or_create(
            channel=channel,
            since=since,
            defaults={
                "municipality_id": channel.municipality_id,
                "until": until,
                "counted_at": now,
                "clause": clause[:300],
                **figures,
            },
        )
        if made:
            record(
                municipality=channel.municipality,
                verb="channel.figures_kept",
                summary=_("Räknade %(channel)s från %(since)s till %(until)s.")
                % {"channel": channel, "since": since, "until": until},
                about=[Ref("channels.channel", str(channel.pk))],
                by=None,
                now=now,
                facts={"since": since.isoformat(), "until": until.isoformat(), **figures},
            )
    return made


def note_purpose(*, period: ChannelPeriod, note: str, by: User, now: datetime) -> ChannelPeriod:
    """Say how the channel met its purpose in the span. Raises Denied, Refusal."""
    check_can_follow_up(by, period.channel)
    if not note.strip():
        raise Refusal(_("Skriv hur kanalen fyllde sitt syfte."), field="note")
    with transaction.atomic():
        written = ChannelPeriod.objects.filter(pk=period.pk, noted_at__isnull=True).update(
            note=note.strip(), noted_by=by, noted_at=now
        )
        if not written:
            raise Refusal(
                _("Någon annan har redan skrivit om den perioden."),
                remedy=_("Läs det på kanalens sida med månader."),
            )
        record(
            municipality=period.channel.municipality,
            verb="channel.purpose_noted",
            summary=_("Skrev hur %(channel)s fyllde sitt syfte från %(since)s.")
            % {"channel": period.channel, "since": period.since},
            about=[Ref("channels.channel", str(period.channel_id))],
            by=by,
            now=now,
            content={"note": note.strip()},
        )
    period.refresh_from_db()
    return period

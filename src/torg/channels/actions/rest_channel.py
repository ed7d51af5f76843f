"""A seasonal channel sleeps between its seasons, guarded, and wakes (G-56 to G-58)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.channels.models import Channel
from torg.channels.permissions import check_can_manage
from torg.channels.queries.seasons import next_start
from torg.channels.states import ChannelState, move
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User
from torg.rules.queries import RestFacts, Verdict, check


def rest_channel(
    *,
    channel: Channel,
    comments_off: bool,
    watcher: User | None,
    wakes_on: date | None = None,
    by: User | None,
    now: datetime,
) -> Channel:
    """Lay the channel to rest until its season, or until the day given.

    comments_off: confirmed on the network. watcher: who looks there meanwhile. by: None when
    Torg does it because the season is over. Raises Denied, Refusal (citing G-57 or G-58 where
    the municipality has those rules).
    """
    if by is not None:
        check_can_manage(by, channel.department)
    with transaction.atomic():
        row = _held(channel, ChannelState.LIVE, _("Kanalen är inte igång."))
        _check(row, comments_off=comments_off, watched=watcher is not None, now=now)
        today = timezone.localdate(now)
        row.wakes_on = wakes_on or next_start(row, today)
        if row.wakes_on is None or row.wakes_on <= today:
            raise Refusal(_("Ange en dag framåt då kanalen vaknar."), field="wakes_on")
        row.comments_open = row.comments_open and not comments_off
        row.rest_watcher = watcher
        _move(row, ChannelState.RESTING, now)
        facts = {
            "comments_off": "yes" if comments_off else "no",
            "watcher": str(watcher.pk) if watcher else "",
            "wakes_on": row.wakes_on.isoformat(),
        }
        _tell(row, "channel.resting", _("%(channel)s vilar."), by, now, facts)
    return row


def wake_channel(*, channel: Channel, comments_open: bool, by: User, now: datetime) -> Channel:
    """The channel is used again. Raises Denied, Refusal (it does not rest)."""
    check_can_manage(by, channel.department)
    with transaction.atomic():
        row = _held(channel, ChannelState.RESTING, _("Kanalen vilar inte."))
        row.wakes_on, row.rest_watcher, row.comments_open = None, None, comments_open
        _move(row, ChannelState.LIVE, now)
        opened = {"comments_open": "yes" if comments_open else "no"}
        _tell(row, "channel.woken", _("Väckte %(channel)s."), by, now, opened)
    return row


def _held(channel: Channel, state: ChannelState, otherwise: str) -> Channel:
    rows = Channel.objects.select_for_update(of=("self",))
    row: Channel = rows.select_related("department", "municipality").get(pk=channel.pk)
    if row.state != state:
        raise Refusal(otherwise, remedy=_("Ladda om sidan."))
    return row


def _check(row: Channel, *, comments_off: bool, watched: bool, now: datetime) -> None:
    facts = RestFacts(
        network=row.network,
        channel_class=row.channel_class,
        channel=str(row.pk),
        comments_off=comments_off or not row.comments_open,
        watched=watched,
    )
    for finding in check(row.municipality, facts, now):
        if finding.verdict == Verdict.STOP:
            at = "comments_off" if finding.field == "comments" else ""
            raise Refusal(finding.message, cite=str(finding.citation), field=at)


def _move(row: Channel, to: ChannelState, now: datetime) -> None:
    row.state = move(ChannelState(row.state), to)
    row.changed_at = now
    row.save(update_fields=["state", "wakes_on", "rest_watcher", "comments_open", "changed_at"])


def _tell(
    row: Channel, verb: str, sentence: str, by: User | None, now: datetime, facts: dict[str, str]
) -> None:
    record(
        municipality=row.municipality,
        verb=verb,
        summary=sentence % {"channel": row},
        about=[Ref("channels.channel", str(row.pk))],
        by=by,
        now=now,
        facts=facts,
    )

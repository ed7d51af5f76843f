from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.channels.actions.mark_addresses import mark_addresses
from torg.channels.actions.set_member import take_in_editors
from torg.channels.models import Channel, LaunchTick
from torg.channels.permissions import check_can_apply
from torg.channels.queries.access import CHECKED, launch_keys
from torg.channels.queries.applications import refusal_of
from torg.channels.queries.launching import item_of, launch_findings, may_tick
from torg.channels.states import ChannelState, move
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.actions import record
from torg.people.models import User
from torg.rules.queries import Verdict


def start_channel(*, channel: Channel, by: User, now: datetime) -> Channel:
    """Let a prepared channel go live. Raises Denied; Refusal that names what is open, cited."""
    check_can_apply(by, channel.department)
    with transaction.atomic():
        held: Channel = Channel.objects.select_for_update().get(pk=channel.pk)
        if held.state != ChannelState.PREPARING:
            raise Refusal(_("Kanalen är redan startad."))
        ticked = held.ticks.values_list("item", flat=True)
        for one in launch_findings(held, ticked, by, now):
            if one.verdict is Verdict.STOP:
                raise refusal_of(one)
        held.state = move(ChannelState(held.state), ChannelState.LIVE)
        held.live_since = timezone.localdate(now)
        held.changed_at = now
        held.save(update_fields=["state", "live_since", "changed_at"])
        mark_addresses(channel=held, now=now)
        take_in_editors(channel=held, by=by, now=now)
        record(
            municipality=held.municipality,
            verb="channel.started",
            summary=_("Startade kanalen %(channel)s.") % {"channel": held},
            about=[Ref("channels.channel", str(held.pk))],
            by=by,
            now=now,
            facts={"ticked": sorted(ticked)},
        )
    return held


def tick(*, channel: Channel, item: str, done_on: date, by: User, now: datetime) -> LaunchTick:
    """Say that an item of the checklist is done. Twice is once. Raises Denied, Refusal."""
    check_can_apply(by, channel.department)
    asked = item_of(channel, item, now)
    if asked is None:
        raise Refusal(_("Punkten finns inte på kanalens lista."))
    if not may_tick(by, channel, asked):
        raise Denied(
            _("Punkten bekräftas av den sidansvariga."),
            remedy=_("Be hen öppna sidan och bekräfta."),
            cite=str(asked.citation),
        )
    if item in CHECKED and launch_keys(channel) is not None:
        raise Refusal(
            _("Punkten läses ur kanalens åtkomstregister."), remedy=_("Ändra raderna där.")
        )
    if done_on > timezone.localdate(now):
        raise Refusal(_("Dagen har inte varit än."), field="done_on")
    with transaction.atomic():
        made, new = LaunchTick.objects.get_or_create(
            channel=channel,
            item=item,
            defaults={
                "municipality_id": channel.municipality_id,
                "done_on": done_on,
                "done_by": by,
                "ticked_at": now,
            },
        )
        if new:
            _tell(channel, "channel.ticked", _("Bockade av %(item)s."), asked.label, item, by, now)
    return made


def untick(*, channel: Channel, item: str, by: User, now: datetime) -> None:
    """It was not done after all. Raises Denied."""
    check_can_apply(by, channel.department)
    asked = item_of(channel, item, now)
    with transaction.atomic():
        gone, _rows = LaunchTick.objects.filter(channel=channel, item=item).delete()
        if gone and asked:
            said = _("Tog bort bocken för %(item)s.")
            _tell(channel, "channel.unticked", said, asked.label, item, by, now)


def _tell(
    channel: Channel, verb: str, said: str, label: str, item: str, by: User, now: datetime
) -> None:
    record(
        municipality=channel.municipality,
        verb=verb,
        summary=said % {"item": label},
        about=[Ref("channels.channel", str(channel.pk))],
        by=by,
        now=now,
        facts={"item": item},
    )

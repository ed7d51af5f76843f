from dataclasses import dataclass, fields
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.channels.models import Channel
from torg.channels.permissions import check_can_apply
from torg.channels.states import ChannelState
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """What is decided about a channel before it starts; the words are those of Channel."""

    page_responsible: User | None = None
    accountable_manager: User | None = None
    responsible: User | None = None
    contact: str = ""
    address: str = ""
    handle: str = ""
    purpose: str = ""
    goal: str = ""
    plan: str = ""
    target_groups: str = ""
    tone: str = ""
    usage: str = ""
    allowed_users: str = ""
    comments_open: bool = True
    comments_reason: str = ""
    watch_daily: bool = False
    page_rules: str = ""


def prepare_channel(
    *, channel: Channel, preparation: Preparation, by: User, now: datetime
) -> Channel:
    """Keep what is decided about a channel that has not started. Raises Denied, Refusal."""
    check_can_apply(by, channel.department)
    with transaction.atomic():
        held: Channel = Channel.objects.select_for_update().get(pk=channel.pk)
        if held.state != ChannelState.PREPARING:
            raise Refusal(
                _("Kanalen är redan startad."), remedy=_("Ändra uppgifterna i registret.")
            )
        changed = [
            each.name
            for each in fields(preparation)
            if getattr(held, each.name) != getattr(preparation, each.name)
        ]
        for name in changed:
            setattr(held, name, getattr(preparation, name))
        held.changed_at = now
        held.save(update_fields=[*changed, "changed_at"])
        if changed:
            record(
                municipality=held.municipality,
                verb="channel.prepared",
                summary=_("Förberedde kanalen %(channel)s.") % {"channel": held},
                about=[Ref("channels.channel", str(held.pk))],
                by=by,
                now=now,
                facts={"fields": sorted(changed)},
                content={name: str(getattr(held, name)) for name in changed},
            )
    return held

"""A channel's settings at its network are looked at, and what a change means is gone through."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.channels.models import Channel, SettingsCheck
from torg.channels.permissions import check_can_follow_up
from torg.channels.queries.network_settings import SETTINGS, latest_check, responsibility_for
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User


def check_settings(
    *,
    channel: Channel,
    comments: str,
    visitor_posts: str,
    tagging: str,
    note: str = "",
    by: User,
    now: datetime,
) -> SettingsCheck:
    """Log the settings as the person saw them there. Raises Denied, NoPack.

    comments, visitor_posts, tagging: keys of SettingState.
    """
    check_can_follow_up(by, channel)
    seen = {"comments": comments, "visitor_posts": visitor_posts, "tagging": tagging}
    with transaction.atomic():
        row = Channel.objects.select_for_update(of=("self",)).get(pk=channel.pk)
        before = latest_check(row)
        ours = responsibility_for(row, now)
        made = SettingsCheck.objects.create(
            municipality_id=row.municipality_id,
            channel=row,
            on=timezone.localdate(now),
            at=now,
            by=by,
            note=note.strip(),
            differs=before is not None and any(getattr(before, n) != seen[n] for n in SETTINGS),
            responsible=ours.responsible,
            clause=str(ours.citation)[:300] if ours.citation else "",
            **seen,
        )
        _tell(made, seen, by, now)
    return made


def _tell(made: SettingsCheck, seen: Mapping[str, str], by: User, now: datetime) -> None:
    differs = _("Gick igenom inställningarna för %(channel)s: något har ändrats.")
    summary = differs if made.differs else _("Gick igenom inställningarna för %(channel)s.")
    record(
        municipality=made.channel.municipality,
        verb="channel.settings_checked",
        summary=summary % {"channel": made.channel},
        about=[Ref("channels.channel", str(made.channel_id))],
        by=by,
        now=now,
        facts={**seen, "differs": made.differs, "responsible": made.responsible},
        content={"note": made.note},
    )


def assess_settings(
    *, check: SettingsCheck, assessment: str, by: User, now: datetime
) -> SettingsCheck:
    """Say what the changed settings mean for what we answer for. Raises Denied, Refusal."""
    check_can_follow_up(by, check.channel)
    if not assessment.strip():
        raise Refusal(_("Skriv vad ändringen betyder."), field="assessment")
    with transaction.atomic():
        waiting = SettingsCheck.objects.filter(pk=check.pk, differs=True, assessed_at=None)
        written = waiting.update(assessment=assessment.strip(), assessed_by=by, assessed_at=now)
        if not written:
            raise Refusal(
                _("Ändringen är redan bedömd."), remedy=_("Läs bedömningen i listan nedan.")
            )
        record(
            municipality=check.channel.municipality,
            verb="channel.settings_assessed",
            summary=_("Bedömde de ändrade inställningarna för %(channel)s.")
            % {"channel": check.channel},
            about=[Ref("channels.channel", str(check.channel_id))],
            by=by,
            now=now,
            facts={"check": str(check.pk)},
            content={"assessment": assessment.strip()},
        )
    check.refresh_from_db()
    return check

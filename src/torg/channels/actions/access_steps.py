"""What every step of an access does: find it as it stands, go on, tell."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from torg.channels.models import ChannelAccess
from torg.channels.states import AccessState
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User


def held_access(access: ChannelAccess, *states: AccessState) -> ChannelAccess:
    """The access as it stands, locked, in one of the states. Raises Refusal."""
    row: ChannelAccess = (
        ChannelAccess.objects.select_for_update(of=("self",))
        .select_related("channel__department", "channel__municipality", "user")
        .get(pk=access.pk)
    )
    if row.state not in states:
        raise Refusal(
            _("Någon annan har redan ändrat behörigheten: %(state)s.")
            % {"state": row.get_state_display().lower()},
            remedy=_("Ladda om sidan och se hur det står till nu."),
        )
    return row


def tell_access(
    access: ChannelAccess,
    verb: str,
    sentence: str,
    *,
    by: User,
    now: datetime,
    content: Mapping[str, object] | None = None,
) -> None:
    """One entry about the channel and the holder; names stand in the content only."""
    about = [
        Ref("channels.access", str(access.pk)),
        Ref("channels.channel", str(access.channel_id)),
    ]
    if access.user_id:
        about.append(Ref("people.user", str(access.user_id)))
    record(
        municipality=access.channel.municipality,
        verb=verb,
        summary=sentence % {"channel": access.channel},
        about=about,
        by=by,
        now=now,
        facts={
            "access": str(access.pk),
            "level": access.level,
            "state": access.state,
            "user": str(access.user_id or ""),
        },
        content={"holder": access.holder, **(content or {})},
    )

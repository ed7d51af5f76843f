from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from torg.channels.actions.access_steps import tell_access
from torg.channels.models import Channel, ChannelAccess
from torg.channels.states import ChannelState
from torg.kernel.refusals import Denied, Refusal
from torg.people.models import User
from torg.people.permissions import Permission, check_can


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessWish:
    """Whom it is for, how far, and why. user: of the municipality, else a name outside it."""

    user: User | None = None
    holder_name: str = ""
    holder_of: str = ""
    level: str
    network_role: str = ""
    shared_login: bool = False
    reason: str


def request_access(*, channel: Channel, wish: AccessWish, by: User, now: datetime) -> ChannelAccess:
    """Ask for a person's way into the channel's account (M1-42). Raises Denied, Refusal."""
    check_can(by, Permission.VIEW_DESK)
    if channel.municipality_id != by.municipality_id:
        raise Denied(_("Kanalen finns inte i din kommun."))
    if channel.state == ChannelState.CLOSED:
        raise Refusal(_("Kanalen är stängd. Ingen behöver komma åt den."))
    if (wish.user is None) == (not wish.holder_name.strip()):
        raise Refusal(
            _("Välj en person i kommunen, eller skriv namnet på någon utanför."), field="user"
        )
    if wish.user is not None and (
        wish.user.municipality_id != channel.municipality_id or not wish.user.is_active
    ):
        raise Refusal(_("Personen har inte något konto i kommunen."), field="user")
    if not wish.reason.strip():
        raise Refusal(_("Skriv varför personen behöver komma åt kontot."), field="reason")
    made = _row(channel, wish, by, now)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            tell_access(
                made,
                "channel.access_requested",
                _("Begärde behörighet till %(channel)s."),
                by=by,
                now=now,
                content={"reason": made.reason},
            )
    except IntegrityError as error:
        raise Refusal(
            _("Personen finns redan bland kanalens behörigheter."),
            remedy=_("Öppna raden i listan och ändra den."),
            field="user" if wish.user else "holder_name",
        ) from error
    return made


def _row(channel: Channel, wish: AccessWish, by: User, now: datetime) -> ChannelAccess:
    return ChannelAccess(
        municipality_id=channel.municipality_id,
        channel=channel,
        user=wish.user,
        holder_name=wish.holder_name.strip(),
        holder_of=wish.holder_of.strip() if wish.user is None else "",
        level=wish.level,
        network_role=wish.network_role.strip(),
        shared_login=wish.shared_login,
        reason=wish.reason.strip(),
        requested_by=by,
        requested_at=now,
    )

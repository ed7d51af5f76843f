from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.channels.actions.access_steps import held_access, tell_access
from torg.channels.actions.task_steps import finish_task_of
from torg.channels.models import Channel, ChannelAccess
from torg.channels.permissions import check_may_lead
from torg.channels.states import GETS_IN, AccessState, move_access
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """How safely somebody gets in. two_factor: None while nobody has looked."""

    two_factor: bool | None
    two_factor_how: str = ""
    two_factor_on: date | None = None
    keeps_codes: bool = False
    codes_where: str = ""
    shared_login: bool = False
    level: str
    network_role: str = ""


def note_safety(*, access: ChannelAccess, safety: Safety, by: User, now: datetime) -> ChannelAccess:
    """What was seen of the second factor, codes and role (S-37). Raises Denied, Refusal."""
    today = timezone.localdate(now)
    looked = safety.two_factor_on or today
    if looked > today:
        raise Refusal(_("Dagen har inte varit än."), field="two_factor_on")
    known = safety.two_factor is not None
    with transaction.atomic():
        row = held_access(access, AccessState.GRANTED, AccessState.ENDING)
        check_may_lead(by, row.channel)
        row.two_factor = safety.two_factor
        row.two_factor_how = safety.two_factor_how if safety.two_factor else ""
        row.two_factor_on = looked if known else None
        row.keeps_codes, row.codes_where = safety.keeps_codes, safety.codes_where.strip()
        row.shared_login, row.level = safety.shared_login, safety.level
        row.network_role = safety.network_role.strip()
        row.save()
        tell_access(
            row, "channel.access_checked", _("Såg över en behörighet till %(channel)s."),
            by=by, now=now,
            content={"two_factor": {True: "yes", False: "no", None: ""}[row.two_factor],
                     "how": row.two_factor_how, "keeps_codes": row.keeps_codes},
        )  # fmt: skip
    return row


def confirm_access(*, channel: Channel, rows: Collection[UUID], by: User, now: datetime) -> int:
    """Say that the listed ones have been held against the network's own list, and are right.

    Only those that the person saw; how many. Raises Denied, Refusal.
    """
    check_may_lead(by, channel)
    with transaction.atomic():
        seen = ChannelAccess.objects.filter(channel=channel, pk__in=rows, state=AccessState.GRANTED)
        number: int = seen.update(confirmed_on=timezone.localdate(now), confirmed_by=by)
        if not number:
            raise Refusal(
                _("Det finns ingen behörighet att bekräfta."), remedy=_("Ladda om sidan.")
            )
        record(
            municipality=channel.municipality,
            verb="channel.access_confirmed",
            summary=_("Bekräftade behörigheterna till %(channel)s mot nätverkets lista.")
            % {"channel": channel},
            about=[Ref("channels.channel", str(channel.pk))],
            by=by,
            now=now,
            facts={"rows": sorted(str(one) for one in rows), "confirmed": number},
        )
    return number


def withdraw_access(*, access: ChannelAccess, proof: str, by: User, now: datetime) -> ChannelAccess:
    """Say that the person no longer gets in at the network, and how that is known (S-38).

    Raises Denied, Refusal.
    """
    if not proof.strip():
        raise Refusal(_("Skriv hur du vet att behörigheten är borta."), field="proof")
    with transaction.atomic():
        row = held_access(access, *GETS_IN)
        check_may_lead(by, row.channel)
        row.state = move_access(AccessState(row.state), AccessState.WITHDRAWN)
        row.withdrawn_at, row.withdrawn_by, row.proof = now, by, proof.strip()
        row.save()
        tell_access(
            row, "channel.access_withdrawn", _("Tog bort en behörighet till %(channel)s."), by=by,
            now=now, content={"proof": row.proof},
        )  # fmt: skip
        finish_task_of(row, row.proof, by, now)
    return row

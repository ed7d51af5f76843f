"""What a look at the network said about an unknown act, when it did not find it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from torg.delivery.actions.telling import tell_sender, tell_unclear
from torg.delivery.models import Act
from torg.delivery.permissions import check_can_settle
from torg.delivery.queries import kind_name, ref_to
from torg.delivery.states import TIMELY, ActState, wait_after
from torg.kernel.refs import Ref
from torg.ledger.actions import record
from torg.people.models import User
from torg.ports.errors import Mender
from torg.ports.network import ActKind

LOOK_AGAIN = timedelta(minutes=1)
SHORTEST_WAIT = timedelta(minutes=2)
TOO_LATE = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(hours=24)


def note_absent(*, act: Act, note: str, now: datetime) -> bool:
    """It certainly did not happen: due again after a longer wait each time, or given up.

    A post is given up an hour after its time; a reply or a removal only after a day, since
    somebody waits for it (RELIABILITY P12).
    """
    late = ActKind(act.kind) in TIMELY and act.due_at + TOO_LATE < now
    given_up = late or act.created_at + GIVEN_UP_AFTER < now
    cause = _("Tiden hade gått när det stod klart att inlägget inte kom ut.") if late else ""
    if given_up and not late:
        cause = _("Nätverket har inte tagit emot uppdraget på ett dygn.")
    with transaction.atomic():
        moved = Act.objects.filter(pk=act.pk, state=ActState.UNKNOWN, tries=act.tries).update(
            state=ActState.REFUSED if given_up else ActState.DUE,
            found=note[:500],
            cause=cause,
            mender=Mender.AUTHOR if given_up else "",
            not_before=max(act.due_at, now + wait_after(act.tries)),
            worker=None,
            asks_person=False,
        )
        if moved:
            record(
                municipality=act.municipality,
                verb="act.absent",
                summary=_("Kontrollen visade att %(kind)s inte gick ut på %(channel)s.")
                % {"kind": kind_name(act), "channel": act.channel},
                about=[ref_to(act), Ref(act.origin_kind, act.origin_id)],
                by=None,
                now=now,
                facts={"key": act.key, "try": act.tries, "given_up": given_up},
            )
            if given_up:
                tell_sender(act, now)
    return bool(moved)


def note_cannot_tell(*, act: Act, note: str, now: datetime) -> bool:
    """The network cannot say: a person decides, seeing what was looked at."""
    unclear = Act.objects.filter(pk=act.pk, state=ActState.UNKNOWN)
    with transaction.atomic():
        # Asked for or not: without a new time it would be looked for in every round from now on.
        unclear.update(uncertain_until=now + LOOK_AGAIN * 60)
        moved = unclear.filter(asks_person=False).update(asks_person=True, found=note[:500])
        if moved:
            record(
                municipality=act.municipality,
                verb="act.asks",
                summary=_("Nätverket kan inte visa om %(kind)s gick ut; en person behövs.")
                % {"kind": kind_name(act)},
                about=[ref_to(act), Ref(act.origin_kind, act.origin_id)],
                by=None,
                now=now,
                facts={"key": act.key},
            )
            tell_unclear(act, now)
    return bool(moved)


def look_again(*, act: Act, by: User, now: datetime) -> bool:
    """A person asks for a new look; the worker looks at its next round."""
    check_can_settle(by, act)
    return bool(
        Act.objects.filter(pk=act.pk, state=ActState.UNKNOWN, uncertain_until__gt=now)
        .exclude(sending_since__gt=now - SHORTEST_WAIT)
        .update(uncertain_until=now)
    )


def note_unread(*, act: Act, code: str, now: datetime) -> None:
    """The network could not be asked; look again in a while. Not an act: no ledger entry."""
    Act.objects.filter(pk=act.pk, state=ActState.UNKNOWN).update(
        uncertain_until=now + LOOK_AGAIN,
        found=_("Nätverket svarade inte på kontrollen (%(code)s).") % {"code": code},
    )

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.delivery.models import Act
from torg.delivery.permissions import check_can_settle
from torg.delivery.queries import kind_name, ref_to
from torg.delivery.states import ActState
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User
from torg.ports.errors import Mender


def settle_by_person(
    *, act: Act, is_live: bool, url: str = "", note: str, by: User, now: datetime
) -> Act:
    """A person has looked at the network and says how an unclear act ended.

    is_live needs the address where it stands. Not live: the act ends as refused, and
    sending again is a new decision. Raises Denied, Refusal.
    """
    check_can_settle(by, act)
    if is_live and not url:
        raise Refusal(_("Klistra in adressen där inlägget syns."), field="url")
    with transaction.atomic():
        moved = Act.objects.filter(pk=act.pk, state=ActState.UNKNOWN).update(
            state=ActState.LIVE if is_live else ActState.REFUSED,
            network_id=f"manual:{act.pk}" if is_live else "",
            network_url=url,
            done_at=now if is_live else None,
            cause="" if is_live else _("En person har sett att det inte gick ut."),
            mender="" if is_live else Mender.AUTHOR,
            found=note[:500],
            asks_person=False,
        )
        if not moved:
            raise Refusal(
                _("Uppdraget är inte längre oklart."),
                remedy=_("Ladda om sidan och se vad som hände."),
            )
        record(
            municipality=act.municipality,
            verb="act.settled",
            summary=(
                _("Bekräftade att %(kind)s gick ut på %(channel)s.")
                if is_live
                else _("Bekräftade att %(kind)s inte gick ut på %(channel)s.")
            )
            % {"kind": kind_name(act), "channel": act.channel},
            about=[ref_to(act), Ref(act.origin_kind, act.origin_id)],
            by=by,
            now=now,
            facts={"key": act.key, "live": is_live},
            content={"note": note, "url": url},
        )
    act.refresh_from_db()
    return act

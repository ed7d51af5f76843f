from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from torg.channels.models import Channel
from torg.delivery.actions.cancel import cancel
from torg.delivery.models import Act, Hold
from torg.delivery.permissions import check_can_hold
from torg.delivery.states import TIMELY, ActState
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import Municipality, User


def place_hold(
    *, municipality: Municipality, channel: Channel | None, reason: str, by: User, now: datetime
) -> Hold:
    """Pause publishing, for one channel or all. Raises Denied, Refusal."""
    check_can_hold(by, channel)
    if not reason.strip():
        raise Refusal(_("Skriv varför publiceringen pausas."), field="reason")
    try:
        with transaction.atomic():
            hold = Hold.objects.create(
                municipality=municipality,
                channel=channel,
                reason=reason.strip(),
                placed_by=by,
                placed_at=now,
            )
            record(
                municipality=municipality,
                verb="hold.placed",
                summary=_("Pausade publiceringen på %(where)s.")
                % {"where": channel or _("alla kanaler")},
                about=_about(hold),
                by=by,
                now=now,
                content={"reason": hold.reason},
            )
    except IntegrityError as error:
        raise Refusal(
            _("Publiceringen är redan pausad."), remedy=_("Se pausen under Utskick.")
        ) from error
    return hold


def lift_hold(*, hold: Hold, by: User, now: datetime) -> int:
    """End a pause. What fell due meanwhile is taken back, not sent: returns how many."""
    check_can_hold(by, hold.channel)
    with transaction.atomic():
        lifted = Hold.objects.filter(pk=hold.pk, lifted_at__isnull=True).update(
            lifted_at=now, lifted_by=by
        )
        if not lifted:
            raise Refusal(_("Pausen är redan hävd."), remedy=_("Ladda om sidan."))
        missed = Act.objects.filter(
            municipality=hold.municipality, state=ActState.DUE, kind__in=TIMELY, due_at__lte=now
        ).select_related("municipality", "channel")
        if hold.channel_id:
            missed = missed.filter(channel_id=hold.channel_id)
        cause = _("Missades under pausen. Planera om den om den fortfarande ska ut.")
        count = sum(cancel(act=act, cause=cause, by=by, now=now) for act in missed)
        record(
            municipality=hold.municipality,
            verb="hold.lifted",
            summary=_("Hävde pausen på %(where)s; %(count)d missade inlägg skickas inte.")
            % {"where": hold.channel or _("alla kanaler"), "count": count},
            about=_about(hold),
            by=by,
            now=now,
            facts={"missed": count},
        )
    return count


def _about(hold: Hold) -> list[Ref]:
    about = [Ref("delivery.hold", str(hold.pk))]
    if hold.channel_id:
        about.append(Ref("channels.channel", str(hold.channel_id)))
    return about

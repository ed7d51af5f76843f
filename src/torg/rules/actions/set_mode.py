"""Enter or leave the crisis mode."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.ledger.actions import record
from torg.notices.actions import notify
from torg.notices.states import Event
from torg.people.models import Municipality, User
from torg.rules.models import ModeFlag
from torg.rules.permissions import check_can_set_mode
from torg.rules.states import Mode, move


def set_mode(
    *,
    municipality: Municipality,
    mode: Mode,
    reason: str,
    decider: str = "",
    channels: Sequence[str] = (),
    by: User | None,
    now: datetime,
) -> ModeFlag:
    """Set the municipality's mode. Setting the mode it is in already changes nothing.

    channels: ids of those that a crisis concerns; none named is all of them. decider: who
    decided it, where that is somebody else than `by`. Raises Denied, Refusal.
    """
    if by is not None:
        check_can_set_mode(by)
        if by.municipality_id != municipality.pk:
            raise Denied(_("Läget hör till en annan kommun."))
    if not reason.strip():
        raise Refusal(_("Skriv varför läget ändras."), field="reason")
    with transaction.atomic(), scope(municipality.pk):
        Municipality.objects.select_for_update().get(pk=municipality.pk)
        flag: ModeFlag = ModeFlag.objects.first() or ModeFlag(
            municipality=municipality, mode=Mode.ORDINARY, since=now
        )
        if flag.mode == mode:
            return flag
        flag.mode = move(Mode(flag.mode), mode)
        flag.reason, flag.since, flag.set_by = reason.strip(), now, by
        flag.decider = decider.strip()[:200]
        flag.channels = list(channels)
        flag.save()
        _tell(flag, mode, by, now)
        return flag


def _tell(flag: ModeFlag, mode: Mode, by: User | None, now: datetime) -> None:
    record(
        municipality=flag.municipality,
        verb="rules.set_mode",
        summary=_("Läget ändrades till %(mode)s.") % {"mode": mode.label.lower()},
        about=[Ref("rules.mode_flag", str(flag.pk))],
        by=by,
        now=now,
        facts={"mode": mode.value, "channels": list(flag.channels)},
        content={"reason": flag.reason} | ({"decider": flag.decider} if flag.decider else {}),
    )
    notify(
        event=Event.CRISIS_BEGUN if mode is Mode.CRISIS else Event.CRISIS_ENDED,
        key=f"{flag.pk}:{now.isoformat()}",
        municipality=flag.municipality,
        path=reverse("desk:show_crisis"),
        by=by,
        now=now,
    )

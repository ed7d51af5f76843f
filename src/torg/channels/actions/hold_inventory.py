"""The inventory round (V-120): opened by whoever keeps the register, reminded of, closed."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.channels.models import InventoryPart, InventoryRound
from torg.channels.permissions import check_can_keep_register
from torg.channels.queries.inventory import asked_departments
from torg.channels.states import InventoryState, PartState, move_inventory
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User


def start_inventory(*, last_day: date, by: User, now: datetime) -> InventoryRound:
    """Ask every department that owns a channel. Raises Denied, Refusal."""
    check_can_keep_register(by)
    if last_day < timezone.localdate(now):
        raise Refusal(_("Sista dagen har redan varit."), field="last_day")
    held = InventoryRound(
        municipality_id=by.municipality_id, last_day=last_day, started_at=now, started_by=by
    )
    with transaction.atomic():
        departments = list(asked_departments(by))
        if not departments:
            raise Refusal(
                _("Ingen förvaltning har någon kanal."),
                remedy=_("Registrera kanalerna först."),
            )
        try:
            with transaction.atomic():
                held.save(force_insert=True)
        except IntegrityError as error:
            raise Refusal(
                _("Det pågår redan en inventering."), remedy=_("Avsluta den först.")
            ) from error
        InventoryPart.objects.bulk_create(
            InventoryPart(municipality_id=by.municipality_id, round=held, department=one)
            for one in departments
        )
        said = _("Startade en kanalinventering.")
        facts = {"departments": len(departments), "last_day": last_day.isoformat()}
        tell(held, "inventory.started", said, by, now, facts)
    return held


def remind_departments(*, held: InventoryRound, by: User, now: datetime) -> int:
    """Remind those that have not answered; how many. Raises Denied, Refusal when it is closed."""
    check_can_keep_register(by)
    with transaction.atomic():
        row = open_round(held)
        waiting = row.parts.select_for_update().filter(state=PartState.ASKED)
        parts = list(waiting)
        for part in parts:
            part.reminded_at, part.reminders = now, part.reminders + 1
            part.save(update_fields=["reminded_at", "reminders"])
        if parts:
            facts = {"departments": [str(part.department_id) for part in parts]}
            said = _("Påminde om kanalinventeringen.")
            tell(row, "inventory.reminded", said, by, now, facts)
    return len(parts)


def close_inventory(*, held: InventoryRound, by: User, now: datetime) -> InventoryRound:
    """The round is over, whoever has answered; the record says who has. Raises Denied, Refusal."""
    check_can_keep_register(by)
    with transaction.atomic():
        row = open_round(held)
        row.state = move_inventory(InventoryState(row.state), InventoryState.CLOSED)
        row.closed_at, row.closed_by = now, by
        row.save(update_fields=["state", "closed_at", "closed_by"])
        parts = row.parts.all()
        answers = [part.rows.values_list("answer", flat=True) for part in parts]
        counted = [answer for of_part in answers for answer in of_part]
        facts: dict[str, object] = {
            "answered": [str(one.department_id) for one in parts if one.state == "answered"],
            "silent": [str(one.department_id) for one in parts if one.state == "asked"],
            **{answer: counted.count(answer) for answer in sorted(set(counted))},
        }
        tell(row, "inventory.closed", _("Avslutade kanalinventeringen."), by, now, facts)
    return row


def open_round(held: InventoryRound) -> InventoryRound:
    """The round, locked. Raises Refusal when it is closed."""
    row: InventoryRound = InventoryRound.objects.select_for_update().get(pk=held.pk)
    if row.state != InventoryState.OPEN:
        raise Refusal(
            _("Inventeringen är avslutad."),
            remedy=_("Rätta uppgifterna på kanalens egen sida."),
        )
    return row


def tell(
    held: InventoryRound,
    verb: str,
    said: str,
    by: User,
    now: datetime,
    facts: Mapping[str, object],
    content: Mapping[str, object] | None = None,
) -> None:
    """One entry about the round."""
    record(
        municipality=by.municipality,
        verb=verb,
        summary=said,
        about=[Ref("channels.inventoryround", str(held.pk))],
        by=by,
        now=now,
        facts=facts,
        content=content,
    )

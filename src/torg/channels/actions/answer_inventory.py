"""A department's answer in an inventory round: every channel, in one go."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.channels.actions.change_channel import change_channel
from torg.channels.actions.hold_inventory import open_round, tell
from torg.channels.actions.start_closing import ask_to_close
from torg.channels.models import (
    Channel,
    ClosingOrigin,
    InventoryPart,
    InventoryRow,
    RowAnswer,
)
from torg.channels.permissions import check_can_manage
from torg.channels.queries.inventory import channels_of
from torg.channels.states import PartState, move_part
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.actions import record
from torg.people.models import User

KNOWN = frozenset({RowAnswer.CONFIRMED, RowAnswer.CORRECTED})


@dataclass(frozen=True, slots=True)
class Said:
    """answer: of RowAnswer. changes: field of the register -> its right value."""

    answer: str
    note: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)


def answer_inventory(
    *, part: InventoryPart, said: Mapping[UUID, Said], missing: str, by: User, now: datetime
) -> InventoryPart:
    """Confirm, correct, disown or propose to close each of the department's channels.

    said: channel -> what is said of it, for every one. missing: channels that the register does
    not know. Raises Denied, Refusal (a channel without an answer, answered already, a rule
    stops a correction); then nothing is kept.
    """
    with transaction.atomic():
        row: InventoryPart = InventoryPart.objects.select_for_update(of=("self",)).get(pk=part.pk)
        check_can_manage(by, row.department)
        held = open_round(row.round)
        if row.state != PartState.ASKED:
            raise Refusal(_("Förvaltningen har redan svarat."), remedy=_("Ladda om sidan."))
        for channel in channels_of(row):
            if channel.pk not in said:
                raise Refusal(
                    _("Kanalen %(channel)s har tillkommit sedan du öppnade sidan.")
                    % {"channel": channel},
                    remedy=_("Svara också för den, och skicka igen."),
                )
            _settle(row, channel, said[channel.pk], by, now)
        row.state = move_part(PartState(row.state), PartState.ANSWERED)
        row.missing, row.answered_at, row.answered_by = missing.strip(), now, by
        row.save(update_fields=["state", "missing", "answered_at", "answered_by"])
        facts = {"department": str(row.department_id), "channels": len(said)}
        content = {"missing": row.missing} if row.missing else None
        tell(
            held, "inventory.answered", _("Besvarade kanalinventeringen."), by, now, facts, content
        )
    return row


def _settle(part: InventoryPart, channel: Channel, said: Said, by: User, now: datetime) -> None:
    answer, note = _read(channel, said, by, now)
    InventoryRow(
        municipality_id=part.municipality_id, part=part, channel=channel, answer=answer, note=note
    ).save(force_insert=True)
    if answer in KNOWN:
        Channel.objects.filter(pk=channel.pk).update(confirmed_on=timezone.localdate(now))
    if answer == RowAnswer.CLOSE:
        ask_to_close(
            channel=channel, origin=ClosingOrigin.PERSON, why=note, cited="", by=by, now=now
        )
    record(
        municipality=part.municipality,
        verb="channel.inventoried",
        summary=_("Svarade om %(channel)s i kanalinventeringen: %(answer)s.")
        % {"channel": channel, "answer": str(RowAnswer(answer).label).lower()},
        about=[Ref("channels.channel", str(channel.pk))],
        by=by,
        now=now,
        facts={"answer": answer, "round": str(part.round_id)},
        content={"note": note} if note else None,
    )


def _read(channel: Channel, said: Said, by: User, now: datetime) -> tuple[str, str]:
    """The answer as it is kept; what was corrected is corrected, by the register's own rules."""
    answer, note = said.answer, said.note.strip()
    if answer not in RowAnswer.values:
        raise Refusal(_("Svara för %(channel)s.") % {"channel": channel})
    if answer not in KNOWN:
        if not note:
            raise Refusal(
                _("Skriv varför %(channel)s inte är er eller bör stängas.") % {"channel": channel}
            )
        return answer, note
    if _corrected(channel, said, by, now) or (note and answer == RowAnswer.CORRECTED):
        return RowAnswer.CORRECTED, note
    return RowAnswer.CONFIRMED, note


def _corrected(channel: Channel, said: Said, by: User, now: datetime) -> bool:
    try:
        return bool(change_channel(channel=channel, changes=said.changes, by=by, now=now))
    except Denied:
        raise
    except Refusal as error:
        message = f"{channel}: {error.message}"
        raise Refusal(message, remedy=error.remedy, cite=error.cite) from error

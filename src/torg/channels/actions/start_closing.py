"""A closing begins: a person starts it, or Torg asks the channel's owner, who answers."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from torg.channels.actions.closing_steps import advance, held, refuse_stops, tell
from torg.channels.models import Channel, Closing, ClosingItem, ClosingOrigin
from torg.channels.permissions import check_can_manage
from torg.channels.queries.closing import OWN_REASON, facts_at_start, reasons
from torg.channels.states import ChannelState, ClosingState
from torg.kernel.refusals import Refusal
from torg.people.models import User


def start_closing(*, channel: Channel, reason: str, note: str, by: User, now: datetime) -> Closing:
    """Begin with the first step. Raises Denied, Refusal (no reason, already begun, closed)."""
    check_can_manage(by, channel.department)
    with transaction.atomic():
        closing = _new(_held(channel), ClosingOrigin.PERSON, by, now)
        _begin(closing, reason, note, now)
        closing.state = ClosingState.MERGE
        _insert(closing)
        _tell_begun(closing, by, now)
    return closing


def ask_to_close(
    *,
    channel: Channel,
    origin: ClosingOrigin,
    why: str,
    cited: str,
    checklist: Sequence[str] = (),
    by: User | None,
    now: datetime,
) -> Closing | None:
    """Ask the channel's owner to close it (G-54, M1-54); None when a closing is under way.

    why: the rule's own sentence. by: None when Torg itself has seen the silence.
    """
    with transaction.atomic():
        channel = _held(channel)
        if Closing.objects.filter(channel=channel, ended_at__isnull=True).exists():
            return None
        closing = _new(channel, origin, by, now)
        closing.state, closing.note, closing.cited = ClosingState.ASKED, why, cited
        _insert(closing)
        for position, label in enumerate(checklist):
            ClosingItem(
                municipality_id=channel.municipality_id,
                closing=closing,
                position=position,
                label=label,
            ).save()
        tell(
            closing,
            "channel.closing_asked",
            _("Frågade om %(channel)s ska stängas."),
            by=by,
            now=now,
            facts={"origin": str(origin), "rule": cited},
        )
    return closing


def accept_closing(*, closing: Closing, reason: str, note: str, by: User, now: datetime) -> Closing:
    """The owner says yes to the question, with a reason. Raises Denied, Refusal."""
    with transaction.atomic():
        row = held(closing, ClosingState.ASKED)
        check_can_manage(by, row.channel.department)
        _begin(row, reason, note or row.note, now)
        advance(row, ClosingState.MERGE)
        _tell_begun(row, by, now)
    return row


def drop_closing(*, closing: Closing, reason: str, by: User, now: datetime) -> Closing:
    """The channel stays, with a reason; as an answer to the question or later.

    Raises Denied, Refusal.
    """
    with transaction.atomic():
        row = held(closing, *(s for s in ClosingState if s not in _OVER))
        check_can_manage(by, row.channel.department)
        if not reason.strip():
            raise Refusal(_("Skriv varför kanalen blir kvar."), field="ended_reason")
        row.ended_at, row.ended_by, row.ended_reason = now, by, reason.strip()
        advance(row, ClosingState.DROPPED)
        tell(
            row,
            "channel.closing_dropped",
            _("Lade ned avslutet av %(channel)s; kanalen blir kvar."),
            by=by,
            now=now,
            content={"reason": row.ended_reason},
        )
    return row


_OVER = frozenset({ClosingState.DONE, ClosingState.DROPPED})


def _held(channel: Channel) -> Channel:
    rows = Channel.objects.select_for_update(of=("self",))
    row: Channel = rows.select_related("department", "municipality").get(pk=channel.pk)
    return row


def _new(channel: Channel, origin: ClosingOrigin, by: User | None, now: datetime) -> Closing:
    if channel.state == ChannelState.CLOSED:
        raise Refusal(_("Kanalen är redan stängd."), remedy=_("Den finns kvar i registret."))
    return Closing(
        municipality_id=channel.municipality_id,
        channel=channel,
        origin=origin,
        begun_at=now,
        begun_by=by,
    )


def _begin(closing: Closing, reason: str, note: str, now: datetime) -> None:
    closing.reason, closing.note = reason, note.strip()
    refuse_stops(closing, facts_at_start(closing.channel, reason), now)
    if reason not in dict(reasons(closing.channel, now)):
        raise Refusal(_("Välj ett skäl ur listan."), field="reason")
    if reason == OWN_REASON and not closing.note:
        raise Refusal(_("Skriv skälet till att kanalen avslutas."), field="note")


def _insert(closing: Closing) -> None:
    try:
        with transaction.atomic():
            closing.save(force_insert=True)
    except IntegrityError as error:
        raise Refusal(
            _("Kanalen är redan på väg att avslutas."),
            remedy=_("Öppna det avslut som pågår från kanalens sida."),
        ) from error


def _tell_begun(closing: Closing, by: User, now: datetime) -> None:
    tell(
        closing,
        "channel.closing_begun",
        _("Började avsluta %(channel)s."),
        by=by,
        now=now,
        facts={"reason": closing.reason},
        content={"note": closing.note} if closing.note else None,
    )

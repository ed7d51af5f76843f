"""Reach that is bought: asked for, ordered or declined by whom the rules name, and settled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from torg.channels.models import Channel, ReachPurchase
from torg.channels.permissions import check_can_apply
from torg.channels.queries.reach import AboutPost, facts_of, first_stop, may_order
from torg.channels.states import ReachState, move_reach
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.actions import record
from torg.people.models import Department, User
from torg.rules.queries import channel_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachWish:
    """What is asked for; the words are those of ReachPurchase. post: queries.reach.AboutPost."""

    what: str
    value: str
    audience: str
    personal_audience: bool
    cost: int | None
    payer: str
    starts_on: date | None
    ends_on: date | None
    post: AboutPost | None = None


def request_reach(
    *, channel: Channel, department: Department, wish: ReachWish, by: User, now: datetime
) -> ReachPurchase:
    """Ask for it; where no rule names who orders it is noted as ordered at once.

    Raises Denied; Refusal with the clause (another channel, something left out, aimed by a list
    of persons), or when sum, payer or period is missing.
    """
    check_can_apply(by, department)
    with transaction.atomic():
        purchase = _made(channel, department, wish, by, now)
        stop = first_stop(purchase, now)
        if stop is not None:
            field = {"request": _lacking(purchase), "ordered_by": ""}.get(stop.field, stop.field)
            raise Refusal(stop.message, cite=str(stop.citation), field=field)
        _check_logged(purchase)
        says = channel_rules(channel.municipality, now).reach(facts_of(purchase))
        purchase.clause = str(says.citation) if says else ""
        if says is None:
            purchase.state, purchase.decided_at, purchase.decided_by = ReachState.ORDERED, now, by
        purchase.save(force_insert=True)
        said = _("Begärde köpt räckvidd på %(channel)s.")
        if says is None:
            said = _("Antecknade köpt räckvidd på %(channel)s.")
        _tell(purchase, "reach.requested", said, by, now, {"what": purchase.what})
    return purchase


def order_reach(*, purchase: ReachPurchase, note: str, by: User, now: datetime) -> ReachPurchase:
    """Order it, in the role that the rules name (V-49). Raises Denied with the clause, Refusal."""
    with transaction.atomic():
        row = _held(purchase)
        _check_orderer(row, by, now)
        stop = first_stop(row, now, orderer=by)
        if stop is not None:
            raise Refusal(stop.message, cite=str(stop.citation))
        return _decide(row, ReachState.ORDERED, note, by, now)


def decline_reach(*, purchase: ReachPurchase, note: str, by: User, now: datetime) -> ReachPurchase:
    """Say no, with the reason. Raises Denied with the clause, Refusal."""
    with transaction.atomic():
        row = _held(purchase)
        _check_orderer(row, by, now)
        if not note.strip():
            raise Refusal(_("Skriv varför begäran avslås."), field="note")
        return _decide(row, ReachState.DECLINED, note, by, now)


def withdraw_reach(*, purchase: ReachPurchase, by: User, now: datetime) -> ReachPurchase:
    """Take it back: whoever asked, or whoever may order. Raises Denied, Refusal."""
    with transaction.atomic():
        row = _held(purchase)
        if row.requested_by_id != by.pk:
            _check_orderer(row, by, now)
        _move(row, ReachState.WITHDRAWN)
        row.save(update_fields=["state"])
        said = _("Återtog köpt räckvidd på %(channel)s.")
        _tell(row, "reach.withdrawn", said, by, now)
    return row


def settle_reach(
    *,
    purchase: ReachPurchase,
    paid: int,
    reached: int | None,
    outcome: str,
    by: User,
    now: datetime,
) -> ReachPurchase:
    """Tell what it cost and gave. paid: kronor; reached: how many saw it, None: not known.

    Raises Denied, Refusal.
    """
    with transaction.atomic():
        row = _held(purchase)
        if by.pk not in {row.requested_by_id, row.decided_by_id}:
            _check_orderer(row, by, now)
        _move(row, ReachState.SETTLED)
        row.paid, row.reached, row.outcome = paid, reached, outcome.strip()
        row.settled_at, row.settled_by = now, by
        row.save(update_fields=["state", "paid", "reached", "outcome", "settled_at", "settled_by"])
        said = _("Redovisade köpt räckvidd på %(channel)s.")
        content = {"outcome": row.outcome} if row.outcome else None
        _tell(row, "reach.settled", said, by, now, content)
    return row


def _made(
    channel: Channel, department: Department, wish: ReachWish, by: User, now: datetime
) -> ReachPurchase:
    # What is missing is refused before anything is saved, and by the table.
    money: dict[str, Any] = {
        "cost": wish.cost,
        "starts_on": wish.starts_on,
        "ends_on": wish.ends_on,
    }
    return ReachPurchase(
        municipality_id=channel.municipality_id,
        channel=channel,
        department=department,
        what=wish.what.strip(),
        value=wish.value.strip(),
        audience=wish.audience.strip(),
        personal_audience=wish.personal_audience,
        payer=wish.payer.strip(),
        post_id=wish.post.id if wish.post else None,
        post_title=wish.post.title if wish.post else "",
        requested_at=now,
        requested_by=by,
        **money,
    )


def _lacking(purchase: ReachPurchase) -> str:
    """The form's first field that the rules want and that is empty."""
    fields = {
        "value": purchase.value,
        "audience": purchase.audience,
        "cost": purchase.cost,
        "starts_on": purchase.starts_on,
        "ends_on": purchase.ends_on,
    }
    return next((name for name, value in fields.items() if not value), "")


def _check_logged(purchase: ReachPurchase) -> None:
    """The least that a log of money holds, whatever the rules say."""
    if not purchase.what:
        raise Refusal(_("Skriv vilket inlägg eller vilken kampanj det gäller."), field="what")
    if not purchase.cost:
        raise Refusal(_("Ange vad det får kosta, i hela kronor."), field="cost")
    if not purchase.payer:
        raise Refusal(_("Ange vem som betalar."), field="payer")
    if purchase.starts_on is None or purchase.ends_on is None:
        raise Refusal(_("Ange från vilken dag till vilken dag."), field="starts_on")
    if purchase.ends_on < purchase.starts_on:
        raise Refusal(_("Sista dagen är före den första."), field="ends_on")


def _check_orderer(row: ReachPurchase, by: User, now: datetime) -> None:
    if may_order(by, row, channel_rules(row.channel.municipality, now)):
        return
    stop = first_stop(row, now, orderer=by)
    raise Denied(
        stop.message if stop else _("Du kan inte besluta om den här begäran."),
        remedy=_("Be den som har rollen i begärans förvaltning att besluta."),
        cite=str(stop.citation) if stop else "",
    )


def _decide(
    row: ReachPurchase, to: ReachState, note: str, by: User, now: datetime
) -> ReachPurchase:
    _move(row, to)
    row.decided_at, row.decided_by, row.decision_note = now, by, note.strip()
    row.save(update_fields=["state", "decided_at", "decided_by", "decision_note"])
    said = _("Avslog köpt räckvidd på %(channel)s.")
    if to == ReachState.ORDERED:
        said = _("Beställde köpt räckvidd på %(channel)s.")
    content = {"note": row.decision_note} if row.decision_note else None
    _tell(row, f"reach.{to.value}", said, by, now, content)
    return row


def _move(row: ReachPurchase, to: ReachState) -> None:
    try:
        row.state = move_reach(ReachState(row.state), to)
    except ValueError as error:
        raise Refusal(
            _("Begäran är redan %(state)s.") % {"state": row.get_state_display().lower()},
            remedy=_("Ladda om sidan."),
        ) from error


def _held(purchase: ReachPurchase) -> ReachPurchase:
    rows = ReachPurchase.objects.select_for_update(of=("self",))
    row: ReachPurchase = rows.select_related(
        "channel", "channel__municipality", "department", "municipality"
    ).get(pk=purchase.pk)
    return row


def _tell(
    row: ReachPurchase,
    verb: str,
    said: str,
    by: User,
    now: datetime,
    content: Mapping[str, object] | None = None,
) -> None:
    facts = {"cost": row.cost, "paid": row.paid, "clause": row.clause}
    post = [Ref("planning.post", str(row.post_id))] if row.post_id else []
    record(
        municipality=row.channel.municipality,
        verb=verb,
        summary=said % {"channel": row.channel},
        about=[
            Ref("channels.channel", str(row.channel_id)),
            Ref("channels.reachpurchase", str(row.pk)),
            *post,
        ],
        by=by,
        now=now,
        facts=facts,
        content=content,
    )

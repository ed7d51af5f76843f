"""What the call came to. Each move is a compare-and-set: the slow loser changes nothing."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from torg.delivery.actions.breaker import note_failed, note_limited, note_reached
from torg.delivery.actions.telling import tell_sender
from torg.delivery.models import Act, Attempt, Publication
from torg.delivery.queries import kind_name, ref_to, uncertain_from
from torg.delivery.states import TIMELY, ActState, wait_after
from torg.kernel.identifiers import uuid7
from torg.kernel.refs import Ref
from torg.ledger.actions import Draft, Exchange, record_many
from torg.ledger.states import Direction
from torg.people.models import Municipality
from torg.people.models.rows import (
    Change,
    Where,
    change_each,
    change_row,
    change_rows,
    insert_values,
)
from torg.ports.errors import DUPLICATE, OutsideError, Refused, Unreachable
from torg.ports.network import ActKind, Receipt

LOCK_LOST = "lock-lost"  # ours, so it says nothing of the network
LEAVES_AN_OBJECT = frozenset({ActKind.PUBLISH, ActKind.REPLY, ActKind.MESSAGE, ActKind.REPOST})
PUBLICATION = (
    "id", "municipality_id", "act_id", "channel_id", "network_id", "version", "url", "published_at",
)  # fmt: skip


class Live(NamedTuple):
    """An act that its network has. attempt: None when it was found later; found: how."""

    act: Act
    receipt: Receipt
    attempt: Attempt | None = None
    found: str = ""


def finish_live(*, lives: Sequence[Live], now: datetime) -> list[bool]:
    """The networks have them. Also true for an act that was thought unknown meanwhile.

    Rows in one order and the log last, so that two workers never wait for each other.
    """
    drafts: dict[Municipality, list[Draft]] = {}
    with transaction.atomic():
        known = sorted(lives, key=_key)
        changed = change_each([_is_live(live) for live in known])
        settled = [live for live, is_ours in zip(known, changed, strict=True) if is_ours]
        called = [live for live in lives if live.attempt is not None]
        _end([live.attempt for live in called if live.attempt], "live", "", now)
        for act, draft in note_reached([live.act for live in called]):
            drafts.setdefault(act.municipality, []).append(draft)
        for live in settled:
            drafts.setdefault(live.act.municipality, []).append(_went_out(live))
        _note_objects(settled)
        for municipality in sorted(drafts, key=attrgetter("pk")):
            _note(municipality, drafts[municipality], now)
    stands = {live.act.pk for live in settled}
    return [live.act.pk in stands for live in lives]


def _key(live: Live) -> UUID:
    return live.act.pk


def _is_live(live: Live) -> Change:
    receipt = live.receipt
    told = {
        "state": ActState.LIVE,
        "network_id": receipt.network_id,
        "network_url": receipt.url,
        "done_at": receipt.at,
        "found": live.found,
        "asks_person": False,
    }
    return Change(live.act, told, _stands(live.act, (ActState.SENDING, ActState.UNKNOWN)))


def _note_objects(lives: Sequence[Live]) -> None:
    """Remember what we put there, so that the inbox knows its echo."""
    rows = [
        (
            uuid7(), act.municipality_id, act.pk, act.channel_id, receipt.network_id,
            receipt.version, receipt.url, receipt.at,
        )
        for act, receipt, _attempt, _found in lives
        if ActKind(act.kind) in LEAVES_AN_OBJECT
    ]  # fmt: skip
    insert_values(Publication, PUBLICATION, rows, unless=("channel_id", "network_id"))


def finish_refused(*, act: Act, attempt: Attempt, error: Refused, now: datetime) -> bool:
    """A definite no: for good, or until the time that the network named.

    "You wrote that already", after a call that stayed unclear, is no refusal: the unclear
    call was perhaps the one that was obeyed. It is looked for.
    """
    if error.code == DUPLICATE and _was_unclear(act, attempt):
        return finish_unknown(act=act, attempt=attempt, error=error, now=now)
    with transaction.atomic():
        if error.retry_after is not None:
            until = now + max(error.retry_after, wait_after(act.tries))
            settled = _again(act, until, error)
            _end([attempt], "later", error.detail, now, error.code)
            note_limited(act=act, code=error.code, until=until, now=now)
            return settled
        _note(act.municipality, [draft for _act, draft in note_reached([act])], now)
        settled = _set(
            act,
            (ActState.SENDING,),
            state=ActState.REFUSED,
            code=error.code,
            cause=error.cause,
            mender=error.mender,
        )
        _end([attempt], "refused", error.detail, now, error.code)
        if settled:
            _tell(act, "act.refused", _("%(kind)s nekades av %(channel)s."), now, error.code)
            tell_sender(act, now)
    return settled


def _was_unclear(act: Act, attempt: Attempt) -> bool:
    earlier = Attempt.objects.filter(act=act, outcome="unknown", number__lt=attempt.number)
    return earlier.exists()


def finish_not_sent(*, act: Act, attempt: Attempt, error: OutsideError, now: datetime) -> bool:
    """The call certainly never left the house: wait longer each time and try again."""
    with transaction.atomic():
        if isinstance(error, Unreachable) and error.code != LOCK_LOST:
            note_failed(act=act, code=error.code, now=now)
        settled = _again(act, now + wait_after(act.tries), error)
        _end([attempt], "not_sent", error.detail, now, error.code)
    return settled


def finish_unknown(*, act: Act, attempt: Attempt, error: OutsideError, now: datetime) -> bool:
    """The network may have obeyed: never again without looking."""
    with transaction.atomic():
        settled = _set(
            act,
            (ActState.SENDING,),
            state=ActState.UNKNOWN,
            code=error.code,
            uncertain_until=uncertain_from(act, now),
        )
        _end([attempt], "unknown", error.detail, now, error.code)
        if isinstance(error, Unreachable):
            note_failed(act=act, code=error.code, now=now)
        if settled:
            _tell(
                act,
                "act.unknown",
                _("Det är oklart om %(kind)s gick ut på %(channel)s; det kontrolleras."),
                now,
                error.code,
            )
    return settled


def _again(act: Act, when: datetime, error: OutsideError) -> bool:
    return _set(
        act,
        (ActState.SENDING,),
        state=ActState.DUE,
        not_before=when,
        code=error.code,
        cause=getattr(error, "cause", ""),
        worker_id=None,
        uncertain_until=None,
    )


def _set(act: Act, expected: tuple[ActState, ...], **values: Any) -> bool:
    return change_row(act, values, *_stands(act, expected))


def _stands(act: Act, expected: tuple[ActState, ...]) -> tuple[Where, ...]:
    return Where("state", expected), Where("tries", (act.tries,))


def _end(
    attempts: Sequence[Attempt], outcome: str, detail: str, now: datetime, code: str = ""
) -> None:
    told = {"ended_at": now, "outcome": outcome, "detail": detail, "code": code[:120]}
    change_rows(attempts, told, Where("ended_at", (None,)))


def _drawn_up(act: Act) -> Exchange | None:
    """A post is a record drawn up when it is sent out (TF 2:10); replies are the inbox's."""
    if ActKind(act.kind) not in TIMELY:
        return None
    return Exchange(
        direction=Direction.DRAWN_UP,
        channel=act.channel.network,
        status="sent",
        sender=act.municipality.name,
        receiver=_("Allmänheten"),
    )


def _went_out(live: Live) -> Draft:
    sentence = _("%(kind)s gick ut på %(channel)s.")
    told = _draft(live.act, "act.live", sentence, live.receipt.network_id)
    return told._replace(exchange=_drawn_up(live.act))


def _tell(act: Act, verb: str, sentence: str, now: datetime, fact: str) -> None:
    _note(act.municipality, [_draft(act, verb, sentence, fact)], now)


def _note(municipality: Municipality, drafts: Sequence[Draft], now: datetime) -> None:
    if drafts:
        record_many(municipality=municipality, drafts=drafts, by=None, now=now)


def _draft(act: Act, verb: str, sentence: str, fact: str) -> Draft:
    summary = sentence % {"kind": kind_name(act), "channel": act.channel}
    return Draft(
        verb,
        summary[:1].upper() + summary[1:],
        about=[ref_to(act), Ref(act.origin_kind, act.origin_id)],
        facts={"key": act.key, "fact": fact, "try": act.tries},
    )

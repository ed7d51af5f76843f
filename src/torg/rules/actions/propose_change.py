"""Propose that a value of the rules be changed; a second person decides."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.kernel.scope import scope
from torg.ledger.actions import record
from torg.people.models import Department, User
from torg.policy.adjusting import adjusted
from torg.policy.faults import PackRefusedError
from torg.policy.pack import Pack
from torg.policy.pack_format import Adjustment
from torg.rules.actions.store import check_between, start_of
from torg.rules.models import ChangeProposal
from torg.rules.permissions import check_can_change
from torg.rules.queries.changing import adjustable_in, newest_pack, reads, value_now


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is proposed; the words are those of ChangeProposal.

    department: the unit whose channel it is, when it is a channel's own principle.
    """

    of: str
    key: str
    value: Any
    reason: str
    body: str
    from_day: date
    channel: str = ""
    channel_name: str = ""
    department: Department | None = None


def propose_change(*, wanted: Wanted, by: User, now: datetime) -> ChangeProposal:
    """Raises Denied, and Refusal that says what is allowed."""
    check_can_change(by, wanted.department)
    _check_told(wanted, now)
    with transaction.atomic(), scope(by.municipality_id):
        start = start_of(wanted.from_day, now)
        check_between(by.municipality, start)
        pack = newest_pack(by.municipality, start)
        before, after = _tried(pack, wanted)
        told = replace(wanted, reason=wanted.reason.strip(), body=wanted.body.strip())
        made = ChangeProposal(
            **{each.name: getattr(told, each.name) for each in fields(told)},
            municipality=by.municipality,
            before=before,
            after=after,
            base_digest=pack.digest,
            proposed_by=by,
            proposed_at=now,
        )
        _save(made)
        record(
            municipality=by.municipality,
            verb="rules.propose_change",
            summary=_("Föreslog att %(of)s ändras.") % {"of": made.of},
            about=[Ref("rules.change_proposal", str(made.pk))],
            by=by,
            now=now,
            facts={"of": made.of, "key": made.key, "channel": made.channel, "base": pack.digest},
            content={"value": made.value, "reason": made.reason, "body": made.body},
        )
        return made


def outcome(pack: Pack, wanted: Wanted | ChangeProposal, decided: date) -> Pack:
    """The pack as the proposal would have it. Raises Refusal."""
    one = Adjustment(
        of=wanted.of,
        key=wanted.key,
        value=wanted.value,
        reason=wanted.reason,
        decided=decided,
        by=wanted.body,
        channels=(wanted.channel,) if wanted.channel else (),
        where=wanted.channel_name,
    )
    try:
        return adjusted(pack, one)
    except PackRefusedError as error:
        fault = error.faults[0]
        raise Refusal(
            _("Värdet går inte att använda: %(why)s.") % {"why": fault.why},
            remedy=fault.remedy,
            field="value",
        ) from error


def _tried(pack: Pack, wanted: Wanted) -> tuple[str, str]:
    """What it says now and would say, in words; a refusal when it may not be changed so."""
    found = next((one for one in adjustable_in(pack, wanted.of) if one.key == wanted.key), None)
    if found is None:
        raise Refusal(
            _("Värdet går inte att ändra med ett eget beslut."),
            remedy=_("Det ändras i en ny utgåva av regelverket."),
            field="value",
        )
    if wanted.value == value_now(pack, wanted.of, wanted.key, wanted.channel):
        raise Refusal(_("Det värdet gäller redan."), field="value")
    after = outcome(pack, wanted, wanted.from_day)
    return reads(pack, found, wanted.channel), reads(after, found, wanted.channel)


def _check_told(wanted: Wanted, now: datetime) -> None:
    if not wanted.reason.strip():
        raise Refusal(_("Skriv varför värdet ändras."), field="reason")
    if not wanted.body.strip():
        raise Refusal(
            _("Skriv vem i kommunen som beslutar."),
            remedy=_("Det står sedan som källa i regelverket."),
            field="body",
        )
    if wanted.from_day < timezone.localdate(now):
        raise Refusal(
            _("Dagen har redan varit."),
            remedy=_("En ändring gäller framåt. Välj i dag eller en senare dag."),
            field="from_day",
        )


def _save(made: ChangeProposal) -> None:
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise Refusal(
            _("Det finns redan ett förslag om samma värde."),
            remedy=_("Vänta tills det är avgjort, eller återta det först."),
        ) from error

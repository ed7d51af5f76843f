"""Approve, decline or withdraw a proposed change of a value. The proposer never approves it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.ledger.actions import record
from torg.people.models import Municipality, User
from torg.policy.pack import Pack
from torg.rules.actions.propose_change import outcome
from torg.rules.actions.store import carry_on, check_between, start_of, store
from torg.rules.models import AdoptionKind, ChangeProposal, PackAdoption
from torg.rules.permissions import check_can_change
from torg.rules.queries.adoptions import Decision, standing
from torg.rules.queries.in_force import pack_stored
from torg.rules.states import ProposalState, settle


def approve_change(*, proposal: ChangeProposal, by: User, now: datetime) -> PackAdoption:
    """The second person's yes: from its day a new version holds. Raises Denied, Refusal."""
    with transaction.atomic(), scope(proposal.municipality_id):
        held = _locked(proposal, by)
        _check_second_person(held, by)
        to = settle(ProposalState(held.state), ProposalState.APPROVED)
        start = start_of(held.from_day, now)
        check_between(held.municipality, start)
        before = standing(held.municipality, start)
        if before is None:
            raise PackAdoption.DoesNotExist
        pack = pack_stored(before.digest)
        _check_unchanged(held, pack)
        decision = Decision(
            adopting_body=held.body, decided_on=timezone.localdate(now), basis=held.reason
        )
        adoption = store(
            outcome(pack, held, timezone.localdate(now)),
            before,
            kind=AdoptionKind.PRINCIPLE if held.channel else AdoptionKind.CHANGE,
            decision=decision,
            file_digest=before.file_digest,
            municipality=held.municipality,
            by=by,
            now=now,
            start=start,
        )
        if held.channel:
            carry_on(adoption, decision, by)
        held.adoption = adoption
        _settle(held, to, by, now)
        return adoption


def decline_change(*, proposal: ChangeProposal, reason: str, by: User, now: datetime) -> None:
    """The second person's no, with a reason. Raises Denied, Refusal."""
    with transaction.atomic(), scope(proposal.municipality_id):
        held = _locked(proposal, by)
        _check_second_person(held, by)
        if not reason.strip():
            raise Refusal(_("Skriv varför förslaget avslås."), field="settled_reason")
        held.settled_reason = reason.strip()
        _settle(held, settle(ProposalState(held.state), ProposalState.DECLINED), by, now)


def withdraw_change(*, proposal: ChangeProposal, by: User, now: datetime) -> None:
    """The proposer takes it back while nobody has decided. Raises Denied, Refusal."""
    with transaction.atomic(), scope(proposal.municipality_id):
        held = _locked(proposal, by)
        if held.proposed_by_id != by.pk:
            raise Denied(
                _("Förslaget är någon annans."),
                remedy=_("Den som lade förslaget återtar det. Du kan avslå det."),
            )
        _settle(held, settle(ProposalState(held.state), ProposalState.WITHDRAWN), by, now)


def _locked(proposal: ChangeProposal, by: User) -> ChangeProposal:
    """The proposal as it stands, with the municipality held: one who settles at a time."""
    check_can_change(by, proposal.department)
    if by.municipality_id != proposal.municipality_id:
        raise Denied(_("Förslaget hör till en annan kommun."))
    Municipality.objects.select_for_update().get(pk=proposal.municipality_id)
    held: ChangeProposal = (
        ChangeProposal.objects.select_for_update(of=("self",))
        .select_related("municipality")
        .get(pk=proposal.pk)
    )
    if held.state != ProposalState.PROPOSED:
        raise Refusal(
            _("Förslaget är redan avgjort."),
            remedy=_("Ladda om sidan och se vad som gäller."),
        )
    return held


def _check_second_person(held: ChangeProposal, by: User) -> None:
    if held.proposed_by_id == by.pk:
        raise Denied(
            _("Du har själv lagt förslaget. En andra person avgör det."),
            remedy=_("Be en kollega med samma behörighet, eller återta förslaget."),
        )


def _check_unchanged(held: ChangeProposal, pack: Pack) -> None:
    """What was proposed about has to read as the proposer saw it."""
    if pack.digest == held.base_digest:
        return
    seen = pack_stored(held.base_digest)
    if _about(seen, held) != _about(pack, held):
        raise Refusal(
            _("Regelverket har ändrats i just detta sedan förslaget lades."),
            remedy=_("Avslå eller återta förslaget, och lägg ett nytt om det behövs."),
        )


def _about(pack: Pack, held: ChangeProposal) -> object:
    rule = next((one for one in pack.rules if one.id == held.of), None)
    own = pack.principles.get(held.channel, {}).get(held.of)
    return rule, own, pack.choices.get(held.of)


def _settle(held: ChangeProposal, to: ProposalState, by: User, now: datetime) -> None:
    held.state, held.settled_by, held.settled_at = to, by, now
    held.save()
    record(
        municipality=held.municipality,
        verb=f"rules.change_{to.value}",
        summary=_("Förslaget att ändra %(of)s: %(state)s.")
        % {"of": held.of, "state": str(to.label).lower()},
        about=[Ref("rules.change_proposal", str(held.pk))],
        by=by,
        now=now,
        facts={"state": to.value, "of": held.of, "key": held.key, "channel": held.channel},
        content={"reason": held.settled_reason} if held.settled_reason else None,
    )

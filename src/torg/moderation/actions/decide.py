from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from torg.delivery.actions import enqueue
from torg.inbox.models import Message
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.moderation.actions.refuse_unseen import refuse_unseen
from torg.moderation.models import Block, Case, Measure
from torg.moderation.permissions import check_can_block, check_can_measure
from torg.moderation.queries import able, able_to_block, facts_of, ground_of, ref_to, terms_of
from torg.moderation.states import CaseState
from torg.people.models import User
from torg.ports.network import ActKind
from torg.rules.queries import BlockFacts, Ground, Verdict, check, pack_in_force

LONGEST_UNDO = timedelta(seconds=15)
KINDS = {Measure.HIDE: ActKind.HIDE, Measure.DELETE: ActKind.DELETE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the moderator chose. block_until_review: the review date, None for no block.

    known: what the page told of the case (queries.seen_now); "" when there was no page.
    """

    measure: Measure
    ground: str
    assessment: str
    block_until_review: date | None = None
    known: str = ""


def decide(
    *, case: Case, decision: Decision, by: User, now: datetime, undo: timedelta = timedelta(0)
) -> Case:
    """Decide that sealed content goes, on a ground, and order the network to do it.

    The order is stored with the decision, in one transaction, with the digest of the
    evidence. undo: how long it can be taken back before it leaves; never more than fifteen
    seconds, and not past the deadline (undo_decision).
    Raises Denied, Refusal (a missing ground or assessment cites its clause).
    """
    check_can_measure(by, case, decision.measure)
    refuse_unseen(case, decision.known, by)
    ground = _ground(case, decision.ground)
    _check_rules(case, ground, decision.assessment.strip())
    if not able(case, decision.measure):
        raise Refusal(
            _("Nätverket låter oss inte göra det här."),
            remedy=_("Välj en annan åtgärd, eller anmäl innehållet på nätverket."),
            field="measure",
        )
    if decision.block_until_review is not None:
        _check_block(case, ground, decision.block_until_review, by, now)
    with transaction.atomic():
        _move(case, decision, ground, by, now)
        leaves = _leaves(case, ground, now, undo)
        _order(case, KINDS[decision.measure], by, now, leaves)
        if decision.block_until_review is not None:
            _keep_out(case, decision.block_until_review, by, now, leaves)
        _tell(case, decision, ground, by, now)
    case.refresh_from_db()
    return case


def target_of(message: Message) -> dict[str, str]:
    """The message as acts point at it."""
    thread = message.thread
    return {
        "id": message.network_id,
        "version": message.version,
        "root_id": thread.root_id,
        "root_version": thread.root_version,
        "author_id": message.person.author_id if message.person else "",
    }


def _ground(case: Case, code: str) -> Ground:
    ground = ground_of(case, code)
    if ground is None:
        raise Refusal(
            _("Välj en grund ur kommunens lista. Kritik är aldrig en grund."), field="ground"
        )
    return ground


def _check_rules(case: Case, ground: Ground, assessment: str) -> None:
    facts = facts_of(
        case.message,
        case.discovered_at,
        sealed_at=case.evidence.sealed_at,
        ground=ground.code,
        assessment=assessment,
        evidence=case.evidence.elements,
        no_copy=case.evidence.no_copy and ground.no_copy,
    )
    for finding in check(case.message.municipality, facts, case.discovered_at):
        if finding.verdict == Verdict.STOP:
            raise Refusal(
                finding.message,
                remedy=_without_copy(case),
                cite=str(finding.citation),
                field=finding.field,
            )
    if not assessment:
        raise Refusal(
            _("Skriv en bedömning av just det här fallet."),
            cite=str(ground.citation),
            field="assessment",
        )


def _without_copy(case: Case) -> str:
    if not case.evidence.no_copy:
        return ""
    return _(
        "Beviset förseglades utan kopia. Välj grunden som gäller innehåll som inte får "
        "kopieras, eller låt det stå kvar och rapportera på nytt med kopia."
    )


def _move(case: Case, decision: Decision, ground: Ground, by: User, now: datetime) -> None:
    """The compare-and-set: of two who decide at once one wins, and the other is told."""
    due = terms_of(case, ground.code).deadline
    moved = Case.objects.filter(pk=case.pk, state=CaseState.SEALED).update(
        state=CaseState.DECIDED,
        measure=decision.measure,
        ground=ground.code,
        ground_label=ground.label,
        legal_basis=_law(ground),
        policy_basis=ground.policy_basis,
        assessment=decision.assessment.strip(),
        pack_digest=pack_in_force(case.message.municipality, case.discovered_at).digest,
        needs_hand_over=ground.hand_over,
        needs_registration=ground.registered,
        deadline=due,
        order_at=due or case.discovered_at,
        decided_by=by,
        decided_at=now,
        setback="",
    )
    if not moved:
        raise Refusal(
            _("Någon har redan beslutat i ärendet."),
            remedy=_("Ladda om sidan och se beslutet."),
        )


def _law(ground: Ground) -> str:
    return ", ".join(part for part in (ground.legal_basis, ground.law_code) if part)[:300]


def _leaves(case: Case, ground: Ground, now: datetime, undo: timedelta) -> datetime:
    """When the order may go: the time for regret gives way to the removal duty."""
    leaves = now + min(undo, LONGEST_UNDO)
    due = terms_of(case, ground.code).deadline
    return now if due is not None and leaves > due else leaves


def _order(case: Case, kind: ActKind, by: User, now: datetime, leaves: datetime) -> None:
    enqueue(
        channel=case.message.channel,
        kind=kind,
        payload={"target": target_of(case.message)},
        origin=ref_to(case),
        by=by,
        now=now,
        due_at=leaves,
        evidence_digest=case.evidence.digest,
    )


def _check_block(case: Case, ground: Ground, review_on: date, by: User, now: datetime) -> None:
    check_can_block(by, case)
    if not able_to_block(case):
        raise Refusal(_("Personen går inte att blockera på det här nätverket."), field="block")
    if review_on <= now.date():
        raise Refusal(_("Omprövningen måste ligga framåt i tiden."), field="review_on")
    channel = case.message.channel
    facts = BlockFacts(
        network=channel.network,
        channel_class=channel.channel_class,
        channel=str(channel.pk),
        ground=ground.code,
        decider=by.full_name,
        review_on=review_on,
    )
    for finding in check(case.message.municipality, facts, now):
        if finding.verdict == Verdict.STOP:
            raise Refusal(finding.message, cite=str(finding.citation), field="review_on")


def _keep_out(case: Case, review_on: date, by: User, now: datetime, leaves: datetime) -> None:
    """Once a case: a decision made anew after a setback does not block twice (V-66)."""
    person = case.message.person
    if person is None or Block.objects.filter(case=case).exists():
        return
    _order(case, ActKind.BLOCK, by, now, leaves)
    Block.objects.create(
        municipality_id=case.municipality_id,
        person=person,
        case=case,
        decided_by=by,
        decided_at=now,
        review_on=review_on,
    )


def _tell(case: Case, decision: Decision, ground: Ground, by: User, now: datetime) -> None:
    record(
        municipality=case.message.municipality,
        verb="case.decided",
        summary=_("Beslutade: %(measure)s. Grund: %(ground)s.")
        % {"measure": decision.measure.label, "ground": ground.label},
        about=[ref_to(case), Ref("inbox.thread", str(case.message.thread_id))],
        by=by,
        now=now,
        facts={
            "evidence": case.evidence.digest,
            "ground": ground.code,
            "measure": decision.measure.value,
            "block": decision.block_until_review is not None,
        },
        content={"assessment": decision.assessment.strip()},
    )

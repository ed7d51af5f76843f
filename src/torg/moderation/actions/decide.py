from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.delivery.actions import enqueue
from torg.inbox.models import Message
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.moderation.models import Block, Case, Measure
from torg.moderation.permissions import check_can_block, check_can_measure
from torg.moderation.queries import able, can_block, facts_of, ground_of, ref_to, terms_of
from torg.moderation.states import CaseState
from torg.people.models import User
from torg.ports.network import ActKind
from torg.rules.queries import Ground, RemovalFacts, Verdict, check, pack_in_force

KINDS = {Measure.HIDE: ActKind.HIDE, Measure.DELETE: ActKind.DELETE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the moderator chose. block_until_review: the review date, None for no block."""

    measure: Measure
    ground: str
    assessment: str
    block_until_review: date | None = None


def decide(*, case: Case, decision: Decision, by: User, now: datetime) -> Case:
    """Decide that sealed content goes, on a ground, and order the network to do it.

    The order is stored with the decision, in one transaction, with the digest of the
    evidence. Raises Denied, Refusal (a missing ground or assessment cites its clause).
    """
    check_can_measure(by, case, decision.measure)
    ground = _ground(case, decision.ground)
    _check_rules(case, ground, decision, now)
    if not able(case, decision.measure):
        raise Refusal(
            _("Nätverket låter oss inte göra det här."),
            remedy=_("Välj en annan åtgärd, eller anmäl innehållet på nätverket."),
            field="measure",
        )
    with transaction.atomic():
        moved = Case.objects.filter(pk=case.pk, state=CaseState.SEALED).update(
            state=CaseState.DECIDED,
            measure=decision.measure,
            ground=ground.code,
            ground_label=ground.label,
            legal_basis=ground.legal_basis,
            policy_basis=ground.policy_basis,
            assessment=decision.assessment.strip(),
            pack_digest=pack_in_force(case.message.municipality, case.discovered_at).digest,
            decided_by=by,
            decided_at=now,
            setback="",
        )
        if not moved:
            raise Refusal(
                _("Någon har redan beslutat i ärendet."),
                remedy=_("Ladda om sidan och se beslutet."),
            )
        _order(case, KINDS[decision.measure], by, now)
        if decision.block_until_review is not None:
            _keep_out(case, decision.block_until_review, by, now)
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
                "measure": decision.measure,
                "block": decision.block_until_review is not None,
            },
            content={"assessment": decision.assessment.strip()},
        )
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


def _check_rules(case: Case, ground: Ground, decision: Decision, now: datetime) -> None:
    terms = terms_of(case)
    written = decision.assessment.strip()
    if (terms.assessment or ground.assessment) and not written:
        raise Refusal(
            _("Skriv en bedömning av just det här fallet."),
            cite=str(ground.citation),
            field="assessment",
        )
    base = facts_of(case.message, case.discovered_at)
    facts = RemovalFacts(
        network=base.network,
        channel_class=base.channel_class,
        channel=base.channel,
        discovered_at=base.discovered_at,
        published_at=base.published_at,
        sealed_at=case.evidence.sealed_at,
        ground=ground.code,
        assessment=written,
        evidence=frozenset({"image", "payload", "context", "channel", "link", "time", "author"}),
    )
    for finding in check(case.message.municipality, facts, now):
        if finding.verdict == Verdict.STOP:
            raise Refusal(finding.message, cite=str(finding.citation), field=finding.field)


def _order(case: Case, kind: ActKind, by: User, now: datetime) -> None:
    enqueue(
        channel=case.message.channel,
        kind=kind,
        payload={"target": target_of(case.message)},
        origin=ref_to(case),
        by=by,
        now=now,
        evidence_digest=case.evidence.digest,
    )


def _keep_out(case: Case, review_on: date, by: User, now: datetime) -> None:
    check_can_block(by, case)
    if case.message.person is None or not can_block(case):
        raise Refusal(_("Personen går inte att blockera på det här nätverket."), field="block")
    if review_on <= now.date():
        raise Refusal(_("Omprövningen måste ligga framåt i tiden."), field="review_on")
    _order(case, ActKind.BLOCK, by, now)
    Block.objects.create(
        municipality_id=case.municipality_id,
        person=case.message.person,
        case=case,
        decided_by=by,
        decided_at=now,
        review_on=review_on,
    )

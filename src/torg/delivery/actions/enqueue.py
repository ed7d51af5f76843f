from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from torg.channels.models import Channel, ChannelConnection
from torg.delivery.models import Act
from torg.delivery.queries import ref_to
from torg.delivery.states import REMOVING
from torg.kernel.canonical import dumps
from torg.kernel.digests import sha256_hex
from torg.kernel.identifiers import uuid7
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import Department, User
from torg.ports.evidence import is_sealed
from torg.ports.network import ActKind
from torg.ports.registry import network_for
from torg.rules.queries import Place, clause_of


@dataclass(frozen=True, slots=True)
class Questions:
    """Who answers what residents ask about it: whose it is, by name, and how long."""

    department: Department
    answerer: User
    span: timedelta

    @classmethod
    def about(cls, act: Act) -> "Questions | None":
        """As they were for an act, for another that follows it."""
        if act.department is None or act.answerer is None:
            return None
        return cls(act.department, act.answerer, timedelta(hours=act.answer_hours))


def enqueue(
    *,
    channel: Channel,
    kind: ActKind,
    payload: Mapping[str, Any],
    origin: Ref,
    by: User | None,
    now: datetime,
    due_at: datetime | None = None,
    evidence_digest: str = "",
    questions: Questions | None = None,
    key_facts: Sequence[str] = (),
) -> Act:
    """Store an act in the caller's transaction; a worker performs it at `due_at` (now).

    The caller has checked the permission to decide; this is the deed that follows.
    payload: text, langs, images [{digest, mime, alt, width, height}], target {id, version,
    root_id, root_version, author_id}, reason; absent keys are empty.
    Raises Refusal when a removing act lacks sealed evidence about its very target, or the
    channel has no connection; IntegrityError when the same origin already has such an act.
    """
    connection = _may_be_stored(channel, kind, payload, evidence_digest, now)
    seed = uuid7()
    due = due_at or now
    with transaction.atomic():
        act = Act.objects.create(
            id=seed,
            municipality_id=channel.municipality_id,
            channel=channel,
            kind=kind,
            key=network_for(connection.adapter).mint_key(now, seed.bytes),
            payload=dict(payload),
            content_hash=sha256_hex(dumps(dict(payload))),
            origin_kind=origin.kind,
            origin_id=origin.id,
            created_at=now,
            created_by=by,
            due_at=due,
            not_before=due,
            evidence_digest=evidence_digest,
            key_facts=list(key_facts),
            **_answered_by(questions),
        )
        _tell(act, origin, by, now)
    return act


def _answered_by(questions: Questions | None) -> dict[str, Any]:
    if questions is None:
        return {}
    return {
        "department": questions.department,
        "answerer": questions.answerer,
        "answer_hours": questions.span // timedelta(hours=1),
    }


def _evidence_clause(channel: Channel, now: datetime) -> str:
    place = Place(
        network=channel.network, channel_class=channel.channel_class, channel=str(channel.pk)
    )
    return clause_of(channel.municipality, "removal_duty", place, now, states="evidence")


def _may_be_stored(
    channel: Channel,
    kind: ActKind,
    payload: Mapping[str, Any],
    evidence_digest: str,
    now: datetime,
) -> ChannelConnection:
    target = payload.get("target", {}).get("id", "")
    if kind in REMOVING and not is_sealed(channel.municipality_id, evidence_digest, target):
        raise Refusal(
            _("Beviset är inte förseglat. Inget har skickats till nätverket."),
            remedy=_("Försegla beviset i ärendet och besluta sedan igen."),
            cite=_evidence_clause(channel, now),
        )
    connection: ChannelConnection | None = getattr(channel, "connection", None)
    if connection is None:
        raise Refusal(
            _("%(channel)s är inte ansluten till något konto.") % {"channel": channel},
            remedy=_("Den som ansvarar för kanalen ansluter den under Kanaler."),
        )
    return connection


def _tell(act: Act, origin: Ref, by: User | None, now: datetime) -> None:
    record(
        municipality=act.municipality,
        verb="act.stored",
        summary=_("Lade uppdraget i kö för %(channel)s.") % {"channel": act.channel},
        about=[ref_to(act), origin],
        by=by,
        now=now,
        facts={
            "kind": act.kind,
            "key": act.key,
            "content": act.content_hash,
            "evidence": act.evidence_digest,
        },
    )

"""First the seal, then a person's decision, then the network: by every door (G-35, V-67)."""

from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from tests.factories.inbox import Desk
from tests.factories.moderation import NOW, decision, deliver, message_of, reported
from tests.factories.network import TalkingNetwork

from torg.delivery.actions import enqueue
from torg.delivery.models import Act
from torg.inbox.models import Message
from torg.kernel.blobs import BlobStore
from torg.kernel.identifiers import uuid7
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.moderation import actions
from torg.moderation.models import Case
from torg.moderation.states import CaseState
from torg.people.models import User
from torg.ports.network import ActKind

REMOVING = [ActKind.HIDE, ActKind.DELETE, ActKind.MUTE, ActKind.BLOCK]
LATER = NOW + timedelta(minutes=1)


def remove_without_seal(message: Message, kind: ActKind, digest: str) -> Act:
    """An act written straight into the table, past every action."""
    act: Act = Act.objects.create(
        municipality_id=message.municipality_id,
        channel=message.channel,
        kind=kind,
        key=str(uuid7()),
        payload={"target": {"id": message.network_id}},
        content_hash="c" * 64,
        origin_kind="prov",
        origin_id=str(uuid7()),
        created_at=NOW,
        due_at=NOW,
        not_before=NOW,
        evidence_digest=digest,
    )
    return act


@pytest.mark.req("G-35", "V-67")
@pytest.mark.parametrize("pack", ["goteborg", "vallentuna"])
@pytest.mark.parametrize("kind", REMOVING)
@pytest.mark.parametrize("digest", ["", "a" * 63, "a" * 64])
def test_nothing_is_called_before_the_seal(
    desk: Desk,
    pack: str,
    moderator: User,
    network: TalkingNetwork,
    tmp_path: Path,
    kind: ActKind,
    digest: str,
) -> None:
    message = message_of(desk)
    with pytest.raises(Refusal) as refused:
        enqueue(
            channel=desk.channel,
            kind=kind,
            payload={"target": {"id": message.network_id}},
            origin=Ref("prov", "1"),
            by=moderator,
            now=NOW,
            evidence_digest=digest,
        )
    assert "inte förseglat" in refused.value.message
    assert {"goteborg": "G-35", "vallentuna": "V-67"}[pack] in refused.value.cite
    if len(digest) < 64:
        with pytest.raises(IntegrityError), transaction.atomic():
            remove_without_seal(message, kind, digest)
    else:
        remove_without_seal(message, kind, digest)
    deliver(desk, LATER, tmp_path)
    assert network.calls == []
    assert not Act.objects.exclude(state="cancelled").exists()


@pytest.mark.req("G-35")
def test_the_seal_cannot_be_taken_off_an_order(desk: Desk, moderator: User) -> None:
    actions.decide(case=reported(desk), decision=decision(desk), by=moderator, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Act.objects.update(evidence_digest="")


@pytest.mark.req("G-35", "V-67")
@pytest.mark.parametrize("pack", ["goteborg", "vallentuna"])
def test_after_the_seal_and_the_decision_the_network_is_called(
    desk: Desk, moderator: User, network: TalkingNetwork, tmp_path: Path
) -> None:
    case = reported(desk)
    deliver(desk, LATER, tmp_path)
    assert network.calls == [], "a report alone removes nothing"
    actions.decide(case=case, decision=decision(desk), by=moderator, now=LATER)
    assert network.calls == [], "the decision is stored before anything is sent"
    deliver(desk, LATER, tmp_path)
    assert [call.kind for call in network.calls] == [ActKind.HIDE]
    assert network.calls[0].target.id == case.message.network_id
    act = Act.objects.get()
    assert act.evidence_digest == case.evidence.digest
    actions.follow(case=Case.objects.get(), now=LATER)
    case.refresh_from_db()
    assert case.state == CaseState.CARRIED_OUT
    assert case.carried_out_at is not None
    assert case.evidence.sealed_at < case.carried_out_at


def test_evidence_of_something_else_does_not_let_it_go(desk: Desk, moderator: User) -> None:
    other = message_of(desk, "Något annat.")
    with pytest.raises(Refusal):
        enqueue(
            channel=desk.channel,
            kind=ActKind.HIDE,
            payload={"target": {"id": other.network_id}},
            origin=Ref("prov", "1"),
            by=moderator,
            now=NOW,
            evidence_digest=reported(desk).evidence.digest,
        )


@pytest.mark.parametrize("part", ["digest", "card_digest", "file_digest"])
@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_evidence_that_is_no_longer_whole_stops_the_removal(
    desk: Desk, moderator: User, network: TalkingNetwork, tmp_path: Path, part: str, damage: str
) -> None:
    """The case goes back to a person, who reads why."""
    case = reported(desk)
    actions.decide(case=case, decision=decision(desk), by=moderator, now=LATER)
    digest = getattr(case.evidence, part)
    assert digest
    path = BlobStore(settings.BLOBS).path(digest)
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + b" ")
    deliver(desk, LATER, tmp_path)
    actions.follow(case=Case.objects.get(), now=LATER)
    case.refresh_from_db()
    assert (network.calls, case.state) == ([], CaseState.SEALED)
    assert "Beviset går inte att läsa helt" in case.setback


def test_a_decision_that_is_not_stored_orders_nothing(
    desk: Desk, moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = reported(desk)

    def breaks(**given: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(import_module("torg.moderation.actions.decide"), "record", breaks)
    with pytest.raises(RuntimeError):
        actions.decide(case=case, decision=decision(desk), by=moderator, now=NOW)
    case.refresh_from_db()
    assert (case.state, Act.objects.count()) == (CaseState.SEALED, 0)

"""After a restore nothing is believed: every act that seemed unsent is looked for first."""

from datetime import datetime, timedelta

import pytest
from tests.factories.delivery import ScriptedNetwork, make_channel, wire_scripted
from tests.factories.people import make_user

from torg.channels.models import Channel
from torg.delivery.actions import enqueue, lift_hold, quarantine, start_worker
from torg.delivery.actions.quarantine import BELIEVED
from torg.delivery.jobs import deliver_due, settle_unknown
from torg.delivery.models import Act, Hold
from torg.delivery.queries.watch import alarms
from torg.delivery.states import ActState
from torg.kernel.liveness import FileLock
from torg.kernel.refs import Ref
from torg.kernel.scope import scope
from torg.ledger.models import Entry
from torg.ports.network import ActKind, ActRequest, ReadBack, Seen

pytestmark = pytest.mark.django_db(transaction=True)
REASON = "Torg är återställt från säkerhetskopian från i går."


@pytest.fixture
def network() -> ScriptedNetwork:
    return wire_scripted()


def lay(channel: Channel, kind: ActKind, state: ActState, now: datetime, **more: object) -> Act:
    with scope(channel.municipality_id):
        act = enqueue(
            channel=channel,
            kind=kind,
            payload={"text": "Hej", "target": {"id": "c1"} if kind is ActKind.REPLY else {}},
            origin=Ref("prov", f"{kind}-{state}-{len(more)}"),
            by=None,
            now=now,
            **more,  # type: ignore[arg-type]
        )
        Act.objects.filter(pk=act.pk).update(state=state, network_id="x" * (state == "live"))
    return act


def run(now: datetime, tmp_path: object) -> None:
    lock = FileLock(tmp_path)  # type: ignore[arg-type]
    worker = start_worker(lock=lock, now=now)
    deliver_due(worker, lock, clock=lambda: now, slots=1)
    settle_unknown(clock=lambda: now)
    lock.release()


def test_what_the_network_already_has_is_not_sent_again(
    network: ScriptedNetwork, now: datetime, tmp_path: object
) -> None:
    channel = make_channel()
    acts = [lay(channel, ActKind.REPLY, state, now) for state in BELIEVED]
    done = lay(channel, ActKind.REPLY, ActState.LIVE, now)
    with scope(channel.municipality_id):
        assert quarantine(municipality=channel.municipality, reason=REASON, now=now) == 3
    run(now, tmp_path)
    assert network.calls + network.looks == [], "the window of the last call is waited out"
    network.look = lambda request: ReadBack(
        Seen.FOUND, "Det syns.", ScriptedNetwork.receipt(request)
    )
    run(now + timedelta(minutes=1), tmp_path)
    with scope(channel.municipality_id):
        live = Act.objects.filter(pk__in=[act.pk for act in acts], state=ActState.LIVE)
        assert live.count() == 3
        assert Act.objects.get(pk=done.pk).state == ActState.LIVE
        assert Entry.objects.filter(verb="act.unknown").count() == 3
    assert network.calls == []


def test_what_the_network_does_not_have_is_sent_but_posts_wait_for_a_person(
    network: ScriptedNetwork, now: datetime, tmp_path: object
) -> None:
    channel = make_channel()
    reply = lay(channel, ActKind.REPLY, ActState.DUE, now)
    post = lay(channel, ActKind.PUBLISH, ActState.DUE, now)
    with scope(channel.municipality_id):
        quarantine(municipality=channel.municipality, reason=REASON, now=now)
        quarantine(municipality=channel.municipality, reason=REASON, now=now)
        assert Hold.objects.count() == 1
    for minutes in (1, 2, 3):
        run(now + timedelta(minutes=minutes), tmp_path)
    assert [call.key for call in network.calls] == [reply.key]
    with scope(channel.municipality_id):
        told = [alarm.message for alarm in alarms(channel.municipality_id, now)]
        assert f"Publiceringen på alla kanaler är pausad av Torg: {REASON}" in told
        lead = make_user(role="account_lead", municipality=channel.municipality)
        lift_hold(hold=Hold.objects.get(), by=lead, now=now + timedelta(minutes=4))
        assert Act.objects.get(pk=post.pk).state == ActState.CANCELLED, "a person sends it again"


def test_what_was_for_later_is_not_sent_early(
    network: ScriptedNetwork, now: datetime, tmp_path: object
) -> None:
    channel = make_channel()
    later = now + timedelta(hours=5)
    lay(channel, ActKind.REPLY, ActState.DUE, now, due_at=later)
    with scope(channel.municipality_id):
        quarantine(municipality=channel.municipality, reason=REASON, now=now)
    for minutes in (1, 5, 60):
        run(now + timedelta(minutes=minutes), tmp_path)
    assert network.calls == []
    run(later, tmp_path)
    assert len(network.calls) == 1


def test_where_nothing_can_be_read_a_person_is_asked(
    network: ScriptedNetwork, now: datetime, tmp_path: object
) -> None:
    def cannot_tell(request: ActRequest) -> ReadBack:
        return ReadBack(Seen.CANNOT_TELL, "Nätverket visar det inte.")

    channel = make_channel()
    act = lay(channel, ActKind.REPLY, ActState.DUE, now)
    network.look = cannot_tell
    with scope(channel.municipality_id):
        quarantine(municipality=channel.municipality, reason=REASON, now=now)
    for minutes in (1, 2):
        run(now + timedelta(minutes=minutes), tmp_path)
    with scope(channel.municipality_id):
        assert Act.objects.get(pk=act.pk).asks_person
    assert network.calls == []

"""An act's way: never twice, never silently lost, the uncertain shown."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, transaction
from tests.factories.delivery import ScriptedNetwork, make_channel, wire_scripted
from tests.factories.people import make_department, make_user

from torg.channels.models import Channel
from torg.delivery import jobs
from torg.delivery.actions import (
    Want,
    claim,
    enqueue,
    lift_hold,
    place_hold,
    settle_by_person,
    start_worker,
)
from torg.delivery.jobs import deliver_due, reap, settle_unknown
from torg.delivery.models import Act, Attempt, Publication, Worker
from torg.kernel.jumps import JumpWatch
from torg.kernel.liveness import FileLock
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.kernel.scope import every_municipality
from torg.ledger.queries import timeline
from torg.people.models import Municipality
from torg.ports import evidence
from torg.ports.errors import Mender, NeedsReconnect, Refused, Unreachable
from torg.ports.leave import has_leave
from torg.ports.network import ActKind, ActRequest, ReadBack, Receipt, Seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def network() -> ScriptedNetwork:
    return wire_scripted()


@pytest.fixture
def channel(municipality: Municipality, network: ScriptedNetwork) -> Channel:
    return make_channel(department=make_department(municipality=municipality))


@pytest.fixture
def lock(tmp_path: Path) -> Iterator[FileLock]:
    held = FileLock(tmp_path)
    yield held
    held.release()


@pytest.fixture
def worker(db: None, lock: FileLock, now: datetime) -> Worker:
    return start_worker(lock=lock, now=now)


Put = Callable[..., Act]


def want(act: Act) -> Want:
    """An act as a worker has read it."""
    return Want(act, ScriptedNetwork().card, act.tries)


@pytest.fixture
def put(channel: Channel, now: datetime) -> Put:
    def make(kind: ActKind = ActKind.PUBLISH, origin: str = "1", evidence: str = "") -> Act:
        return enqueue(
            channel=channel,
            kind=kind,
            payload={"text": "Badhuset öppnar"},
            origin=Ref("test.origin", origin),
            by=None,
            now=now,
            evidence_digest=evidence,
        )

    return make


def fail(error: Exception) -> Callable[[ActRequest], Receipt]:
    def answer(request: ActRequest) -> Receipt:
        raise error

    return answer


def run(worker: Worker, lock: FileLock, at: datetime) -> int:
    return deliver_due(worker, lock, clock=lambda: at, slots=1)


def test_a_due_act_goes_out_once(
    put: Put, network: ScriptedNetwork, worker: Worker, lock: FileLock, now: datetime
) -> None:
    act = put()
    assert run(worker, lock, now) == 1
    assert run(worker, lock, now + timedelta(days=1)) == 0
    act.refresh_from_db()
    assert (act.state, act.network_id) == ("live", f"obj-{act.key}")
    assert [call.key for call in network.calls] == [act.key]
    assert Publication.objects.get(act=act).network_id == act.network_id
    said = [item.verb for item in timeline(Ref("delivery.act", str(act.pk)))]
    assert {"act.stored", "act.live"} <= set(said)


def test_a_call_asks_for_leave_while_it_is_made_and_no_longer(
    put: Put, network: ScriptedNetwork, worker: Worker, now: datetime, tmp_path: Path
) -> None:
    """A lock that fell after the claim: the adapter's call learns it, and others may go on."""

    class Falling(FileLock):
        stands = True

        def sure(self) -> bool:
            return self.stands

    lock = Falling(tmp_path / "another")

    def answer(request: ActRequest) -> Receipt:
        assert has_leave()
        Falling.stands = False
        assert not has_leave()
        raise Unreachable("lock-lost", maybe_done=False)

    network.answer = answer
    act = put()
    assert run(worker, lock, now) == 0
    assert has_leave()
    act.refresh_from_db()
    assert (act.state, act.code) == ("due", "lock-lost")


def test_the_same_origin_has_one_act(put: Put) -> None:
    put()
    with pytest.raises(IntegrityError), transaction.atomic():
        put()


def test_a_removal_without_sealed_evidence_cannot_be_stored(put: Put, channel: Channel) -> None:
    for digest in ("", "a" * 64):
        with pytest.raises(Refusal):
            put(ActKind.HIDE, evidence=digest)
    with pytest.raises(IntegrityError), transaction.atomic():
        Act.objects.filter(pk=put().pk).update(kind=ActKind.HIDE)


@pytest.mark.parametrize("code", ["timeout", "reset", "http-502"])
def test_an_unclear_answer_is_unknown_and_not_sent_again(
    code: str, put: Put, network: ScriptedNetwork, worker: Worker, lock: FileLock, now: datetime
) -> None:
    act = put()
    network.answer = fail(Unreachable(code, maybe_done=True))
    run(worker, lock, now)
    run(worker, lock, now + timedelta(seconds=9))
    act.refresh_from_db()
    assert (act.state, len(network.calls)) == ("unknown", 1)
    assert settle_unknown(clock=lambda: now + timedelta(seconds=9)) == 0, "the window still runs"


def test_an_unknown_act_that_stands_there_becomes_live(
    put: Put, network: ScriptedNetwork, worker: Worker, lock: FileLock, now: datetime
) -> None:
    act = put()
    network.answer = fail(Unreachable("timeout", maybe_done=True))
    run(worker, lock, now)
    network.look = lambda request: ReadBack(Seen.FOUND, "Inlägget finns.", network.receipt(request))
    settle_unknown(clock=lambda: now + timedelta(seconds=11))
    act.refresh_from_db()
    assert (act.state, len(network.calls), act.found) == ("live", 1, "Inlägget finns.")


def test_an_unknown_act_that_is_absent_is_sent_again_with_the_same_key(
    put: Put, network: ScriptedNetwork, worker: Worker, lock: FileLock, now: datetime
) -> None:
    act = put()
    network.answer = fail(Unreachable("timeout", maybe_done=True))
    run(worker, lock, now)
    network.answer = None
    later = now + timedelta(seconds=11)
    settle_unknown(clock=lambda: later)
    assert run(worker, lock, later + timedelta(seconds=1)) == 0, "it waits a little longer"
    assert run(worker, lock, later + timedelta(seconds=2)) == 1
    act.refresh_from_db()
    assert act.state == "live"
    assert {call.key for call in network.calls} == {act.key}


def test_two_hours_without_the_network_lose_no_reply(
    put: Put, network: ScriptedNetwork, worker: Worker, lock: FileLock, now: datetime
) -> None:
    act = put(ActKind.REPLY)
    network.answer = fail(Unreachable("http-503", maybe_done=True))
    for minute in range(120):
        at = now + timedelta(minutes=minute)
        run(worker, lock, at)
        settle_unknown(clock=partial(at.__add__, timedelta(seconds=30)))
        act.refresh_from_db()
        assert act.state in {"due", "unknown"}, "it stays in sight"
    assert 5 < len(network.calls) < 20, "the network is not hammered"
    network.answer = None
    for minute in range(120, 140):
        run(worker, lock, now + timedelta(minutes=minute))
    act.refresh_from_db()
    assert act.state == "live"
    assert {call.key for call in network.calls} == {act.key}


def test_an_absent_post_is_not_sent_hours_late(
    put: Put, network: ScriptedNetwork, worker: Worker, lock: FileLock, now: datetime
) -> None:
    act = put()
    network.answer = fail(Unreachable("timeout", maybe_done=True))
    run(worker, lock, now)
    settle_unknown(clock=lambda: now + timedelta(hours=2))
    act.refresh_from_db()
    assert act.state == "refused"
    assert "Tiden hade gått" in act.cause


def test_a_network_that_cannot_tell_asks_a_person(
    put: Put, network: ScriptedNetwork, worker: Worker, lock: FileLock, now: datetime
) -> None:
    act = put()
    network.answer = fail(Unreachable("timeout", maybe_done=True))
    run(worker, lock, now)
    network.look = lambda request: ReadBack(Seen.CANNOT_TELL, "Kontot kan inte läsas tillbaka.")
    settle_unknown(clock=lambda: now + timedelta(seconds=11))
    act.refresh_from_db()
    assert (act.state, act.asks_person) == ("unknown", True)
    lead = make_user(role="account_lead", municipality=act.municipality)
    settle_by_person(
        act=act, is_live=True, url="http://127.0.0.1:9/x", note="Jag såg det.", by=lead, now=now
    )
    act.refresh_from_db()
    assert act.state == "live"
    with pytest.raises(Refusal):
        settle_by_person(act=act, is_live=False, note="", by=lead, now=now)


def test_what_cannot_be_told_is_looked_for_once_an_hour(
    put: Put, network: ScriptedNetwork, worker: Worker, lock: FileLock, now: datetime
) -> None:
    put()
    network.answer = fail(Unreachable("timeout", maybe_done=True))
    run(worker, lock, now)
    network.look = lambda request: ReadBack(Seen.CANNOT_TELL, "Kontot kan inte läsas tillbaka.")

    def looked_after(minutes: int) -> int:
        return settle_unknown(clock=lambda: now + timedelta(minutes=minutes, seconds=11))

    assert [looked_after(minutes) for minutes in (0, 1, 59, 60, 61, 119, 120)] == [
        1, 0, 0, 1, 0, 0, 1,
    ]  # fmt: skip


def test_a_definite_no_is_final_with_its_cause(
    put: Put, network: ScriptedNetwork, worker: Worker, lock: FileLock, now: datetime
) -> None:
    act = put()
    network.answer = fail(Refused("too-long", cause="Texten är för lång.", mender=Mender.AUTHOR))
    run(worker, lock, now)
    act.refresh_from_db()
    assert (act.state, act.cause, act.mender) == ("refused", "Texten är för lång.", "author")
    assert run(worker, lock, now + timedelta(days=1)) == 0


def test_a_rate_limit_waits_as_long_as_told(
    put: Put, network: ScriptedNetwork, worker: Worker, lock: FileLock, now: datetime
) -> None:
    act = put()
    network.answer = fail(
        Refused(
            "http-429",
            cause="För många anrop.",
            mender=Mender.NETWORK,
            retry_after=timedelta(seconds=90),
        )
    )
    run(worker, lock, now)
    network.answer = None
    assert run(worker, lock, now + timedelta(seconds=89)) == 0
    assert run(worker, lock, now + timedelta(seconds=90)) == 1
    act.refresh_from_db()
    assert act.state == "live"


def test_a_dead_credential_holds_the_channel_and_loses_nothing(
    put: Put,
    channel: Channel,
    network: ScriptedNetwork,
    worker: Worker,
    lock: FileLock,
    now: datetime,
) -> None:
    act = put()
    network.answer = fail(NeedsReconnect("http-401"))
    run(worker, lock, now)
    channel.connection.refresh_from_db()
    act.refresh_from_db()
    assert (channel.connection.state, act.state) == ("broken", "due")
    network.answer = None
    assert run(worker, lock, now + timedelta(days=1)) == 0, "nothing goes while it is broken"


def test_an_answer_without_id_is_never_called_live(
    put: Put, network: ScriptedNetwork, worker: Worker, lock: FileLock, now: datetime
) -> None:
    act = put()
    network.answer = lambda request: Receipt("", "", now)
    run(worker, lock, now)
    act.refresh_from_db()
    assert act.state == "unknown"


def test_a_dead_workers_act_becomes_unknown_and_a_living_ones_stays(
    put: Put, lock: FileLock, tmp_path: Path, worker: Worker, now: datetime
) -> None:
    act = put()
    Act.objects.filter(pk=act.pk).update(
        state="sending", worker=worker, tries=1, sending_since=now, uncertain_until=now
    )
    Attempt.objects.create(
        municipality=act.municipality, act=act, number=1, worker_name="x", started_at=now
    )
    other = FileLock(tmp_path)
    assert reap(other, clock=lambda: now) == 0, "its lock is held: it may still wake up"
    lock.release()
    assert reap(other, clock=lambda: now) == 1
    act.refresh_from_db()
    assert act.state == "unknown"
    assert Attempt.objects.get(act=act).outcome == "unknown"


def test_an_outcome_that_could_not_be_written_is_looked_for_though_the_worker_lives(
    put: Put,
    network: ScriptedNetwork,
    worker: Worker,
    lock: FileLock,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The network has it, the disk is full for a second: the act must not be sending for ever."""
    act = put()
    with monkeypatch.context() as full:

        def refuses(**_outcome: object) -> None:
            raise OperationalError("database or disk is full")

        full.setattr("torg.delivery.actions.finish_live", refuses)
        deliver_due(worker, lock, clock=lambda: now, slots=1)
    act.refresh_from_db()
    assert act.state == "sending"
    assert reap(lock, clock=lambda: now) == 1
    assert reap(lock, clock=lambda: now) == 0
    network.look = lambda request: ReadBack(Seen.FOUND, "Det syns.", network.receipt(request))
    settle_unknown(clock=lambda: now + timedelta(seconds=11))
    act.refresh_from_db()
    assert act.state == "live"
    assert len(network.calls) == 1


def test_a_claim_whose_end_was_not_heard_is_looked_for_though_the_worker_lives(
    put: Put,
    network: ScriptedNetwork,
    worker: Worker,
    lock: FileLock,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The database kept the claims of several, lost the line, and tells each that it is taken."""
    act = put()

    def unheard(**asked: Any) -> list[None]:
        claim(**asked)
        return [None]

    with monkeypatch.context() as cut:
        cut.setattr("torg.delivery.actions.claim", unheard)
        assert deliver_due(worker, lock, clock=lambda: now, slots=1) == 0
    assert Act.objects.get().state == "sending"
    assert reap(lock, clock=lambda: now) == 1
    assert Act.objects.get(pk=act.pk).state == "unknown"
    assert network.calls == []


def test_an_act_is_claimed_once_and_a_living_workers_act_is_left_alone(
    put: Put, worker: Worker, lock: FileLock, now: datetime
) -> None:
    """Two workers read the same list; whoever comes second finds it taken."""
    act, seen_by_another = put(), Act.objects.get()
    (first,) = claim(wants=[want(act)], worker=worker, now=now)
    assert first is not None
    assert claim(wants=[want(seen_by_another)], worker=worker, now=now) == [None]
    assert reap(lock, clock=lambda: now + timedelta(days=1)) == 0
    assert Act.objects.get().state == "sending"


def test_a_pause_set_after_the_list_was_read_still_stops_the_call(
    put: Put, worker: Worker, now: datetime
) -> None:
    act = put()
    lead = make_user(role="account_lead", municipality=act.municipality)
    place_hold(municipality=act.municipality, channel=None, reason="Olycka", by=lead, now=now)
    assert claim(wants=[want(act)], worker=worker, now=now) == [None]


def test_a_call_that_began_late_is_not_looked_for_too_early(
    put: Put, network: ScriptedNetwork, worker: Worker, lock: FileLock, now: datetime
) -> None:
    """A worker frozen between claim and call: the window starts when the call has ended."""
    put()
    at = [now]

    def thaw(request: ActRequest) -> Receipt:
        at[0] += timedelta(hours=1)
        raise Unreachable("timeout", maybe_done=True)

    network.answer = thaw
    deliver_due(worker, lock, clock=lambda: at[0], slots=1)
    assert settle_unknown(clock=lambda: at[0] + timedelta(seconds=9)) == 0
    assert settle_unknown(clock=lambda: at[0] + timedelta(seconds=10)) == 1


def test_a_worker_that_died_late_is_not_looked_after_too_early(
    put: Put, worker: Worker, lock: FileLock, now: datetime
) -> None:
    act = put()
    claim(wants=[want(act)], worker=worker, now=now)
    lock.release()
    late = now + timedelta(hours=1)
    assert reap(lock, clock=lambda: late) == 1
    assert settle_unknown(clock=lambda: late + timedelta(seconds=9)) == 0
    assert settle_unknown(clock=lambda: late + timedelta(seconds=10)) == 1


def test_after_a_jump_of_the_clock_the_window_is_waited_anew(
    put: Put,
    network: ScriptedNetwork,
    worker: Worker,
    lock: FileLock,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Clocks set an hour forward just after a call: the object may not be seen yet."""
    put()
    network.answer = fail(Unreachable("timeout", maybe_done=True))
    run(worker, lock, now)
    wall, steady = [0.0], [0.0]
    monkeypatch.setattr(jobs.look, "JUMPS", JumpWatch(lambda: wall[0], lambda: steady[0]))
    wall[0] += 3600
    later = now + timedelta(hours=1)
    assert settle_unknown(clock=lambda: later) == 0
    wall[0] += 10
    steady[0] += 10
    assert settle_unknown(clock=lambda: later + timedelta(seconds=10)) == 1


def test_a_hold_stops_posts_but_not_removals_and_nothing_floods(
    put: Put,
    worker: Worker,
    lock: FileLock,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(evidence, "_checks", [lambda *_: True])
    post = put()
    removal = put(ActKind.HIDE, origin="2", evidence="b" * 64)
    lead = make_user(role="account_lead", municipality=post.municipality)
    hold = place_hold(
        municipality=post.municipality, channel=None, reason="Olycka", by=lead, now=now
    )
    assert run(worker, lock, now) == 1
    removal.refresh_from_db()
    assert removal.state == "live"
    assert lift_hold(hold=hold, by=lead, now=now + timedelta(hours=1)) == 1
    assert run(worker, lock, now + timedelta(hours=1)) == 0
    post.refresh_from_db()
    assert post.state == "cancelled"
    assert "Missades under pausen" in post.cause


def test_one_hold_at_a_time(municipality: Municipality, now: datetime) -> None:
    lead = make_user(role="account_lead", municipality=municipality)
    place_hold(municipality=municipality, channel=None, reason="Kris", by=lead, now=now)
    with pytest.raises(Refusal):
        place_hold(municipality=municipality, channel=None, reason="Kris", by=lead, now=now)


def test_a_slow_worker_that_lost_its_act_changes_nothing(
    put: Put, network: ScriptedNetwork, worker: Worker, lock: FileLock, now: datetime
) -> None:
    act = put()

    def answer(request: ActRequest) -> Receipt:
        with every_municipality():
            Act.objects.filter(pk=act.pk).update(state="unknown", tries=2)
        raise Unreachable("timeout", maybe_done=True)

    network.answer = answer
    run(worker, lock, now)
    act.refresh_from_db()
    assert (act.state, act.tries) == ("unknown", 2)

"""The whole way on the practice network: what stands there is what the inbox holds."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.contracts.practice.practice_rig import PracticeRig, practice_rig
from tests.factories.inbox import Desk, make_desk, words
from tests.factories.people import make_user

from torg.adapters.networks.practice.settings import Settings
from torg.channels.models import Channel, ChannelClass
from torg.channels.queries import keyring
from torg.delivery.actions import enqueue, start_worker
from torg.delivery.jobs import deliver_due
from torg.delivery.models import Act
from torg.delivery.states import ActState
from torg.inbox import actions, jobs
from torg.inbox.models import Direction, Message, Route, Thread, ThreadKind
from torg.kernel.liveness import FileLock
from torg.kernel.refs import Ref
from torg.kernel.scope import scope
from torg.ports.network import ActKind
from torg.ports.registry import register


@pytest.fixture
def net(tmp_path: Path) -> Iterator[PracticeRig]:
    with practice_rig(tmp_path, Settings(control=True, echo_own=True)) as made:
        yield made


def at_the_rig(made: Desk, net: PracticeRig) -> Desk:
    """The desk's channel on the rig's account."""
    register("practice-rig", net.network)
    row = made.channel.connection
    row.adapter = "practice-rig"
    row.base_url = net.connection.base_url
    row.account_id = net.connection.account_id
    row.handle = net.connection.handle
    row.secret = keyring().seal(net.connection.secret)
    row.save()
    return made


@pytest.fixture
def desk(db: None, net: PracticeRig) -> Iterator[Desk]:
    made = at_the_rig(make_desk("stockholm"), net)
    with scope(made.municipality.pk):
        yield made


def sync() -> None:
    """One round of the worker's inbox work, later than any backoff."""
    jobs.poll_channels(clock=lambda: timezone.now() + timedelta(hours=1))
    jobs.process_spool(clock=lambda: timezone.now() + timedelta(hours=1))


def test_a_post_a_comment_and_an_answer(desk: Desk, net: PracticeRig, tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "locks")
    worker = start_worker(lock=lock, now=timezone.now())
    act = enqueue(
        channel=desk.channel,
        kind=ActKind.PUBLISH,
        payload={"text": "Badhuset öppnar på lördag.", "langs": ["sv"]},
        origin=Ref("test", "inlägg"),
        by=None,
        now=timezone.now(),
    )
    assert deliver_due(worker, lock, slots=1) == 1
    act.refresh_from_db()

    comment = net.comment(act.network_id, "När öppnar ni?", by="Rut Rask")
    net.mention("hej, vem sköter parken?", by="Bo Berg")
    net.message("Får jag ringa er?", by="Rut Rask")
    net.visitor_post("Så fin fontän!", by="Bo Berg")
    for _ in range(2):
        sync()
    kinds = dict(Thread.objects.values_list("kind", "route"))
    assert kinds == {
        ThreadKind.COMMENT: Route.COMMUNICATORS,
        ThreadKind.MENTION: Route.COMMUNICATORS,
        ThreadKind.VISITOR_POST: Route.COMMUNICATORS,
        ThreadKind.MESSAGE: Route.CONTACT_CENTRE,
    }
    asked = Message.objects.select_related("thread__publication").get(network_id=comment)
    assert asked.thread.publication == act.publication
    assert Message.objects.filter(direction=Direction.OUT).count() == 0

    closing = "Vänliga hälsningar, Omar"
    sent = actions.reply(
        thread=asked.thread,
        words=words(asked.thread, f"Hej Rut!\n\nKlockan elva.\n\n{closing}"),
        by=desk.writer,
        now=timezone.now(),
    )
    direct = Thread.objects.get(kind=ThreadKind.MESSAGE)
    actions.reply(
        thread=direct,
        words=words(direct, "Hej Rut!\n\nJa, gärna.\n\nVänliga hälsningar, Kim"),
        by=desk.centre,
        now=timezone.now(),
    )
    assert deliver_due(worker, lock, slots=1) == 2
    assert set(Act.objects.values_list("state", flat=True)) == {ActState.LIVE}
    sync()
    ours = Message.objects.filter(direction=Direction.OUT)
    assert {message.thread_id for message in ours} == {asked.thread_id, direct.pk}
    assert ours.get(thread=asked.thread).reply == sent
    assert Thread.objects.count() == 4

    net.edit(comment, "När stänger ni?", by="Rut Rask")
    sync()
    assert [
        (message.text, message.is_current)
        for message in Message.objects.filter(network_id=comment).order_by("id")
    ] == [("När öppnar ni?", False), ("När stänger ni?", True)]
    net.delete(comment, by="Rut Rask")
    sync()
    assert all(
        message.deleted_upstream_at for message in Message.objects.filter(network_id=comment)
    )
    lock.release()


@pytest.mark.req("M1-22")
def test_a_main_account_says_what_it_is_for_and_hears_comments_and_visitors(
    db: None, net: PracticeRig, tmp_path: Path
) -> None:
    made = at_the_rig(make_desk("malmo", network="facebook"), net)
    with scope(made.municipality.pk):
        Channel.objects.filter(pk=made.channel.pk).update(channel_class=ChannelClass.MAIN)
        reader = Client()
        reader.force_login(make_user(role="official", municipality=made.municipality))
        page = reader.get(reverse("channels:show_channel", args=[made.channel.pk])).text
        assert "Egna inlägg" in page
        assert "Svar på andras kommentarer och inlägg" in page
        lock = FileLock(tmp_path / "locks")
        worker = start_worker(lock=lock, now=timezone.now())
        act = enqueue(
            channel=made.channel,
            kind=ActKind.PUBLISH,
            payload={"text": "Parkerna blommar.", "langs": ["sv"]},
            origin=Ref("test", "inlägg"),
            by=None,
            now=timezone.now(),
        )
        assert deliver_due(worker, lock, slots=1) == 1
        act.refresh_from_db()
        net.comment(act.network_id, "Så fint!", by="Rut Rask")
        net.visitor_post("Var ligger rosariet?", by="Bo Berg")
        for _ in range(2):
            sync()
        held = set(Message.objects.values_list("text", "thread__kind", "thread__channel"))
        assert held == {
            ("Så fint!", ThreadKind.COMMENT, made.channel.pk),
            ("Var ligger rosariet?", ThreadKind.VISITOR_POST, made.channel.pk),
        }
        lock.release()

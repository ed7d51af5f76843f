"""An image whose file is gone or rotten: the post is held with a reason, never sent without."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from tests.factories.delivery import make_channel, wire_scripted
from tests.factories.inbox import Desk, make_desk
from tests.factories.planning import TICKED, content, make_image

from torg.channels.models import ChannelClass
from torg.delivery.actions import start_worker
from torg.delivery.jobs import deliver_due, settle_unknown
from torg.delivery.models import Act
from torg.kernel.blobs import BlobStore
from torg.kernel.liveness import FileLock
from torg.kernel.scope import scope
from torg.media.models import MediaItem
from torg.planning import actions
from torg.planning.models import Post
from torg.planning.queries import content_hash

pytestmark = pytest.mark.django_db
MINUTE = datetime(2026, 9, 10, 7, 0, tzinfo=UTC)


@pytest.fixture
def desk(now: datetime) -> Desk:
    wire_scripted()
    return make_desk("malmo")


def approved(desk: Desk, now: datetime) -> tuple[Post, MediaItem]:
    channel = make_channel(department=desk.department, channel_class=ChannelClass.ORDINARY)
    image = make_image(desk.department, desk.writer, now)
    post = actions.write_post(
        department=desk.department,
        content=content(channel, images=(image,)),
        by=desk.writer,
        now=now,
    )
    post = actions.submit(post=post, by=desk.writer, now=now)
    post = actions.approve(
        post=post, content=content_hash(post), checks=TICKED, by=desk.lead, now=now
    )
    return post, image


def file_of(image: MediaItem) -> Path:
    return BlobStore(settings.BLOBS).path(image.digest)


@pytest.mark.parametrize("rotten", [False, True])
def test_it_is_held_at_its_minute_with_the_images_name(
    rotten: bool, desk: Desk, now: datetime
) -> None:
    with scope(desk.municipality.pk):
        post, image = approved(desk, now)
        file_of(image).unlink()
        if rotten:
            file_of(image).write_bytes(b"annat")
        post = actions.release(post=post, now=MINUTE)
        file_of(image).unlink(missing_ok=True)
    assert post.state == "missed"
    assert post.setback == ("Bilden bild.png saknas eller är skadad på servern. Lägg in den igen.")


def test_it_is_taken_back_when_the_file_goes_after_release(
    desk: Desk, now: datetime, tmp_path: Path
) -> None:
    network = wire_scripted()
    with scope(desk.municipality.pk):
        post, image = approved(desk, now)
        actions.release(post=post, now=MINUTE)
        file_of(image).unlink()
    lock = FileLock(tmp_path)
    deliver_due(start_worker(lock=lock, now=MINUTE), lock, clock=lambda: MINUTE, slots=1)
    lock.release()
    with scope(desk.municipality.pk):
        act = Act.objects.get()
        assert network.calls == []
        assert act.state == "cancelled"
        assert "Lägg in den igen och skicka på nytt" in act.cause


def test_an_unclear_one_is_asked_about_and_holds_up_nobody(
    desk: Desk, now: datetime, tmp_path: Path
) -> None:
    network = wire_scripted()
    with scope(desk.municipality.pk):
        post, image = approved(desk, now)
        actions.release(post=post, now=MINUTE)
        Act.objects.update(state="unknown", uncertain_until=MINUTE)
        file_of(image).unlink()
    settle_unknown(clock=lambda: MINUTE + timedelta(minutes=1))
    with scope(desk.municipality.pk):
        act = Act.objects.get()
        assert (act.state, act.asks_person) == ("unknown", True)
        assert "Bilden saknas eller är skadad" in act.found
    assert network.looks == []

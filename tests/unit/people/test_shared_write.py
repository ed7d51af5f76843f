"""Rows of many threads in one write: none is lost, none speaks for another."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event
from uuid import UUID

import pytest
from django.db import DatabaseError, OperationalError, connection
from tests.factories.inbox import Desk, make_desk
from tests.factories.waiting import until

from torg.inbox.actions import store_webhook
from torg.inbox.models import RawDelivery
from torg.kernel.identifiers import uuid7
from torg.kernel.scope import scope
from torg.kernel.together import Together
from torg.people.models import connections, shared_write
from torg.people.models.statement import Wish

pytestmark = pytest.mark.django_db(transaction=True)

AT = datetime(2026, 9, 8, 12, tzinfo=UTC)


class Disk:
    """Holds the first write back until the others wait behind it; notes how many went at once."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.go = Event()
        self.asks = Together(self.write)

    def write(self, wishes: Sequence[Wish]) -> Sequence[shared_write.Told]:
        self.sizes.append(len(wishes))
        assert self.go.wait(30)
        return shared_write._write(wishes)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    disk = Disk()
    monkeypatch.setattr(shared_write, "_writes", disk.asks)
    return disk


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def deliver(desk: Desk, body: bytes, channel: UUID | None = None) -> bool:
    with scope(desk.municipality.pk):
        try:
            return store_webhook(
                municipality_id=desk.municipality.pk, channel_id=channel or desk.channel.pk,
                body=body, now=AT,
            )  # fmt: skip
        finally:
            connection.close()


def stored(desk: Desk) -> set[bytes]:
    with scope(desk.municipality.pk):
        return {bytes(body) for body in RawDelivery.objects.values_list("body", flat=True)}


def queue(
    threads: ThreadPoolExecutor, disk: Disk, desk: Desk, *rest: tuple[bytes, UUID | None]
) -> list[Future[bool]]:
    """One is being written, and the rest wait behind it."""
    first = threads.submit(deliver, desk, b"first")
    until(lambda: disk.sizes == [1])
    others = [threads.submit(deliver, desk, *each) for each in rest]
    until(lambda: len(disk.asks._waiting) == len(others))
    disk.go.set()
    return [first, *others]


def test_whoever_comes_during_a_write_shares_the_next(
    disk: Disk, threads: ThreadPoolExecutor
) -> None:
    desk = make_desk("malmo")
    bodies = [b"%d" % number for number in range(5)]
    asked = queue(threads, disk, desk, *((body, None) for body in [*bodies, b"first", b"4"]))
    # Bytes that came twice stand once, and take nobody with them.
    assert sorted(each.result(30) for each in asked) == [False, False, *[True] * 6]
    assert disk.sizes == [1, 7]
    assert stored(desk) == {b"first", *bodies}


def test_a_row_that_cannot_stand_takes_no_other_with_it(
    disk: Disk, threads: ThreadPoolExecutor
) -> None:
    """Its channel is not there, which is said of the whole transaction at its end."""
    desk = make_desk("malmo")
    first, ours, astray = queue(threads, disk, desk, (b"ours", None), (b"astray", uuid7()))
    assert first.result(30)
    assert ours.result(30)
    with pytest.raises(DatabaseError, match=r"(?i)foreign key"):
        astray.result(30)
    assert disk.sizes == [1, 2, 1, 1]
    assert stored(desk) == {b"first", b"ours"}


def test_a_write_that_fails_is_told_and_opens_the_connection_anew() -> None:
    desk = make_desk("malmo")
    assert deliver(desk, b"before")
    with pytest.raises(DatabaseError, match="nowhere"):
        shared_write.write_shared("INSERT INTO nowhere VALUES (1)", [])
    assert connections.writer_of(str(connection.settings_dict["NAME"])).connection is None
    assert deliver(desk, b"after")
    assert stored(desk) == {b"before", b"after"}


@pytest.mark.skipif(connection.vendor == "sqlite", reason="a file has no server")
def test_a_connection_that_the_server_has_cut_is_opened_anew() -> None:
    desk = make_desk("malmo")
    assert deliver(desk, b"before")
    writer = connections.writer_of(str(connection.settings_dict["NAME"])).connection
    assert writer is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [writer.info.backend_pid])
    assert deliver(desk, b"after")
    assert not deliver(desk, b"after")
    assert stored(desk) == {b"before", b"after"}


@pytest.mark.skipif(connection.vendor == "sqlite", reason="a file has no server")
def test_of_a_server_that_is_away_all_hear_at_once(
    disk: Disk, threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In turn, eight deliveries would wait eight times as long as one."""
    desk = make_desk("malmo")
    tried: list[int] = []

    def away(wishes: Sequence[Wish]) -> Sequence[shared_write.Told]:
        tried.append(len(wishes))
        raise OperationalError("no answer")

    monkeypatch.setattr(shared_write, "_write_all", away)
    asked = queue(threads, disk, desk, *((b"%d" % number, None) for number in range(4)))
    for each in asked:
        with pytest.raises(OperationalError, match="no answer"):
            each.result(30)
    assert (disk.sizes, tried) == ([1, 4], [1, 4])

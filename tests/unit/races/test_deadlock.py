"""Two who wait for each other on PostgreSQL: one is ended by the server, and loses nothing."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection, transaction
from tests.factories.inbox import Desk, make_desk, words
from tests.factories.moderation import NOW, message_of
from tests.factories.network import wire_talking

from torg.delivery.models import Act
from torg.inbox.actions import reply
from torg.inbox.models import Reply, Thread
from torg.kernel.scope import scope
from torg.ledger.models import Entry
from torg.site.unavailable import cause_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="a file is written by one at a time"
    ),
]
TEXT = "Hej Anna!\n\nBadet öppnar klockan tio.\n\nVänliga hälsningar, Omar"
WAITS = (
    "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


@pytest.fixture
def desk(transactional_db: None) -> Iterator[Desk]:
    wire_talking()
    made = make_desk("stockholm")
    with scope(made.municipality.pk):
        yield made


@contextmanager
def crossed(thread: Thread) -> Iterator[list[str]]:
    """Somebody who holds the log's head, and wants the conversation of whoever waits for it."""
    holds, met = threading.Event(), list[str]()

    def cross() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                # Whoever looks first is ended: not this one.
                cursor.execute("SET LOCAL deadlock_timeout = '60s'")
                cursor.execute("SELECT 1 FROM ledger_head FOR UPDATE")
                holds.set()
                until = time.monotonic() + 20
                while time.monotonic() < until and not cursor.execute(WAITS).fetchone():
                    time.sleep(0.01)
                cursor.execute("SELECT 1 FROM inbox_thread WHERE id = %s FOR UPDATE", [thread.pk])
            met.append("done")
        finally:
            holds.set()
            connection.close()

    other = threading.Thread(target=cross)
    other.start()
    holds.wait(20)
    try:
        yield met
    finally:
        other.join(60)


def test_a_deed_that_a_deadlock_ends_leaves_nothing_and_can_be_done_again(desk: Desk) -> None:
    thread = message_of(desk, "När öppnar badet?").thread
    given = words(thread, TEXT)
    entries = Entry.objects.count()
    with crossed(thread) as other, pytest.raises(OperationalError, match="deadlock") as met:
        reply(thread=thread, words=given, by=desk.writer, now=NOW)
    assert other == ["done"]
    assert (Reply.objects.count(), Act.objects.count(), Entry.objects.count()) == (0, 0, entries)
    told = cause_of(met.value)
    assert told
    assert told.message == "Databasen svarar inte just nu, så ingenting har sparats."

    reply(thread=thread, words=given, by=desk.writer, now=NOW)
    assert (Reply.objects.count(), Act.objects.filter(kind="reply").count()) == (1, 1)

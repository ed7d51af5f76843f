"""A process is killed in the middle of letting a person go: all of it has happened, or nothing."""

import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from tests.factories.inbox import make_desk, words
from tests.factories.moderation import NOW, message_of
from tests.factories.network import wire_talking
from tests.factories.people import make_user
from tests.factories.processes import let_go_of_sockets

from torg.channels.actions import AccessWish, grant_access, request_access
from torg.channels.models import ChannelAccess, Departure, DepartureTask, TeamMember
from torg.delivery.models import Act
from torg.desk.actions import let_go
from torg.inbox.actions import claim, reply
from torg.inbox.models import Reply, Thread
from torg.kernel.scope import scope
from torg.ledger.models import Entry
from torg.people.models import User

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Hej Anna!\n\nBadet öppnar klockan tio.\n\nVänliga hälsningar, Omar"
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture
def leaving(transactional_db: None) -> Iterator[tuple[User, User]]:
    """A person with something in every room, and who lets them go."""
    wire_talking()
    desk = make_desk("stockholm")
    person = desk.writer
    with scope(desk.municipality.pk):
        wish = AccessWish(user=person, level="full", reason="Sköter kontot.", shared_login=True)
        asked = request_access(channel=desk.channel, wish=wish, by=person, now=NOW)
        grant_access(access=asked, note="", by=desk.lead, now=NOW)
        TeamMember.objects.create(municipality=desk.municipality, channel=desk.channel, user=person)
        thread = message_of(desk, "När öppnar badet?").thread
        reply(thread=thread, words=words(thread, TEXT), by=person, now=NOW)
        claim(thread=message_of(desk, "Är det kallt?").thread, by=person, now=NOW)
        yield person, make_user(role="administrator", municipality=desk.municipality)


def test_a_person_is_let_go_wholly_or_not_at_all(leaving: tuple[User, User]) -> None:
    person, admin = leaving

    def go() -> object:
        return let_go(user=person, colleague=None, by=admin, now=NOW)

    before, number, died = standing(person), 0, 0
    while killed_at(go, number):
        assert standing(person) == before, f"after write {number}"
        died, number = died + 1, number + 4
    assert died >= 5
    after = standing(person)
    assert all(was != now for was, now in zip(before, after, strict=True)), (before, after)


def standing(person: User) -> list[object]:
    """One fact for each thing that a leaving changes."""
    return [
        User.objects.filter(pk=person.pk, is_active=True).exists(),
        User.objects.get(pk=person.pk).session_epoch,
        TeamMember.objects.count(),
        ChannelAccess.objects.get().state,
        Departure.objects.count(),
        DepartureTask.objects.count(),
        sorted(Thread.objects.values_list("state", flat=True)),
        Reply.objects.get().state,
        Act.objects.get(kind="reply").state,
        Entry.objects.count(),
    ]


def killed_at(call: Callable[[], object], number: int) -> bool:
    """Whether a process of its own died at its write of that number, from 0; else it is done."""
    let_go_of_sockets()
    child = os.fork()
    if not child:
        with connection.execute_wrapper(_killer(number)):
            call()
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


def _killer(number: int) -> Callable[..., Any]:
    left = number

    def wrap(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        nonlocal left
        done = execute(sql, *rest)
        if sql.lstrip().upper().startswith(WRITES):
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
        return done

    return wrap

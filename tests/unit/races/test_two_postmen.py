"""Two workers on the same letters, and one that dies in the middle: no letter leaves twice."""

import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from tests.factories.moderation import NOW
from tests.factories.people import make_municipality, make_user
from tests.factories.processes import at_once, let_go_of_sockets
from tests.unit.races.test_killed import killed_at

from torg.desk.queries import my_day
from torg.kernel.refs import Ref
from torg.kernel.scope import scope
from torg.ledger.models import Entry
from torg.notices import actions, queries
from torg.notices.jobs import send_letters, write_notices
from torg.notices.models import Letter, Notice
from torg.notices.states import SENDING_ENDS, Event, LetterState
from torg.people.models import Municipality, User
from torg.ports import mail

pytestmark = pytest.mark.django_db(transaction=True)


class Pillar:
    """Writes each letter on a line of a file that all processes share; dies after it if told to."""

    is_practice = False

    def __init__(self, file: Path) -> None:
        self.file = file
        self.dies = False

    def send(self, letter: mail.Letter) -> None:
        """One append is whole, whoever else appends."""
        with self.file.open("a") as lines:
            lines.write(f"{letter.key}\n")
        if self.dies:
            os.kill(os.getpid(), signal.SIGKILL)

    @property
    def carried(self) -> list[str]:
        """What has left."""
        return self.file.read_text().split() if self.file.exists() else []


@pytest.fixture
def town(transactional_db: None) -> Iterator[Municipality]:
    made = make_municipality()
    with scope(made.pk):
        yield made


@pytest.fixture
def pillar(tmp_path: Path) -> Iterator[Pillar]:
    before, made = mail.mail(), Pillar(tmp_path / "sent")
    mail.use_mail(made)
    yield made
    mail.use_mail(before)


def lay(town: Municipality, number: int) -> None:
    with transaction.atomic():
        for each in range(number):
            actions.write_letter(
                municipality=town,
                key=f"order:{each}",
                to="kanaler@kommun.example",
                subject="Beställning",
                text="Kanal: Biblioteket",
                about=Ref("channels.channel", "1"),
                now=NOW,
            )


def tell(town: Municipality, key: str) -> None:
    with transaction.atomic():
        actions.notify(event=Event.CRISIS_BEGUN, key=key, municipality=town, path="/", now=NOW)


def send() -> None:
    send_letters(clock=lambda: NOW)


def write() -> None:
    write_notices(clock=lambda: NOW)


def test_of_two_workers_one_sends_each_letter(town: Municipality, pillar: Pillar) -> None:
    lay(town, 12)
    assert at_once(send, send) == ["ok", "ok"]
    assert len(pillar.carried) == len(set(pillar.carried)) == 12
    assert set(Letter.objects.values_list("state", "tries")) == {(LetterState.SENT, 1)}
    assert Entry.objects.filter(verb="letter.sent").count() == 12


def test_a_sender_killed_in_mid_send_is_seen_and_the_letter_not_sent_again(
    town: Municipality, pillar: Pillar
) -> None:
    keeper = make_user(role="register_owner", municipality=town)
    lay(town, 1)
    pillar.dies = True
    let_go_of_sockets()
    child = os.fork()
    if not child:
        send()
        os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    pillar.dies = False
    assert Letter.objects.get().state == LetterState.SENDING
    assert send_letters(clock=lambda: NOW + SENDING_ENDS - timedelta(seconds=1)) == 0
    assert Letter.objects.get().state == LetterState.SENDING
    later = NOW + SENDING_ENDS
    assert at_once(*[lambda: send_letters(clock=lambda: later)] * 2) == ["ok", "ok"]
    letter = Letter.objects.get()
    assert letter.state == LetterState.UNCLEAR
    assert list(queries.asking(keeper)) == my_day(keeper, later).letters == [letter]
    assert Entry.objects.filter(verb="letter.unclear").count() == 1
    assert send_letters(clock=lambda: later + timedelta(days=3)) == 0
    assert len(pillar.carried) == 1


def test_of_two_workers_one_writes_each_persons_letter(town: Municipality, pillar: Pillar) -> None:
    people = {make_user(role="press_officer", municipality=town) for _each in range(6)}
    assert at_once(*[lambda: tell(town, "fire")] * 2) == ["ok", "ok"]
    assert at_once(*[lambda: tell(town, "flood")] * 2) == ["ok", "ok"]
    assert Notice.objects.count() == 12
    assert at_once(write, write) == ["ok", "ok"]
    assert {letter.person for letter in Letter.objects.select_related("person")} == people
    assert Letter.objects.count() == 6
    assert at_once(send, send) == ["ok", "ok"]
    assert len(pillar.carried) == 6


def test_a_writer_killed_at_any_write_is_done_again_from_the_start(town: Municipality) -> None:
    person: User = make_user(role="press_officer", municipality=town)
    tell(town, "fire")
    number = 0
    while killed_at(write, number):
        assert not Letter.objects.exists(), f"after write {number}"
        assert not Notice.objects.filter(told_at__isnull=False).exists()
        number += 1
    assert number >= 2
    assert Letter.objects.get().person == person
    assert Notice.objects.get().letter == Letter.objects.get()

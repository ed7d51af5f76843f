"""A letter leaves once, or is seen not to have; whoever keeps the register settles the rest."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.factories.people import make_department, make_user

from torg.desk.queries import Tone, my_day
from torg.desk.queries.status import status
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import every_municipality
from torg.ledger.models import Entry
from torg.notices import actions, queries
from torg.notices.actions import Settling
from torg.notices.jobs import send_letters
from torg.notices.models import Letter
from torg.notices.states import LETTER_MOVES, SENDING_ENDS, LetterState
from torg.people.models import Municipality
from torg.ports import mail
from torg.ports.errors import Mender, NeedsReconnect, OutsideError, Refused, Unreachable

S = LetterState


class Postman:
    """Takes letters, or fails as the test says."""

    is_practice = False

    def __init__(self) -> None:
        self.carried: list[mail.Letter] = []
        self.fails: Exception | None = None

    def send(self, letter: mail.Letter) -> None:
        """Carry it or fail."""
        if self.fails:
            raise self.fails
        self.carried.append(letter)


@pytest.fixture
def postman() -> Iterator[Postman]:
    before, made = mail.mail(), Postman()
    mail.use_mail(made)
    yield made
    mail.use_mail(before)


def lay(municipality: Municipality, now: datetime, key: str = "order:1") -> bool:
    with transaction.atomic():
        return actions.write_letter(
            municipality=municipality,
            key=key,
            to="kanaler@kommun.example",
            subject="Beställning",
            text="Kanal: Biblioteket",
            about=Ref("channels.channel", "1"),
            now=now,
        )


def sweep(now: datetime) -> int:
    return send_letters(clock=lambda: now)


def refused(again: timedelta | None = None) -> Refused:
    return Refused("smtp-550", cause="Nej tack.", mender=Mender.OPERATOR, retry_after=again)


def test_a_letter_is_written_once_and_sent_once(
    municipality: Municipality, now: datetime, postman: Postman
) -> None:
    assert lay(municipality, now)
    assert not lay(municipality, now)
    assert (sweep(now), sweep(now)) == (1, 0)
    (carried,) = postman.carried
    assert (carried.to, carried.subject) == ("kanaler@kommun.example", "Beställning")
    letter = Letter.objects.get()
    assert (letter.state, letter.done_at, letter.tries) == (S.SENT, now, 1)
    assert Entry.objects.get(verb="letter.sent").actor_id == ""


def test_a_letter_stands_or_falls_with_the_deed(
    municipality: Municipality, now: datetime, postman: Postman
) -> None:
    with transaction.atomic():
        lay(municipality, now)
        transaction.set_rollback(True)
    assert sweep(now) == 0


@pytest.mark.parametrize(
    ("error", "state", "pause"),
    [
        (refused(), S.FAILED, None),
        (refused(timedelta(minutes=10)), S.WAITING, timedelta(minutes=10)),
        (NeedsReconnect("smtp-535"), S.WAITING, timedelta(seconds=30)),
        (Unreachable("mail", maybe_done=False), S.WAITING, timedelta(seconds=30)),
        (Unreachable("mail", maybe_done=True), S.UNCLEAR, None),
    ],
)
def test_each_failure_has_its_end(
    municipality: Municipality,
    now: datetime,
    postman: Postman,
    error: OutsideError,
    state: LetterState,
    pause: timedelta | None,
) -> None:
    lay(municipality, now)
    postman.fails = error
    sweep(now)
    letter = Letter.objects.get()
    assert letter.state == state
    assert letter.cause
    postman.fails = None
    later = now + (pause or timedelta(days=1))
    assert sweep(later - timedelta(seconds=1)) == 0
    assert sweep(later) == len(postman.carried) == (1 if pause else 0)


def test_a_sender_that_died_leaves_it_unclear_and_never_sends_it_blindly(
    municipality: Municipality, now: datetime, postman: Postman
) -> None:
    lay(municipality, now)
    letter = Letter.objects.get()
    taken = actions.claim(letter=letter, now=now)
    assert taken is not None
    assert actions.claim(letter=letter, now=now) is None
    assert sweep(now + SENDING_ENDS - timedelta(seconds=1)) == 0
    assert Letter.objects.get().state == S.SENDING
    assert sweep(now + SENDING_ENDS) == 0
    assert Letter.objects.get().state == S.UNCLEAR
    # It was only slow: what it says last still counts.
    assert actions.note_outcome(letter=taken, error=None, now=now).state == S.SENT
    assert postman.carried == []


def test_a_late_answer_of_an_earlier_try_changes_nothing(
    municipality: Municipality, now: datetime, postman: Postman
) -> None:
    keeper = make_user(role="register_owner", municipality=municipality)
    lay(municipality, now)
    taken = actions.claim(letter=Letter.objects.get(), now=now)
    assert taken is not None
    sweep(now + SENDING_ENDS)
    actions.settle_letter(letter=taken, settling=Settling.AGAIN, by=keeper, now=now)
    actions.claim(letter=taken, now=now)
    assert actions.note_outcome(letter=taken, error=refused(), now=now).state == S.SENDING


@pytest.mark.parametrize(
    ("settling", "state"),
    [(Settling.AGAIN, S.WAITING), (Settling.ARRIVED, S.SENT), (Settling.DROP, S.DROPPED)],
)
def test_whoever_keeps_the_register_settles_an_unclear_one(
    municipality: Municipality,
    now: datetime,
    postman: Postman,
    settling: Settling,
    state: LetterState,
) -> None:
    keeper = make_user(role="register_owner", municipality=municipality)
    other = make_user(role="account_lead", municipality=municipality)
    beside = make_user(role="register_owner", department=make_department(municipality=municipality))
    lay(municipality, now)
    postman.fails = Unreachable("mail", maybe_done=True)
    sweep(now)
    letter = Letter.objects.get()
    for who in (other, beside):
        assert not queries.visible_to(who).exists()
        with pytest.raises(Denied):
            actions.settle_letter(letter=letter, settling=settling, by=who, now=now)
    assert my_day(keeper, now).letters == [letter]
    letter = actions.settle_letter(letter=letter, settling=settling, by=keeper, now=now)
    assert letter.state == state
    with pytest.raises(Refusal):
        actions.settle_letter(letter=letter, settling=Settling.ARRIVED, by=keeper, now=now)
    assert Entry.objects.order_by("seq").last().verb == f"letter.{state}"  # type: ignore[union-attr]


def test_after_a_restore_a_person_decides(
    municipality: Municipality, now: datetime, postman: Postman
) -> None:
    lay(municipality, now)
    assert actions.doubt_letters(municipality=municipality, cause="Återställt.", now=now) == 1
    assert sweep(now) == 0
    assert Letter.objects.get().cause == "Återställt."


def test_without_a_way_out_letters_wait_and_the_status_page_says_so(
    municipality: Municipality, now: datetime, postman: Postman
) -> None:
    reader = make_user(role="communicator", municipality=municipality)

    def told(at: datetime) -> tuple[Tone, str]:
        lines = status(reader, at).work
        return next((one.tone, one.text) for one in lines if one.name == "Brev med e-post")

    assert told(now)[0] is Tone.GOOD
    mail.use_mail(None)
    lay(municipality, now)
    assert sweep(now) == 0
    tone, text = told(now + timedelta(hours=1))
    assert tone is Tone.LOOK
    assert text.startswith("1 väntar.")
    mail.use_mail(postman)
    postman.fails = refused()
    sweep(now)
    assert told(now)[0] is Tone.WRONG


def test_outside_a_transaction_no_letter_is_written(transactional_db: None, now: datetime) -> None:
    with every_municipality(), pytest.raises(RuntimeError):
        actions.write_letter(
            municipality=Municipality(),
            key="1",
            to="a@b.example",
            subject="",
            text="",
            about=Ref("a.b", "1"),
            now=now,
        )


def test_the_database_refuses_a_second_sending(
    municipality: Municipality, now: datetime, postman: Postman
) -> None:
    lay(municipality, now)
    sweep(now)
    assert LETTER_MOVES[S.SENT] == frozenset()
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.update(state=S.WAITING)

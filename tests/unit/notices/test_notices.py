"""Who is told of what, by which way, and that it is told once."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.factories.people import grant_role, make_department, make_municipality, make_user

from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.ledger.models import Entry
from torg.notices import actions, queries
from torg.notices.jobs import send_letters, tidy, write_notices
from torg.notices.models import Letter, Notice, RoleSetting
from torg.notices.queries.events import EVENTS, GROUPS, ways_by_default
from torg.notices.queries.settings import own_lines, role_lines
from torg.notices.states import Event, LetterState, Way
from torg.people.models import Department, Municipality, RoleGrant, User
from torg.people.permissions import ROLES
from torg.ports import mail
from torg.rules.actions import set_mode
from torg.rules.states import Mode

FIVE = (
    "press_officer",
    "nearest_manager",
    "responsible_operation",
    "leadership",
    "social_media_editor",
)
_keys = count(1)


@pytest.fixture
def posted() -> Iterator[list[mail.Letter]]:
    """What the mail server took."""

    class Postman:
        is_practice = False

        def send(self, letter: mail.Letter) -> None:
            carried.append(letter)

    carried: list[mail.Letter] = []
    before = mail.mail()
    mail.use_mail(Postman())
    yield carried
    mail.use_mail(before)


def happen(
    municipality: Municipality,
    now: datetime,
    event: Event = Event.CONNECTION_LOST,
    *,
    key: str = "",
    department: Department | None = None,
    people: tuple[User, ...] = (),
    by: User | None = None,
) -> None:
    with transaction.atomic():
        actions.notify(
            event=event,
            key=key or str(next(_keys)),
            municipality=municipality,
            path="/kanalregister/1/",
            what="Biblioteket (Facebook)",
            department=department,
            people=people,
            by=by,
            now=now,
        )


def told(now: datetime) -> int:
    return write_notices(clock=lambda: now)


def reached() -> set[User]:
    return {row.user for row in Notice.objects.select_related("user")}


@pytest.mark.req("S-33")
def test_the_five_roles_are_there_with_their_settings(municipality: Municipality) -> None:
    for role in FIVE:
        assert role in ROLES
        lines = role_lines(municipality.pk, role)
        assert {Event.CRISIS_BEGUN, Event.CRISIS_ENDED, Event.HIJACK} <= {
            one.event for one in lines
        }
    loud = {role: ways_by_default(role)[Event.CRISIS_BEGUN] for role in FIVE}
    assert set(loud.values()) == {Way.AT_ONCE}


def test_every_event_has_its_words_and_its_place() -> None:
    assert set(EVENTS) == set(Event)
    assert sorted(event for _title, events in GROUPS for event in events) == sorted(Event)
    for kind in EVENTS.values():
        assert set(kind.ways) <= set(ROLES)
        assert all(kind.needs in ROLES[role].permissions for role in kind.ways)
        assert all(kind.ways[role] is Way.AT_ONCE for role in kind.must)


@pytest.mark.parametrize("event", Event)
def test_every_event_becomes_a_letter_that_says_what_and_what_then(
    municipality: Municipality, now: datetime, posted: list[mail.Letter], event: Event
) -> None:
    kind = EVENTS[event]
    person = make_user(role=min(kind.ways, default="contributor"), municipality=municipality)
    if not kind.must.intersection(kind.ways):
        actions.set_own_ways(ways={event: Way.AT_ONCE}, by=person, now=now)
    happen(municipality, now, event, people=(person,))
    assert told(now) == 1
    send_letters(clock=lambda: now)
    (letter,) = posted
    said = str(kind.says) % {"what": "Biblioteket (Facebook)"}
    assert letter.to == person.email
    assert said.rstrip(".") in letter.subject
    for words in (said, str(kind.do), "/kanalregister/1/", "/aviseringar/"):
        assert words in letter.text


@pytest.mark.req("S-33")
def test_a_crisis_reaches_press_officer_and_leadership_whatever_they_chose(
    municipality: Municipality, now: datetime, posted: list[mail.Letter]
) -> None:
    press = make_user(role="press_officer", municipality=municipality)
    leader = make_user(role="leadership", municipality=municipality)
    editor = make_user(role="social_media_editor", municipality=municipality)
    lead = make_user(role="account_lead", municipality=municipality)
    actions.set_own_ways(ways={Event.CRISIS_BEGUN: Way.DAY}, by=editor, now=now)
    with pytest.raises(Refusal):
        actions.set_own_ways(ways={Event.CRISIS_BEGUN: Way.DAY}, by=press, now=now)
    set_mode(
        municipality=municipality, mode=Mode.CRISIS, reason="Brand i hamnen.", by=lead, now=now
    )
    assert told(now) == 2
    send_letters(clock=lambda: now)
    assert {one.to for one in posted} == {press.email, leader.email}
    assert all(one.subject == "Torg: Krisläget gäller nu" for one in posted)
    assert not any("hamnen" in one.text for one in posted)
    assert all("/kris/" in one.text and "/aviseringar/" in one.text for one in posted)


def test_a_letter_stands_or_falls_with_its_cause(municipality: Municipality, now: datetime) -> None:
    make_user(role="account_lead", municipality=municipality)
    with transaction.atomic():
        happen(municipality, now)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_outside_a_transaction_nobody_is_told(transactional_db: None, now: datetime) -> None:
    with pytest.raises(RuntimeError):
        actions.notify(
            event=Event.HIJACK, key="1", municipality=make_municipality(), path="/", now=now
        )


def test_it_reaches_who_holds_the_role_there_and_nobody_else(
    municipality: Municipality, now: datetime
) -> None:
    board = make_department(municipality=municipality)
    school = make_department(municipality=municipality, parent=board)
    beside = make_department(municipality=municipality)
    abroad = make_municipality()
    over = make_user(role="account_lead", municipality=municipality)
    above = make_user(role="account_lead", department=board)
    make_user(role="account_lead", department=beside)
    make_user(role="account_lead", municipality=abroad)
    make_user(role="account_lead", municipality=municipality, is_active=False)
    make_user(role="communicator", municipality=municipality)
    happen(municipality, now, department=school)
    assert reached() == {over, above}


def test_the_deputy_is_told_in_the_days_of_standing_in(
    municipality: Municipality, now: datetime
) -> None:
    lead = make_user(role="account_lead", municipality=municipality)
    today = timezone.localdate()
    days = {"here": (today, today), "over": (today - timedelta(9), today - timedelta(8))}
    stands_in = {}
    for name, (first, last) in days.items():
        stands_in[name] = make_user(municipality=municipality)
        RoleGrant.objects.create(
            municipality=municipality,
            user=stands_in[name],
            role="account_lead",
            starts_on=first,
            ends_on=last,
            stands_in_for=lead.grants.get(),
        )
    happen(municipality, now)
    assert reached() == {lead, stands_in["here"]}


def test_the_same_is_told_a_person_once_and_the_doer_not_at_all(
    municipality: Municipality, now: datetime
) -> None:
    lead = make_user(role="account_lead", municipality=municipality)
    doer = make_user(role="account_lead", municipality=municipality)
    grant_role(lead, "channel_admin")
    for _again in range(2):
        happen(municipality, now, key="same", by=doer)
    assert reached() == {lead}
    assert (told(now), told(now)) == (1, 0)
    happen(municipality, now, key="same", by=doer)
    assert (Notice.objects.count(), told(now)) == (1, 0)
    row = Notice.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.bulk_create([Notice(municipality=municipality, user=lead, event=row.event,
            key=row.key, path="/", way=Way.DIGEST, made_at=now)])  # fmt: skip


def test_many_things_at_once_are_one_letter_and_then_a_pause(
    municipality: Municipality, now: datetime
) -> None:
    lead = make_user(role="account_lead", municipality=municipality)
    for _each in range(40):
        happen(municipality, now)
    assert told(now) == 1
    letter = Letter.objects.get()
    assert (letter.subject, letter.person) == ("Torg: 40 aviseringar", lead)
    happen(municipality, now)
    assert told(now + timedelta(minutes=4)) == 0
    happen(municipality, now, Event.HIJACK)
    assert told(now + timedelta(minutes=4)) == 1
    happen(municipality, now)
    # A clock that was three days ahead keeps nobody waiting for three days.
    assert told(now - timedelta(days=3)) == 1


def test_a_person_chooses_and_the_choice_can_be_given_back(
    municipality: Municipality, now: datetime
) -> None:
    lead = make_user(role="account_lead", municipality=municipality)
    for way, number in ((Way.DAY, 0), (Way.DIGEST, 1), (None, 2)):
        actions.set_own_ways(ways={Event.CONNECTION_LOST: way}, by=lead, now=now)
        happen(municipality, now)
        assert Notice.objects.count() == number
    assert set(Notice.objects.values_list("way", flat=True)) == {Way.DIGEST, Way.AT_ONCE}
    reader = make_user(role="leadership", municipality=municipality)
    with pytest.raises(Refusal):
        actions.set_own_ways(ways={Event.CONNECTION_LOST: Way.DIGEST}, by=reader, now=now)
    assert Event.CONNECTION_LOST not in {one.event for one in own_lines(reader)}


def test_what_waits_for_a_person_by_name_reaches_that_person(
    municipality: Municipality, now: datetime
) -> None:
    named = make_user(role="contributor", municipality=municipality)
    gone = make_user(municipality=municipality, is_active=False)
    abroad = make_user(municipality=make_municipality())
    happen(municipality, now, Event.DECISION_WAITS, people=(named, gone, abroad))
    assert reached() == {named}


def test_a_municipality_changes_a_role_with_a_record(
    municipality: Municipality, now: datetime
) -> None:
    admin = make_user(role="administrator", municipality=municipality)
    moderator = make_user(role="moderator", municipality=municipality)
    happen(municipality, now, Event.READING_ASKED)
    assert reached() == set()
    ways = {Event.READING_ASKED: Way.AT_ONCE, Event.HIJACK: Way.DAY}
    assert actions.set_role_ways(role="moderator", ways=ways, by=admin, now=now)
    assert not actions.set_role_ways(role="moderator", ways=ways, by=admin, now=now)
    assert list(RoleSetting.objects.values_list("event", flat=True)) == [Event.READING_ASKED]
    assert Entry.objects.get(verb="notices.role_set").facts == {"reading_asked": "at_once"}
    happen(municipality, now, Event.READING_ASKED)
    assert reached() == {moderator}
    with scope(make_municipality().pk):
        assert ways_by_default("moderator")[Event.READING_ASKED] is Way.DAY


@pytest.mark.parametrize("role", ["press_officer", "leadership"])
def test_a_municipality_cannot_silence_a_crisis(
    municipality: Municipality, now: datetime, role: str
) -> None:
    admin = make_user(role="administrator", municipality=municipality)
    with pytest.raises(Refusal, match="behöver veta genast"):
        actions.set_role_ways(role=role, ways={Event.CRISIS_BEGUN: Way.DIGEST}, by=admin, now=now)
    with pytest.raises(Refusal):
        actions.set_role_ways(role=role, ways={Event.ACT_UNCLEAR: Way.DIGEST}, by=admin, now=now)
    lead = make_user(role="account_lead", municipality=municipality)
    with pytest.raises(Denied):
        actions.set_role_ways(role=role, ways={}, by=lead, now=now)
    # Also where a row says so all the same.
    RoleSetting.objects.create(
        municipality=municipality, role=role, event=Event.CRISIS_BEGUN, way=Way.DAY
    )
    hears = make_user(role=role, municipality=municipality)
    happen(municipality, now, Event.CRISIS_BEGUN)
    assert hears in reached()


def test_a_digest_goes_once_a_working_day_in_office_hours(
    municipality: Municipality, now: datetime
) -> None:
    make_user(role="account_lead", municipality=municipality)
    tuesday = datetime(2026, 9, 8, 6, 0, tzinfo=UTC)  # eight in Stockholm
    happen(municipality, tuesday - timedelta(hours=3), Event.SILENCE_ALARM)
    happen(municipality, tuesday - timedelta(hours=2), Event.REVIEW_DUE)
    assert told(tuesday - timedelta(minutes=1)) == 0
    assert (told(tuesday), told(tuesday)) == (1, 0)
    letter = Letter.objects.get()
    assert letter.subject == f"Torg: sammanfattning {date(2026, 9, 8)}"
    assert letter.text.count("Biblioteket") == 2
    # The rest of the day it waits, also when the clock goes back; the next morning it goes.
    happen(municipality, tuesday, Event.SILENCE_ALARM)
    assert told(tuesday + timedelta(hours=1)) == told(tuesday - timedelta(minutes=5)) == 0
    assert told(tuesday + timedelta(hours=24)) == 1
    assert not Notice.objects.filter(told_at=None).exists()


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        (datetime(2026, 9, 12, 8, tzinfo=UTC), 0),  # a Saturday
        (datetime(2026, 12, 25, 8, tzinfo=UTC), 0),  # Christmas Day, a Friday
        (datetime(2026, 9, 8, 15, tzinfo=UTC), 0),  # five in the afternoon
        (datetime(2026, 9, 8, 14, 59, tzinfo=UTC), 1),
        (datetime(2026, 1, 7, 6, 59, tzinfo=UTC), 0),  # in winter eight is seven
        (datetime(2026, 1, 7, 7, tzinfo=UTC), 1),
    ],
)
def test_a_digest_keeps_to_working_days(
    municipality: Municipality, at: datetime, goes: int
) -> None:
    make_user(role="account_lead", municipality=municipality)
    happen(municipality, at, Event.SILENCE_ALARM)
    assert told(at) == goes


def test_after_a_long_stop_what_is_old_is_let_be(municipality: Municipality, now: datetime) -> None:
    make_user(role="account_lead", municipality=municipality)
    happen(municipality, now - timedelta(days=8), key="old")
    happen(municipality, now - timedelta(days=6), key="new")
    assert (told(now), told(now)) == (1, 0)
    assert Letter.objects.get().notices.get().key == "connection_lost:new"
    assert not Notice.objects.filter(told_at=None).exists()


def test_whoever_has_left_or_moved_on_gets_nothing(
    municipality: Municipality, now: datetime, posted: list[mail.Letter]
) -> None:
    school = make_department(municipality=municipality)
    gone = make_user(role="account_lead", municipality=municipality)
    moved = make_user(role="account_lead", municipality=municipality)
    late = make_user(role="account_lead", municipality=municipality)
    happen(municipality, now, department=school)
    gone.is_active = False
    gone.save()
    moved.grants.all().delete()
    grant_role(moved, "account_lead", department=make_department(municipality=municipality))
    assert told(now) == 1
    late.is_active = False
    late.save()
    assert send_letters(clock=lambda: now) == 0
    assert posted == []
    assert Letter.objects.get().state == LetterState.DROPPED
    assert Notice.objects.filter(told_at=now).count() == 3


def test_a_personal_letter_is_its_persons_and_leaves_no_trace_in_the_log(
    municipality: Municipality, now: datetime, posted: list[mail.Letter]
) -> None:
    lead = make_user(role="account_lead", municipality=municipality)
    keeper = make_user(role="register_owner", municipality=municipality)
    before = Entry.objects.count()
    happen(municipality, now)
    told(now)
    letter = Letter.objects.get()
    assert list(queries.visible_to(lead)) == [letter]
    assert not queries.visible_to(keeper).exists()
    taken = actions.claim(letter=letter, now=now)
    assert taken is not None
    send_letters(clock=lambda: now + timedelta(minutes=10))
    assert Letter.objects.get().state == LetterState.UNCLEAR
    assert not queries.asking(lead).exists()
    assert queries.standing(municipality.pk)[1] == 0
    assert queries.personal_asking(municipality.pk, now) == 1
    with pytest.raises(Denied):
        actions.settle_letter(letter=letter, settling=actions.Settling.AGAIN, by=keeper, now=now)
    actions.settle_letter(letter=letter, settling=actions.Settling.ARRIVED, by=lead, now=now)
    assert Entry.objects.count() == before
    assert tidy(clock=lambda: now + timedelta(days=91)) == 1
    assert Notice.objects.get().told_at == now
    happen(municipality, now, key=Notice.objects.get().key.partition(":")[2])
    assert Notice.objects.count() == 1


def test_after_a_restore_nothing_is_told_blindly(municipality: Municipality, now: datetime) -> None:
    make_user(role="account_lead", municipality=municipality)
    happen(municipality, now)
    told(now)
    happen(municipality, now, Event.SILENCE_ALARM)
    assert actions.doubt_letters(municipality=municipality, cause="Återställt.", now=now) == 1
    assert told(now) == 0
    assert Letter.objects.get().state == LetterState.UNCLEAR

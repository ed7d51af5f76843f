"""The demo: everything that the desk can show is there, it is whole, and it is the same again."""

import os
import shutil
from collections import Counter
from collections.abc import Iterator, Set
from datetime import UTC, datetime, timedelta
from enum import Enum
from importlib import import_module
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import models, transaction
from pytest_django import DjangoDbBlocker
from tests.factories.people import make_municipality, make_user

from torg.channels.models import (
    AccountAlarm,
    Channel,
    ChannelAccess,
    ChannelApplication,
    ChannelConnection,
    ChannelPeriod,
    Closing,
    DepartureTask,
    Hijack,
    HijackStep,
    InventoryPart,
    InventoryRound,
    ReachPurchase,
    SettingsCheck,
)
from torg.channels.states import (
    AccessState,
    AlarmState,
    ApplicationState,
    ChannelState,
    ClosingState,
    ConnectionState,
    HijackState,
    InventoryState,
    PartState,
    ReachState,
    StepState,
    TaskState,
)
from torg.delivery.actions import start_worker
from torg.delivery.jobs import deliver_due, reap, settle_unknown
from torg.delivery.models import Act, Breaker, Hold
from torg.delivery.states import ActState, BreakerState
from torg.desk.queries import my_day
from torg.handbook.models import Remark
from torg.handbook.states import Handling
from torg.inbox.jobs import poll_channels
from torg.inbox.models import Message, Outcome, RawDelivery, Reply, Share, Thread, WatchRound
from torg.inbox.queries import duties_of
from torg.inbox.states import ReplyState, ShareState, ThreadState
from torg.kernel.liveness import FileLock
from torg.kernel.scope import every_municipality, scope
from torg.ledger.models import Entry, EntryContent
from torg.ledger.queries import verify
from torg.media.models import MediaItem
from torg.moderation.models import Block, Case, Evidence
from torg.moderation.states import CaseState
from torg.notices.models import Letter
from torg.notices.states import LetterState
from torg.people.models import Municipality, OrganisationImport, User
from torg.people.permissions import ROLES
from torg.people.queries import demo_groups
from torg.people.states import ImportState
from torg.planning import states
from torg.planning.models import DayBooking, Post
from torg.planning.states import PostState
from torg.ports import registry
from torg.rules.models import ChangeProposal, ModeFlag
from torg.rules.queries import mode
from torg.rules.states import Mode, ProposalState
from torg.site.demo.addresses import follow_address
from torg.site.demo.loader import load
from torg.site.demo.script import MUNICIPALITIES, script_of
from torg.site.selfcheck import CannotStart
from torg.site.wiring import rehearsal

NOW = datetime(2026, 9, 8, 8, 0, tzinfo=UTC)
# Every table of moves that a person can see, and where its states are kept.
TABLES: dict[str, tuple[type[models.Model], type[Enum]]] = {
    "torg.planning.states.MOVES": (Post, PostState),
    "torg.delivery.states.MOVES": (Act, ActState),
    "torg.delivery.states.BREAKER_MOVES": (Breaker, BreakerState),
    "torg.inbox.states.THREAD_MOVES": (Thread, ThreadState),
    "torg.inbox.states.REPLY_MOVES": (Reply, ReplyState),
    "torg.inbox.states.SHARE_MOVES": (Share, ShareState),
    "torg.moderation.states.MOVES": (Case, CaseState),
    "torg.channels.states.ACCESS_MOVES": (ChannelAccess, AccessState),
    "torg.channels.states.TASK_MOVES": (DepartureTask, TaskState),
    "torg.channels.states.HIJACK_MOVES": (Hijack, HijackState),
    "torg.channels.states.STEP_MOVES": (HijackStep, StepState),
    "torg.channels.states.ALARM_MOVES": (AccountAlarm, AlarmState),
    "torg.channels.states.APPLICATION_MOVES": (ChannelApplication, ApplicationState),
    "torg.channels.states.CHANNEL_MOVES": (Channel, ChannelState),
    "torg.channels.states.CLOSING_MOVES": (Closing, ClosingState),
    "torg.channels.states.CONNECTION_MOVES": (ChannelConnection, ConnectionState),
    "torg.channels.states.INVENTORY_MOVES": (InventoryRound, InventoryState),
    "torg.channels.states.PART_MOVES": (InventoryPart, PartState),
    "torg.channels.states.REACH_MOVES": (ReachPurchase, ReachState),
    "torg.notices.states.LETTER_MOVES": (Letter, LetterState),
    "torg.people.states.IMPORT_MOVES": (OrganisationImport, ImportState),
    "torg.handbook.states.MOVES": (Remark, Handling),
    "torg.rules.states.MOVES": (ModeFlag, Mode),
    "torg.rules.states.PROPOSAL_MOVES": (ChangeProposal, ProposalState),
}
FIELDS: dict[type[models.Model], str] = {ModeFlag: "mode"}
# States that nobody can find at rest, each with its reason.
NEVER_AT_REST: dict[tuple[str, Enum], str] = {
    (
        "torg.inbox.states.REPLY_MOVES",
        ReplyState.DRAFT,
    ): "a reply is stored when it is sent or given to its reader, and moves on "
    "in the same transaction",
    (
        "torg.delivery.states.BREAKER_MOVES",
        BreakerState.TRIAL,
    ): "a channel tries for as long as one call takes, and then waits or goes on",
    (
        "torg.notices.states.LETTER_MOVES",
        LetterState.SENDING,
    ): "a letter is sent for as long as one call takes",
    (
        "torg.rules.states.MOVES",
        Mode.CRISIS,
    ): "a desk in crisis mode would be no ordinary day; the exercise of two weeks ago "
    "stands in the log, with its pause",
}
# What only some have: the script says which channels rest, wait or are closed, and the
# applications' story is told of two municipalities.
SOMEWHERE: Set[str] = {
    "torg.channels.states.ACCESS_MOVES",
    "torg.channels.states.TASK_MOVES",
    "torg.channels.states.ALARM_MOVES",
    "torg.channels.states.APPLICATION_MOVES",
    "torg.channels.states.CHANNEL_MOVES",
    "torg.channels.states.CONNECTION_MOVES",
    "torg.channels.states.INVENTORY_MOVES",
    "torg.channels.states.PART_MOVES",
    "torg.channels.states.REACH_MOVES",
    "torg.inbox.states.SHARE_MOVES",
    "torg.notices.states.LETTER_MOVES",
    "torg.people.states.IMPORT_MOVES",
}
# Told once, as far as that story goes: one closing, and in Stockholm one alarm.
SELDOM: Set[str] = {
    "torg.channels.states.CLOSING_MOVES",
    "torg.channels.states.HIJACK_MOVES",
    "torg.channels.states.STEP_MOVES",
}
SEVEN = {
    "communicator", "account_lead", "moderator", "contact_centre", "official", "registrar",
    "administrator",
}  # fmt: skip


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[datetime]:
    """All four, once for the module; gone afterwards."""
    with (
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        transaction.atomic(),
        every_municipality(),
    ):
        patch.setattr(django_settings, "PRACTICE_DIR", tmp_path_factory.mktemp("net") / "practice")
        assert load(now=NOW) == len(MUNICIPALITIES)
        yield NOW
        transaction.set_rollback(True)


@pytest.fixture(params=MUNICIPALITIES)
def place(request: pytest.FixtureRequest, demo: datetime) -> Iterator[Municipality]:
    """Each municipality in its own scope."""
    del demo
    municipality = Municipality.objects.get(slug=request.param)
    with scope(municipality.pk):
        yield municipality


def tables() -> Iterator[str]:
    """The name of every table of moves in the house."""
    rooms = Path(states.__file__).parents[1]
    for path in sorted([*rooms.glob("*/states.py"), *rooms.glob("*/states/__init__.py")]):
        module = import_module(f"torg.{path.relative_to(rooms).parts[0]}.states")
        for name in vars(module):
            if name.endswith("MOVES"):
                yield f"{module.__name__}.{name}"


def states_of(model: type[models.Model], name: str = "state") -> set[str]:
    return set(model._default_manager.values_list(name, flat=True))


def test_no_table_of_moves_is_forgotten() -> None:
    assert set(tables()) == set(TABLES)
    for table, (_model, kept) in TABLES.items():
        module, name = table.rsplit(".", 1)
        assert set(getattr(import_module(module), name)) == set(kept)


@pytest.mark.parametrize("table", sorted(set(TABLES) - SOMEWHERE - SELDOM))
def test_every_state_occurs_in_every_municipality(place: Municipality, table: str) -> None:
    model, kept = TABLES[table]
    assert states_of(model, FIELDS.get(model, "state")) == {
        one.value for one in kept if (table, one) not in NEVER_AT_REST
    }


@pytest.mark.parametrize("table", sorted(SOMEWHERE))
def test_what_only_some_have_occurs_somewhere(demo: datetime, table: str) -> None:
    model, kept = TABLES[table]
    never = {state for name, state in NEVER_AT_REST if name == table}
    assert states_of(model) == {one.value for one in set(kept) - never}


def test_a_closing_is_halfway(demo: datetime) -> None:
    assert states_of(Closing) - {ClosingState.DONE, ClosingState.DROPPED}


def test_an_exercise_and_two_pauses_are_behind(place: Municipality) -> None:
    modes = list(Entry.objects.filter(verb="rules.set_mode").order_by("seq"))
    assert [bytes(one.content.body).decode()[:20] for one in modes] == [
        '{"reason":"Övning: e',
        '{"reason":"Övningen ',
    ]
    assert mode(place) is Mode.ORDINARY
    holds = list(Hold.objects.order_by("placed_at"))
    assert [hold.channel is None for hold in holds].count(True) == 1
    assert all(hold.reason and hold.lifted_at and hold.lifted_by for hold in holds)
    assert len(holds) == 2


def test_what_was_under_way_is_looked_for_and_sent(demo: datetime, tmp_path: Path) -> None:
    """The loader's worker died in mid-call; the desk's own finds its acts and sends each once."""
    held = Act.objects.filter(state=ActState.SENDING)
    left = set(held.values_list("pk", flat=True))
    assert len(left) == len(MUNICIPALITIES)
    later = demo + timedelta(minutes=5)
    copy = shutil.copytree(django_settings.PRACTICE_DIR, tmp_path / "practice")
    network = rehearsal(copy, lambda: later, 1)
    wired = registry.network_for("practice")
    registry.register("practice", network.network)
    lock = FileLock(django_settings.LOCKS)
    try:
        with transaction.atomic():
            assert reap(lock, clock=lambda: later) == len(left)
            settle_unknown(clock=lambda: later + timedelta(hours=1))
            worker = start_worker(lock=lock, now=later)
            deliver_due(worker, lock, clock=lambda: later + timedelta(hours=2), slots=1)
            states = Act.objects.filter(pk__in=left).values_list("state", flat=True)
            assert set(states) == {ActState.LIVE}
            transaction.set_rollback(True)
    finally:
        lock.release()
        registry.register("practice", wired)
        network.close()


def test_the_rest_occurs_somewhere(demo: datetime) -> None:
    assert states_of(Thread, "outcome") - {""} == set(Outcome.values)
    assert Block.objects.count() == len(MUNICIPALITIES)
    assert Message.objects.filter(is_current=False).exists()
    assert Message.objects.exclude(deleted_upstream_at=None).exists()
    assert DayBooking.objects.filter(channel__municipality__slug="malmo").exists()


def test_what_is_followed_up_and_declared_has_an_example(demo: datetime) -> None:
    noted = ChannelPeriod.objects.filter(noted_at__isnull=False)
    assert noted.exclude(note="").exists()
    assert ChannelPeriod.objects.filter(noted_at=None).exists()
    assert set(SettingsCheck.objects.values_list("differs", flat=True)) == {True, False}
    assert Post.objects.filter(received="nothing").exists()
    film = Post.objects.get(is_film=True)
    assert film.film_title
    assert film.film_description
    assert film.state == PostState.SUBMITTED


def test_the_size_is_a_desk_at_work(place: Municipality) -> None:
    assert 25 <= Post.objects.count() <= 40
    assert 50 <= Message.objects.filter(direction="in").count() <= 120
    assert MediaItem.objects.exclude(alt="").count() == MediaItem.objects.count() > 6
    assert not RawDelivery.objects.filter(processed_at=None).exists()


def test_there_is_one_for_each_role_and_nobody_has_a_password(place: Municipality) -> None:
    people = list(User.objects.filter(municipality=place).prefetch_related("grants"))
    roles = Counter(grant.role for person in people for grant in person.grants.all())
    named = (django_settings.POLICIES / place.slug / "pack.toml").read_text(encoding="utf-8")
    assert set(roles) >= SEVEN | {role for role in ROLES if f'"{role}"' in named}
    assert roles["communicator"] >= 3
    assert all(person.is_demo and person.department for person in people)
    assert not any(person.has_usable_password() for person in people)
    assert place in [group.municipality for group in demo_groups()]


def test_the_ledger_is_whole(place: Municipality) -> None:
    report = verify(place)
    assert report.problems == ()
    assert report.size > 350


def test_nothing_of_one_stands_in_another(place: Municipality) -> None:
    others = [script_of(slug).places for slug in MUNICIPALITIES if slug != place.slug]
    foreign = {name for places in others for name in places.values()}
    told = [
        *Post.objects.values_list("text", flat=True),
        *Message.objects.values_list("text", flat=True),
        *Reply.objects.values_list("text", flat=True),
        *(bytes(body).decode() for body in EntryContent.objects.values_list("body", flat=True)),
    ]
    assert any(script_of(place.slug).places["torg"] in text for text in told)
    assert [name for name in foreign for text in told if name in text] == []


def test_the_day_has_something_for_everyone(place: Municipality, demo: datetime) -> None:
    people = {user.email.split("@")[0]: user for user in User.objects.filter(municipality=place)}
    writer, lead = my_day(people["writer"], demo), my_day(people["lead"], demo)
    assert writer.late(demo) >= 1
    assert any(demo < (one.due_at or demo) < demo + timedelta(hours=9) for one in writer.to_answer)
    assert writer.returned_replies
    assert writer.returned or my_day(people["colleague"], demo).returned
    assert all([lead.to_approve, lead.to_read, lead.cases, lead.unclear, lead.broken])
    assert my_day(people["contact"], demo).to_answer
    assert my_day(people["moderator"], demo).cases


def test_rounds_are_done_for_weeks(place: Municipality, demo: datetime) -> None:
    """Stockholm's guidelines ask for no rounds, and nobody invents a duty for them."""
    days = set(WatchRound.objects.values_list("day", flat=True))
    if place.slug == "stockholm":
        asked = [duties_of(one, demo.date()) for one in Channel.objects.all()]
        assert not days
        assert not any(asked)
    else:
        assert len(days) >= 9
        assert min(days) <= demo.date() - timedelta(days=13)


def test_evidence_is_sealed_before_anything_is_removed(place: Municipality) -> None:
    for case in Case.objects.exclude(decided_at=None).select_related("evidence"):
        assert case.evidence.sealed_at <= (case.decided_at or NOW)
    assert Evidence.objects.count() == Case.objects.count()


def test_nothing_lies_ahead_of_the_clock(place: Municipality, demo: datetime) -> None:
    soon = demo + timedelta(minutes=1)
    assert not Message.objects.filter(captured_at__gt=soon).exists()
    assert not Act.objects.filter(created_at__gt=soon).exists()
    assert Post.objects.filter(state=PostState.APPROVED, planned_at__gt=demo).count() >= 3


def test_polling_finds_nothing_that_was_not_heard(demo: datetime) -> None:
    before = Message.objects.count()
    network = rehearsal(django_settings.PRACTICE_DIR, lambda: demo, 1)
    wired = registry.network_for("practice")
    registry.register("practice", network.network)
    try:
        with transaction.atomic():
            assert poll_channels(clock=lambda: demo) == 0
            transaction.set_rollback(True)
    finally:
        registry.register("practice", wired)
        network.close()
    assert Message.objects.count() == before


def test_a_settled_desk_is_left_alone(demo: datetime) -> None:
    before = Post.objects.count(), Municipality.objects.count()
    assert load(now=NOW) == 0
    said = StringIO()
    call_command("demo", stdout=said)
    assert "redan" in said.getvalue()
    assert (Post.objects.count(), Municipality.objects.count()) == before


def test_another_port_is_followed(demo: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(django_settings, "DEMO", True)
    monkeypatch.setattr(django_settings, "PRACTICE", True)
    assert follow_address() == 0
    with transaction.atomic():
        monkeypatch.setattr(django_settings, "PRACTICE_URL", "http://127.0.0.1:9/ovning")
        assert follow_address() == ChannelConnection.objects.count()
        urls = set(ChannelConnection.objects.values_list("base_url", flat=True))
        assert urls == {"http://127.0.0.1:9/ovning"}
        transaction.set_rollback(True)


@pytest.mark.skipif("TORG_DATABASE_URL" in os.environ, reason="once is enough")
def test_the_same_seed_and_time_tell_the_same_story(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saturday_night = datetime(2026, 6, 20, 23, 30, tzinfo=UTC)
    told: list[list[list[tuple[object, ...]]]] = []
    for number in range(2):
        monkeypatch.setattr(django_settings, "PRACTICE_DIR", tmp_path / str(number))
        with transaction.atomic(), every_municipality():
            load(now=saturday_night, slugs=["goteborg"], seed=7)
            told.append(
                [
                    sorted(Post.objects.values_list("title", "state", "planned_wall", "text")),
                    sorted(Message.objects.values_list("text", "made_available_at", "kind")),
                    sorted(Act.objects.values_list("kind", "state", "created_at")),
                ]
            )
            transaction.set_rollback(True)
    assert told[0] == told[1]
    assert len(told[0][0]) > 20


def test_where_people_work_nothing_is_begun_again(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(django_settings, "DEMO", True)
    make_user(municipality=make_municipality())
    with pytest.raises(CannotStart, match="riktiga personer"):
        call_command("demo", again=True)

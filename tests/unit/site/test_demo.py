"""The demo: everything that the desk can show is there, it is whole, and it is the same again."""

from collections import Counter
from collections.abc import Iterator, Set
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import models, transaction
from pytest_django import DjangoDbBlocker
from tests.factories.people import make_municipality, make_user

from torg.channels.models import Channel, ChannelConnection
from torg.channels.states import ChannelState, ConnectionState
from torg.delivery.models import Act, Hold
from torg.delivery.states import ActState
from torg.desk.queries import my_day
from torg.inbox.jobs import poll_channels
from torg.inbox.models import Message, Outcome, RawDelivery, Reply, Thread, WatchRound
from torg.inbox.states import ReplyState, ThreadState
from torg.kernel.scope import every_municipality, scope
from torg.ledger.models import EntryContent
from torg.ledger.queries import verify
from torg.media.models import MediaItem
from torg.moderation.models import Block, Case, Evidence
from torg.moderation.states import CaseState
from torg.people.models import Municipality, User
from torg.people.permissions import ROLES
from torg.people.queries import demo_groups
from torg.planning.models import DayBooking, Post
from torg.planning.states import PostState
from torg.ports import registry
from torg.site.demo.addresses import follow_address
from torg.site.demo.loader import load
from torg.site.demo.script import MUNICIPALITIES, script_of
from torg.site.selfcheck import CannotStart
from torg.site.wiring import rehearsal

NOW = datetime(2026, 9, 8, 8, 0, tzinfo=UTC)
# sending, and a reply's draft, last for one call or transaction: they are never at rest.
AT_REST: list[tuple[type[models.Model], Set[str]]] = [
    (Post, set(PostState)),
    (Act, set(ActState) - {ActState.SENDING}),
    (Thread, set(ThreadState)),
    (Reply, set(ReplyState) - {ReplyState.DRAFT}),
    (Case, set(CaseState)),
    (ChannelConnection, set(ConnectionState)),
]


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


def states_of(model: type[models.Model], name: str = "state") -> set[str]:
    return set(model._default_manager.values_list(name, flat=True))


@pytest.mark.parametrize(("model", "states"), AT_REST)
def test_every_state_occurs_in_every_municipality(
    place: Municipality, model: type[models.Model], states: Set[str]
) -> None:
    assert states_of(model) == states


def test_the_rest_occurs_somewhere(demo: datetime) -> None:
    assert states_of(Channel) == set(ChannelState)
    assert states_of(Thread, "outcome") - {""} == set(Outcome.values)
    assert Block.objects.count() == Hold.objects.count() == len(MUNICIPALITIES)
    assert Message.objects.filter(is_current=False).exists()
    assert Message.objects.exclude(deleted_upstream_at=None).exists()
    assert DayBooking.objects.filter(channel__municipality__slug="malmo").exists()


def test_the_size_is_a_desk_at_work(place: Municipality) -> None:
    assert 25 <= Post.objects.count() <= 40
    assert 50 <= Message.objects.filter(direction="in").count() <= 120
    assert MediaItem.objects.exclude(alt="").count() == MediaItem.objects.count() > 6
    assert not RawDelivery.objects.filter(processed_at=None).exists()


def test_there_is_one_for_each_role_and_nobody_has_a_password(place: Municipality) -> None:
    people = list(User.objects.filter(municipality=place).prefetch_related("grants"))
    roles = Counter(grant.role for person in people for grant in person.grants.all())
    assert set(roles) == set(ROLES)
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


def test_rounds_are_done_on_most_days(place: Municipality) -> None:
    days = set(WatchRound.objects.values_list("day", flat=True))
    assert len(days) >= 5 if place.slug != "stockholm" else not days


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

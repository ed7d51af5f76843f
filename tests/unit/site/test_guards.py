"""The database refuses every move of state that its table does not allow."""

from collections.abc import Iterator
from itertools import product

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.backends.utils import CursorWrapper
from tests.factories.delivery import make_channel

from torg.channels.models import Channel
from torg.channels.states import CHANNEL_MOVES, ChannelState
from torg.kernel.scope import every_municipality
from torg.site.guards import GUARDED, _set, set_guards

pytestmark = pytest.mark.django_db
DAY = "2026-01-01"


@pytest.fixture(autouse=True)
def over_all() -> Iterator[None]:
    with every_municipality():
        yield


def put(channel: Channel, state: ChannelState) -> None:
    """Where no move leads: the guard is about updates of the state alone."""
    Channel.objects.filter(pk=channel.pk).delete()
    channel.state = state
    channel.closed_on = DAY
    channel.save(force_insert=True)


def moved(channel: Channel, state: ChannelState) -> bool:
    try:
        with transaction.atomic():
            Channel.objects.filter(pk=channel.pk).update(state=state)
    except IntegrityError:
        return False
    return True


def test_a_channel_moves_as_its_table_says_and_no_other_way() -> None:
    channel = make_channel()
    channel.connection.delete()
    for old, new in product(ChannelState, ChannelState):
        put(channel, old)
        assert moved(channel, new) is (old == new or new in CHANNEL_MOVES[old]), (old, new)


@pytest.mark.parametrize("label", sorted(GUARDED))
def test_every_guarded_table_has_one_trigger_over_every_state(label: str) -> None:
    model = apps.get_model(label)
    states = {str(value) for value, _words in model._meta.get_field("state").choices}
    named = {str(state) for pair in GUARDED[label].items() for state in (pair[0], *pair[1])}
    assert named == states
    assert len(triggers(model)) == 1


@pytest.mark.parametrize("label", sorted(GUARDED))
def test_each_condition_refuses_every_move_that_is_not_in_the_table(label: str) -> None:
    """On a bare table: the condition is the real one's, as its name says (a digest of it)."""
    moves = GUARDED[label]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE probe (state varchar(20))")
        _set(connection, "probe", moves)
        assert {one.rpartition("_")[2] for one in triggers(apps.get_model(label))} == {
            one.rpartition("_")[2] for one in triggers("probe")
        }
        for old, new in product(moves, moves):
            cursor.execute("DELETE FROM probe")
            cursor.execute("INSERT INTO probe VALUES (%s)", [str(old)])
            assert moves_on(cursor, str(new)) is (old == new or new in moves[old]), (old, new)
        cursor.execute("DROP TABLE probe")


def moves_on(cursor: CursorWrapper, state: str) -> bool:
    try:
        with transaction.atomic():
            cursor.execute("UPDATE probe SET state = %s", [state])
    except IntegrityError:
        return False
    return True


def test_a_changed_table_of_moves_takes_the_place_of_the_old_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    channel = make_channel()
    before = triggers(Channel)
    monkeypatch.setitem(GUARDED, "channels.channel", {ChannelState.LIVE: frozenset()})
    set_guards(sender=apps.get_app_config("channels"), using="default")
    assert len(triggers(Channel)) == 1
    assert triggers(Channel) != before
    assert not moved(channel, ChannelState.RESTING)
    call_command("migrate", "channels", verbosity=0)


def triggers(model: type[models.Model] | str) -> set[str]:
    table = model if isinstance(model, str) else model._meta.db_table
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        names = {row[0] for row in cursor.fetchall()}
    return {name for name in names if name.startswith(f"{table}_moves_")}

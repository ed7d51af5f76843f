"""The database refuses every move of state that its table does not allow."""

from collections.abc import Iterator
from itertools import product

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from tests.factories.delivery import make_channel

from torg.channels.models import Channel
from torg.channels.states import CHANNEL_MOVES, ChannelState
from torg.kernel.scope import every_municipality
from torg.site.guards import GUARDED, set_guards

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


def triggers(model: type[models.Model]) -> set[str]:
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        names = {row[0] for row in cursor.fetchall()}
    return {name for name in names if name.startswith(f"{model._meta.db_table}_moves_")}

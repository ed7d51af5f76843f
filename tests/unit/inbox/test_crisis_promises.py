"""In a crisis the promise is the crisis's, on the channels that it concerns (S-27)."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.factories.delivery import make_channel
from tests.factories.inbox import arrive, make_desk
from tests.factories.network import make_event, wire_talking

from torg.kernel.scope import scope
from torg.rules.actions import set_mode
from torg.rules.queries import Mode

pytestmark = pytest.mark.django_db
SATURDAY = datetime(2026, 9, 12, 18, 0, tzinfo=UTC)
TWO = timedelta(hours=2)


@pytest.mark.req("S-27")
def test_an_affected_channel_answers_within_the_crisis_hours_and_the_others_as_usual() -> None:
    wire_talking()
    desk = make_desk("stockholm")
    with scope(desk.municipality.pk):
        other = make_channel(department=desk.department, name="Biblioteket")
        usual = arrive(other, make_event("f0", at=SATURDAY)).due_at
        before = arrive(desk.channel, make_event("f1", at=SATURDAY)).due_at
        set_mode(
            municipality=desk.municipality, mode=Mode.CRISIS, reason="Storm",
            channels=[str(desk.channel.pk)], by=None, now=SATURDAY + TWO,
        )  # fmt: skip
        at = SATURDAY + timedelta(hours=3)
        rushed = arrive(desk.channel, make_event("f2", at=at))
        assert rushed.due_at == at + TWO
        assert "S-27" in rushed.deadline["citation"]
        assert "i krisläge" in rushed.deadline["explanation"][0]
        calm = arrive(other, make_event("f3", at=at))
        assert calm.due_at is not None
        assert "S-27" not in calm.deadline["citation"]
        assert calm.due_at > at + TWO
        earlier = arrive(desk.channel, make_event("f4", at=SATURDAY))
        assert earlier.due_at == before == usual, "what came before the crisis keeps its promise"
        set_mode(municipality=desk.municipality, mode=Mode.ORDINARY, reason="Slut", by=None, now=at)
        after = arrive(desk.channel, make_event("f5", at=at))
        assert after.due_at == calm.due_at


def test_where_no_hours_are_stated_a_crisis_changes_nothing() -> None:
    wire_talking()
    desk = make_desk("malmo")
    with scope(desk.municipality.pk):
        usual = arrive(desk.channel, make_event("f0", at=SATURDAY)).due_at
        set_mode(
            municipality=desk.municipality, mode=Mode.CRISIS, reason="Storm", by=None, now=SATURDAY
        )
        assert arrive(desk.channel, make_event("f1", at=SATURDAY)).due_at == usual

"""What CI runs of F7: a small storm on the suite's own database."""

import pytest
from django.conf import settings
from tests.drills.storm import run

EVENTS, KILLS, SEED = 1_000, 8, 7


@pytest.mark.drill
def test_the_inbox_holds_exactly_what_the_network_told() -> None:
    db = "postgres" if settings.DATABASE_URL else "sqlite"
    found = run(EVENTS, KILLS, db, SEED)
    assert found["equal"], found
    kills = found["kills"]
    assert isinstance(kills, dict)
    assert min(kills.values()) >= KILLS // 2 - 1, "both the server and the worker must have died"
    assert found["forged_sent"], found
    assert found["replayed_sent"], found

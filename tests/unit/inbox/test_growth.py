"""Taking a page in costs the same however much there is: SQLite's own steps are counted.

A foreign key without an index is looked through whole for each row that is written before the
row it names; no plan shows that, and a desk with few rows does not feel it.
"""

from collections.abc import Sequence

import pytest
from django.db import connection
from tests.factories.inbox import Desk
from tests.factories.network import WHEN, make_event

from torg.inbox.actions import take_in
from torg.inbox.models import Message, Thread
from torg.ports.network import Author, Event

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")
EVERY = 10
PAGE = 50


def page(number: int) -> list[Event]:
    """Comments by people of whom nobody has written before, each under a post of its own."""
    names = [f"{number}-{place}" for place in range(PAGE)]
    return [make_event(n, root=n, parent=n, author=Author(n, f"@{n}", n)) for n in names]


def steps(desk: Desk, told: Sequence[Event]) -> int:
    """What SQLite does to take them in, in its own steps, by tens."""
    counted = 0

    def tick() -> int:
        nonlocal counted
        counted += 1
        return 0

    connection.ensure_connection()
    held = connection.connection
    held.set_progress_handler(tick, EVERY)
    try:
        take_in(channel_id=desk.channel.pk, parcels=[(None, told)], now=WHEN)
    finally:
        held.set_progress_handler(None, 0)
    return counted


def test_the_sixtieth_page_costs_what_the_second_did(desk: Desk) -> None:
    spent = [steps(desk, page(number)) for number in range(60)]
    assert Thread.objects.count() == Message.objects.count() == 60 * PAGE
    assert spent[1] > 100
    assert max(spent[-5:]) < 1.3 * spent[1]

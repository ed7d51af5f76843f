"""No page asks the database more often because there is more on it.

Each page of the matrix is rendered in a small world and again when every room has made its
objects twice more; what one conversation and one post hold grows as well.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker
from tests.factories.delivery import make_channel
from tests.factories.inbox import arrive, words
from tests.factories.network import make_event
from tests.factories.planning import make_image
from tests.web.matrix import world as worlds
from tests.web.matrix.rows import Row, rows, values
from tests.web.matrix.world import Side, load_makers, make_side

from torg.inbox import actions as inbox
from torg.inbox.models import Message
from torg.kernel.scope import scope
from torg.people.permissions import ROLES
from torg.planning.models import Post, PostImage, Variant
from torg.ports.network import Author

pytestmark = pytest.mark.django_db
PAGES = [row for row in rows() if row.through.get("GET") and not row.off and not row.special]
MORE = 2


@dataclass(frozen=True)
class Seen:
    """How often a page asked, and what."""

    status: int
    asked: list[str]


Counts = dict[str, tuple[Seen, Seen]]


@pytest.fixture(scope="module")
def counts(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Counts]:
    """Every page, rendered small and grown."""
    cache.clear()
    with django_db_blocker.unblock(), transaction.atomic():
        if not worlds.MAKERS:
            load_makers()
        home = make_side("malmo", "liten")
        _fill(home)
        with scope(home.municipality.pk):
            _grow(home, MORE)
        before = {row.name: _render(row, home) for row in PAGES}
        for number in range(MORE):
            twin = replace(home, canary=f"kopia-{number}", made={}, broken={}, whole=False)
            _fill(twin)
            with scope(home.municipality.pk):
                _grow(home, number)
        yield {row.name: (before[row.name], _render(row, home)) for row in PAGES}
        transaction.set_rollback(True)


def _fill(side: Side) -> None:
    for kind in sorted({kind for row in PAGES for kind in row.kinds}):
        side.try_to_get(kind)
    assert side.broken == {}


def _grow(home: Side, number: int) -> None:
    """More in one thread, one more reply to read, one more channel and image on one post."""
    message, post = home.get("inbox.message"), home.get("planning.post")
    assert isinstance(message, Message)
    assert isinstance(post, Post)
    channel, writer = message.thread.channel, home.people["contact_centre"]
    somebody = Author(f"p-{number}", f"@p{number}", "Mer Skrivet")
    arrive(channel, make_event(f"mer-{number}", text="Och en sak till?", author=somebody))
    arrive(channel, make_event(f"till-{number}", text="Och en sak till?"))
    inbox.add_note(thread=message.thread, text=f"Anteckning {number}", by=writer, now=home.now)
    thread = arrive(channel, make_event(f"läs-{number}", root=f"läs-{number}")).thread
    inbox.request_second_reader(
        thread=thread, words=words(thread, f"Svar {number}"), by=writer, now=home.now
    )
    own = make_channel(department=home.department)
    Variant.objects.create(municipality=home.municipality, post=post, channel=own)
    item = make_image(home.department, home.people["communicator"], home.now)
    PostImage.objects.create(post=post, item=item, position=number + 5)


def _render(row: Row, home: Side) -> Seen:
    """The second answer to the role that may most: the first one warms what lasts."""
    widest = sorted(
        row.through["GET"] & set(home.people), key=lambda role: -len(ROLES[role].permissions)
    )
    client = Client()
    if widest:
        client.force_login(home.people[widest[0]])
    address, query = row.address(home), values(row.query, home)
    client.get(address, query)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(address, query)
    return Seen(answer.status_code, [one["sql"] for one in asked.captured_queries])


@pytest.mark.parametrize("name", [row.name for row in PAGES])
def test_a_page_asks_no_more_when_there_is_more(counts: Counts, name: str) -> None:
    small, grown = counts[name]
    assert small.status == grown.status
    more = Counter(map(_plain, grown.asked)) - Counter(map(_plain, small.asked))
    assert len(grown.asked) <= len(small.asked), "\n".join(more)


def _plain(sql: str) -> str:
    """The question without its values."""
    return re.sub(r"'[^']*'(, )?|\b\d+\b", "", sql)


def test_the_pages_are_really_shown(counts: Counts) -> None:
    shown = [name for name, (small, _grown) in counts.items() if small.status == 200]
    assert len(shown) >= len(PAGES) * 3 // 4

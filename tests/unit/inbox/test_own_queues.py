"""Whose queue a direct message falls into is the municipality's to say (M1-25, M1-26, A-31)."""

from pathlib import Path

import pytest
from tests.factories import inbox as factory
from tests.factories.inbox import Desk, arrive, make_desk
from tests.factories.network import WHEN, make_event, wire_talking

from torg.inbox import actions, queries
from torg.inbox.models import Message
from torg.kernel.scope import scope
from torg.ports.network import EventKind

pytestmark = pytest.mark.django_db
VIEW = "Ni borde ha fler bänkar i parken."


def direct(desk: Desk, name: str, text: str) -> Message:
    event = make_event(name, kind=EventKind.MESSAGE, root=f"talk-{name}", text=text)
    return arrive(desk.channel, event)


def queued(desk: Desk) -> tuple[set[object], set[object]]:
    """What stands in the contact centre's queue, and in the accountable communicator's."""
    centre = queries.in_queue(desk.centre).values_list("pk", flat=True)
    leads = queries.in_queue(desk.lead).filter(route="communicators")
    return set(centre), set(leads.values_list("pk", flat=True))


@pytest.fixture
def questions_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Malmö's rules under the other reading of A-31."""
    text = (factory.PACKS / "malmo" / "pack.toml").read_text("utf-8")
    head, tail = text.split('id = "A-31"', 1)
    (tmp_path / "malmo").mkdir()
    tail = tail.replace('proposed = "everything"', 'proposed = "questions"', 1)
    (tmp_path / "malmo" / "pack.toml").write_text(f'{head}id = "A-31"{tail}', "utf-8")
    monkeypatch.setattr(factory, "PACKS", tmp_path)


@pytest.mark.req("M1-25")
def test_everything_in_messenger_is_the_contact_centres() -> None:
    wire_talking()
    desk = make_desk("malmo")
    with scope(desk.municipality.pk):
        both = {direct(desk, "d1", "När öppnar ni?").thread_id, direct(desk, "d2", VIEW).thread_id}
        assert queued(desk) == (both, set())


@pytest.mark.usefixtures("questions_only")
def test_by_the_other_reading_only_questions_are_and_a_sorted_one_moves() -> None:
    wire_talking()
    desk = make_desk("malmo")
    with scope(desk.municipality.pk):
        asked = direct(desk, "d1", "När öppnar ni?")
        told = direct(desk, "d2", VIEW)
        actions.set_kind(message=told, kind="viewpoint", by=desk.lead, now=WHEN)
        assert queued(desk) == ({asked.thread_id}, {told.thread_id})
        assert not queries.visible_to(desk.writer).exists(), "they are still private"
        actions.set_kind(message=asked, kind="praise", by=desk.lead, now=WHEN)
        assert queued(desk) == (set(), {asked.thread_id, told.thread_id})
        actions.set_kind(message=asked, kind="question", by=desk.lead, now=WHEN)
        actions.claim(thread=asked.thread, by=desk.centre, now=WHEN)
        asked.thread.refresh_from_db()
        actions.set_kind(message=asked, kind="praise", by=desk.centre, now=WHEN)
        assert queued(desk)[0] == {asked.thread_id}, "whoever has taken it keeps it"


@pytest.mark.parametrize("slug", ["goteborg", "stockholm", "vallentuna"])
def test_where_nothing_is_stated_those_who_may_read_messages_have_them(slug: str) -> None:
    wire_talking()
    desk = make_desk(slug)
    with scope(desk.municipality.pk):
        told = direct(desk, "d2", VIEW)
        assert queued(desk) == ({told.thread_id}, set())

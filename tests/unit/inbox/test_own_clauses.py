"""Closing and forwarding: each municipality's own rules say what is asked, and no other's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from tests.factories import inbox as factory
from tests.factories.inbox import Desk, arrive, make_desk, words
from tests.factories.network import WHEN, make_event, wire_talking
from tests.factories.people import make_department

from torg.inbox import actions
from torg.inbox.models import Forward, Thread
from torg.inbox.states import ThreadState
from torg.kernel.refusals import Refusal
from torg.kernel.scope import scope
from torg.ledger.models import Entry

pytestmark = pytest.mark.django_db
NOW = WHEN + timedelta(minutes=30)
FIFTH = Path(__file__).resolve().parents[2] / "web/fifth"
ALL = ("malmo", "goteborg", "stockholm", "vallentuna", "klippby")


@contextmanager
def desk_of(slug: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    wire_talking()
    if slug == "klippby":
        monkeypatch.setattr(factory, "PACKS", FIFTH)
    made = make_desk(slug)
    with scope(made.municipality.pk):
        yield made


def refused(act: Callable[[], object]) -> Refusal | None:
    try:
        act()
    except Refusal as refusal:
        return refusal
    return None


@pytest.mark.parametrize(
    ("slug", "cites"),
    [("malmo", "M1-19"), ("goteborg", "G-21"), ("stockholm", "S-06"), ("vallentuna", "V-11"),
     ("klippby", "")],
)  # fmt: skip
@pytest.mark.req("V-11", "S-06")
def test_an_unanswered_question_is_not_closed_as_answered_and_the_own_clause_is_cited(
    slug: str, cites: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk_of(slug, monkeypatch) as desk:
        thread = arrive(desk.channel).thread
        for outcome in ("answered", "reaction", "referred"):
            said = refused(
                lambda: actions.close(thread=thread, outcome=outcome, by=desk.writer, now=NOW)  # noqa: B023
            )
            assert said is not None
            assert cites in said.cite
            assert bool(said.cite) == bool(cites)


@pytest.mark.parametrize("slug", ALL)
@pytest.mark.req("V-56")
def test_irony_excuses_no_question_where_the_rules_say_so(
    slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk_of(slug, monkeypatch) as desk:
        question = arrive(desk.channel).thread
        said = refused(
            lambda: actions.close(thread=question, outcome="ironic", by=desk.writer, now=NOW)
        )
        if slug == "vallentuna":
            assert said is not None
            assert "V-56" in said.cite
        else:
            assert said is None
            assert Thread.objects.get().state == ThreadState.DONE


@pytest.mark.parametrize("slug", ALL)
@pytest.mark.req("S-20")
def test_a_first_question_is_no_repetition_and_only_stockholm_cites_a_clause(
    slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk_of(slug, monkeypatch) as desk:
        first = arrive(desk.channel).thread
        again = arrive(desk.channel, make_event("c2", root="post-2", minutes=20)).thread
        said = refused(
            lambda: actions.close(
                thread=again, outcome="repeat", repeat_of=first, by=desk.writer, now=NOW
            )
        )
        assert said is not None
        assert ("S-20" in said.cite) == (slug == "stockholm")
        assert bool(said.cite) == (slug == "stockholm")


@pytest.mark.parametrize("slug", ALL)
@pytest.mark.req("V-53")
def test_only_where_the_rules_ask_is_the_resident_told_that_it_went_on(
    slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk_of(slug, monkeypatch) as desk:
        thread = arrive(desk.channel).thread
        unit = make_department(municipality=desk.municipality, name="Gatukontoret")
        said = refused(
            lambda: actions.forward(thread=thread, department=unit, by=desk.writer, now=NOW)
        )
        if slug != "vallentuna":
            assert said is None
            assert not Forward.objects.get().to_tell
            return
        assert said is not None
        assert "V-53" in said.cite
        assert said.field == "acknowledgement"
        actions.forward(thread=thread, department=unit, reason="Ringde.", by=desk.writer, now=NOW)
        assert Forward.objects.get().to_tell


def test_a_like_is_a_response_where_the_rules_do_not_ask_for_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with desk_of("vallentuna", monkeypatch) as desk:
        praise = arrive(desk.channel, make_event(text="Tack för den fina lekplatsen!"))
        actions.set_kind(message=praise, kind="praise", by=desk.writer, now=NOW)
        actions.like(message=praise, by=desk.writer, now=NOW)
        assert Thread.objects.get().outcome == "reaction"


def test_a_closing_is_kept_with_the_rules_that_it_was_judged_by(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with desk_of("vallentuna", monkeypatch) as desk:
        thread = arrive(desk.channel).thread
        actions.reply(
            thread=thread,
            words=words(thread, "Hej Anna!\n\nI morgon.", motive="Brådskar."),
            by=desk.writer, now=NOW,
        )  # fmt: skip
        other = arrive(desk.channel, make_event("c3", root="p3", text="Nej tack.")).thread
        actions.close(thread=other, outcome="not_to_us", by=desk.writer, now=NOW)
        told = Entry.objects.get(verb="thread.closed").told["facts"]
        assert (bool(told["pack"]), told["rules"]) == (True, [])

"""A question whose SQL is kept answers as the same question written anew."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import QuerySet, Value
from tests.factories.people import make_department, make_municipality, make_user

from torg.channels.models import AccountAlarm
from torg.channels.states import AlarmState
from torg.kernel.scope import NoScope, every_municipality, scope
from torg.people.models import Department, Draft, Municipality, User
from torg.people.models.organisation import DepartmentKind
from torg.people.models.prepared import ask, ask_objects, filled

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
LATELY = timedelta(minutes=2)


def lately(now: datetime) -> QuerySet[Draft, Any]:
    """By a moment reckoned from the value."""
    return Draft.objects.filter(saved_at__gte=now - LATELY).values_list("about_id").order_by("pk")


@pytest.fixture
def person(db: None) -> User:
    return make_user(role="communicator")


def draft(user: User, about: str, at: datetime) -> None:
    Draft.objects.create(
        municipality_id=user.municipality_id, user=user, form="reply", about_id=about,
        saved_at=at, settled_token="", fields={},
    )  # fmt: skip


def test_a_moment_reckoned_from_a_value_follows_it(person: User) -> None:
    with scope(person.municipality_id):
        draft(person, "a", NOW)
        draft(person, "b", NOW + timedelta(minutes=1, microseconds=7))
        for minutes in (0, 1, 2, 3, 4, 60 * 24 * 5000):
            now = NOW + timedelta(minutes=minutes)
            assert ask("lately", lately, now) == list(lately(now))


def test_ids_and_moments_come_back_as_they_are(person: User) -> None:
    with scope(person.municipality_id):
        draft(person, "a", NOW)

        def by(pk: UUID) -> QuerySet[Draft, Any]:
            return Draft.objects.filter(user_id=pk).values_list("user_id", "saved_at", "fields")

        assert ask("by", by, person.pk) == [(person.pk, NOW, {})]
        assert ask("by", by, UUID(int=1)) == []


def test_a_question_that_nothing_can_answer_has_no_rows(person: User) -> None:
    with scope(person.municipality_id):
        assert ask("none", lambda: Draft.objects.filter(pk__in=[]).values_list("pk")) == []


def test_what_was_kept_in_one_scope_is_not_asked_in_another() -> None:
    def build() -> QuerySet[Department, Any]:
        return Department.objects.values_list("name")

    homes: list[Municipality] = [make_municipality(), make_municipality()]
    for home in homes:
        make_department(municipality=home, name=f"Hos {home.slug}")
    for home in homes:
        with scope(home.pk):
            assert ask("names", build) == [(f"Hos {home.slug}",)]
    with every_municipality():
        assert len(ask("names", build)) == 2
    with pytest.raises(NoScope):
        ask("names", build)


def by_word(home: UUID, *names: str) -> QuerySet[Department]:
    found = Department.objects.filter(municipality_id=home, name__in=names).order_by("name")
    return found.select_related("municipality").only("name", "municipality__slug")


def test_words_give_objects_with_what_is_selected_beside_them(
    person: User, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    home = person.municipality
    for name in ("Åre", "Ö'n", "Å %s re", "Ån"):
        make_department(municipality=home, name=name)
    with scope(home.pk), django_assert_num_queries(3):
        for names in (["Åre", "Ö'n"], ["Å %s re", "Ån"], ["\ue000torg0", "Ån"]):
            found = ask_objects("by-word", by_word, home.pk, *names)
            assert [one.name for one in found] == sorted(set(names) - {"\ue000torg0"})
            assert {one.municipality.slug for one in found} == {home.slug}
            assert all(one.pk and "code" in one.get_deferred_fields() for one in found)
            assert not any(one._state.adding for one in found)
    with scope(home.pk):
        assert ask_objects("by-word", by_word, home.pk, "Ån")[0].code == ""


def test_a_word_that_is_changed_on_its_way_is_refused(person: User) -> None:
    def like(word: str) -> QuerySet[Department, Any]:
        return Department.objects.filter(name__contains=word).values_list("name")

    with scope(person.municipality_id), pytest.raises(ValueError, match="as they are"):
        ask("like", like, "Park")


@pytest.mark.parametrize("number", range(18))
def test_a_list_is_filled_to_a_power_of_two_with_its_own(number: int) -> None:
    words = {str(one) for one in range(number)}
    full = filled(words)
    assert set(full) == words
    assert len(full) == (number and 1 << (number - 1).bit_length())


def test_what_is_always_the_same_is_written_into_the_statement(
    person: User, django_assert_num_queries: Any
) -> None:
    """SQLite plans anew, at each use, what an index of some rows might serve."""

    def mine(pk: UUID, form: str) -> QuerySet[Draft, Any]:
        always = Draft.objects.filter(user_id=pk, form=form, settled_token="")
        words = Value("100 %"), Value(DepartmentKind.BOARD), Value(True), Value("it's")
        return always.annotate(a=words[0], b=words[1], c=words[2], d=words[3]).values_list(
            "about_id", "a", "b", "c", "d"
        )

    with scope(person.municipality_id):
        draft(person, "å%s", NOW)
        with django_assert_num_queries(1) as asked:
            found = ask("mine", mine, person.pk, "reply")
        assert (
            found
            == list(mine(person.pk, "reply"))
            == [("å%s", "100 %", str(DepartmentKind.BOARD), True, "it's")]
        )
        assert ask("mine", mine, person.pk, "no%s") == []
    statement = asked.captured_queries[0]["sql"]
    assert f"'{DepartmentKind.BOARD}'" in statement


def test_sqlite_prepares_such_a_statement_once(person: User) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")
    prepared = 0

    def heard(*_told: object) -> int:
        nonlocal prepared
        prepared += 1
        return 0

    def alarms(channel: UUID) -> QuerySet[AccountAlarm, Any]:
        return AccountAlarm.objects.filter(channel_id=channel, state=AlarmState.OPEN).values_list(
            "pk"
        )

    with scope(person.municipality_id):
        connection.connection.set_authorizer(heard)
        try:
            ask("alarms", alarms, UUID(int=1))
            once = prepared
            ask("alarms", alarms, UUID(int=2))
        finally:
            connection.connection.set_authorizer(None)
    assert prepared == once > 0

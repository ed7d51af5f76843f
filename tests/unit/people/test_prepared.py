"""A question whose SQL is kept answers as the same question written anew."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db.models import QuerySet
from tests.factories.people import make_department, make_municipality, make_user

from torg.kernel.scope import NoScope, every_municipality, scope
from torg.people.models import Department, Draft, Municipality, User
from torg.people.models.prepared import ask

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

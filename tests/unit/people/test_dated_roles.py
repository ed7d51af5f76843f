"""Roles on their days, stand-ins, and signing out everywhere."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.factories.people import grant_role, make_department, make_user

from torg.kernel.refusals import Denied, Refusal
from torg.ledger.models import Entry
from torg.people import actions, queries
from torg.people.models import Municipality, RoleGrant, User
from torg.people.permissions import ROLES, Permission, can

DAY = timedelta(days=1)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def today(now: datetime) -> date:
    return timezone.localdate(now)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def holders(municipality: Municipality, permission: Permission) -> set[User]:
    return set(queries.people_with(permission, municipality))


@pytest.mark.req("V-07")
def test_the_roles_of_the_municipality_are_bound_to_persons_with_dates(
    municipality: Municipality, now: datetime, today: date
) -> None:
    admin = make_user(role="administrator", municipality=municipality)
    person = make_user(municipality=municipality)
    for role in ("municipal_director", "head_of_communications", "communications_strategist"):
        assert role in ROLES
        grant = actions.grant_role(
            user=person, role=role, department=None, starts_on=today, ends_on=today + 2 * DAY,
            by=admin, now=now,
        )  # fmt: skip
        assert (grant.starts_on, grant.ends_on) == (today, today + 2 * DAY)
    entry = Entry.objects.filter(verb="people.grant_role").latest("seq")
    assert entry.facts["starts_on"] == today.isoformat()


@pytest.mark.parametrize(
    ("first", "last", "held"),
    [(None, None, True), (0, 0, True), (1, 5, False), (-5, -1, False), (-5, None, True)],
)
def test_a_role_is_held_on_its_days_only(
    municipality: Municipality, today: date, first: int | None, last: int | None, held: bool
) -> None:
    person = make_user(municipality=municipality)
    grant = grant_role(person, "moderator")
    grant.starts_on = None if first is None else today + first * DAY
    grant.ends_on = None if last is None else today + last * DAY
    grant.save()

    assert can(fresh(person), Permission.REMOVE) is held
    assert (person in holders(municipality, Permission.REMOVE)) is held
    client = Client()
    client.force_login(person)
    assert (client.get(reverse("moderation:list_cases")).status_code == 200) is held


def test_days_in_the_wrong_order_are_refused_twice(
    municipality: Municipality, now: datetime, today: date
) -> None:
    admin = make_user(role="administrator", municipality=municipality)
    person = make_user(municipality=municipality)
    with pytest.raises(Refusal, match="före den första"):
        actions.grant_role(
            user=person, role="moderator", department=None, starts_on=today,
            ends_on=today - DAY, by=admin, now=now,
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(
            municipality=municipality, user=person, role="moderator",
            starts_on=today, ends_on=today - DAY,
        )  # fmt: skip


def test_a_role_that_has_ended_can_be_given_again(
    municipality: Municipality, now: datetime, today: date
) -> None:
    admin = make_user(role="administrator", municipality=municipality)
    person = make_user(municipality=municipality)
    old = grant_role(person, "moderator")
    old.ends_on = today - DAY
    old.save()

    actions.grant_role(user=person, role="moderator", department=None, by=admin, now=now)

    assert can(fresh(person), Permission.REMOVE)


def test_a_deputy_holds_the_role_where_the_other_does_until_it_ends(
    municipality: Municipality, now: datetime, today: date
) -> None:
    admin = make_user(role="administrator", municipality=municipality)
    unit, beside = (make_department(municipality=municipality) for _ in range(2))
    away = make_user(role="moderator", department=unit, municipality=municipality)
    deputy = make_user(municipality=municipality)
    grant = away.grants.get()

    made = actions.appoint_deputy(
        grant=grant, user=deputy, starts_on=today, ends_on=today + DAY, by=admin, now=now
    )

    assert can(fresh(deputy), Permission.REMOVE, department=unit)
    assert not can(fresh(deputy), Permission.REMOVE, department=beside)
    entry = Entry.objects.get(verb="people.appoint_deputy")
    assert {ref.id for ref in entry.about} == {str(away.pk), str(deputy.pk)}
    RoleGrant.objects.filter(pk=made.pk).update(starts_on=today - 2 * DAY, ends_on=today - DAY)
    assert not can(fresh(deputy), Permission.REMOVE, department=unit)
    RoleGrant.objects.filter(pk=made.pk).update(ends_on=today)
    actions.revoke_role(grant=grant, by=admin, now=now)
    assert not can(fresh(deputy), Permission.REMOVE, department=unit)


def test_nobody_appoints_themselves_or_a_deputys_deputy(
    municipality: Municipality, now: datetime, today: date
) -> None:
    admin = make_user(role="administrator", municipality=municipality)
    away = make_user(role="moderator", municipality=municipality)
    deputy, third = (make_user(municipality=municipality) for _ in range(2))
    grant = away.grants.get()
    days = {"starts_on": today, "ends_on": today + DAY}
    with pytest.raises(Denied):
        actions.appoint_deputy(grant=grant, user=admin, by=admin, now=now, **days)
    with pytest.raises(Refusal, match="Ingen ersätter sig själv"):
        actions.appoint_deputy(grant=grant, user=away, by=admin, now=now, **days)
    made = actions.appoint_deputy(grant=grant, user=deputy, by=admin, now=now, **days)
    with pytest.raises(Refusal, match="själv ersätter"):
        actions.appoint_deputy(grant=made, user=third, by=admin, now=now, **days)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(
            municipality=municipality, user=third, role="moderator", stands_in_for=grant
        )


def test_the_stand_in_is_shown_on_both_pages(municipality: Municipality, today: date) -> None:
    admin = make_user(role="administrator", municipality=municipality)
    away = make_user(role="moderator", municipality=municipality, family_name="Bortrest")
    deputy = make_user(municipality=municipality, family_name="Inhoppare")
    client = Client()
    client.force_login(admin)

    answer = client.post(
        reverse("people:appoint_deputy", args=[away.pk]),
        {
            "grant": away.grants.get().pk, "user": deputy.pk,
            "starts_on": today.isoformat(), "ends_on": (today + DAY).isoformat(),
        },
    )  # fmt: skip

    assert answer.status_code == 302
    for person, other in ((away, deputy), (deputy, away)):
        page = client.get(reverse("people:show_person", args=[person.pk])).content.decode()
        words = f"rsätts av {other.full_name}" if person is away else f"ersätter {other.full_name}"
        assert words in page


def test_whoever_is_the_last_to_let_others_in_is_so_without_an_end(
    municipality: Municipality, now: datetime, today: date
) -> None:
    admin = make_user(role="administrator", municipality=municipality)
    for_now = make_user(municipality=municipality)
    actions.grant_role(
        user=for_now, role="administrator", department=None, ends_on=today + DAY, by=admin, now=now
    )
    with pytest.raises(Refusal, match="minst en systemadministratör"):
        actions.revoke_role(grant=admin.grants.get(), by=fresh(for_now), now=now)


def test_signing_out_everywhere_ends_each_session_and_the_keys_that_were_asked_for(
    municipality: Municipality, now: datetime
) -> None:
    person = make_user(role="communicator", municipality=municipality)
    admin = make_user(role="administrator", municipality=municipality)
    here, there, office = Client(), Client(), Client()
    for client in (here, there):
        client.force_login(person)
    office.force_login(admin)
    _token, secret = actions.issue_token(name="Prov", days=30, by=person, now=now)

    office.post(reverse("people:end_sessions", args=[person.pk]))

    assert [one.get(reverse("mfa_index")).status_code for one in (here, there)] == [302, 302]
    assert queries.open_token(secret, now) is not None
    assert office.get(reverse("mfa_index")).status_code == 200
    here.force_login(fresh(person))
    there.force_login(fresh(person))
    here.post(reverse("people:end_own_sessions"), {"tokens": "1"})
    assert [one.get(reverse("mfa_index")).status_code for one in (here, there)] == [302, 302]
    assert queries.open_token(secret, now) is None
    assert Entry.objects.filter(verb="people.end_sessions").count() == 2

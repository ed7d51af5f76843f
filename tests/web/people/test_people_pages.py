import logging
import re
from collections.abc import Callable

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from tests.factories.people import grant_role, make_department, make_municipality, make_user
from tests.web.conftest import SignedIn

from torg.people import queries
from torg.people.models import Department, Municipality, RoleGrant, User
from torg.site import context


def test_a_person_is_let_in_given_a_role_and_signs_in(
    administrator: SignedIn, municipality: Municipality
) -> None:
    answer = administrator.post(
        reverse("people:add_person"),
        {"given_name": "Ny", "family_name": "Person", "email": "ny@kommun.example"},
    )
    page = answer.content.decode()
    secret = re.search(r"<code>([a-z0-9-]+)</code>", page)
    assert secret
    new = User.objects.get(email="ny@kommun.example")
    assert new.municipality == municipality

    given = administrator.post(
        reverse("people:grant_role", kwargs={"user_id": new.pk}), {"role": "communicator"}
    )
    assert given.status_code == 302
    assert "Kommunikatör" in administrator.get(given.headers["Location"]).content.decode()

    client = Client()
    client.post(reverse("account_login"), {"login": new.email, "password": secret[1]})
    assert client.get(reverse("mfa_index")).headers["Location"] == reverse(
        "account_change_password"
    )


def test_a_refused_form_keeps_what_was_typed(administrator: SignedIn) -> None:
    taken = make_user(municipality=administrator.user.municipality)

    page = administrator.post(
        reverse("people:add_person"),
        {"given_name": "Ovanligt", "family_name": "Namn", "email": taken.email},
    ).content.decode()

    assert 'value="Ovanligt"' in page
    assert "Det finns redan en person" in page


def test_what_the_form_did_not_ask_for_is_ignored_and_logged(
    administrator: SignedIn, caplog: pytest.LogCaptureFixture
) -> None:
    other = make_municipality()
    with caplog.at_level(logging.WARNING, logger="torg.people.forms"):
        administrator.post(
            reverse("people:add_person"),
            {
                "given_name": "Ny",
                "family_name": "Person",
                "email": "ny@kommun.example",
                "municipality": str(other.pk),
                "is_demo": "1",
                "is_staff": "true",
                "is_superuser": "yes",
                "grants": "administrator",
                "role": "administrator",
                "password": "känsligt värde",
            },
        )

    new = User.objects.get(email="ny@kommun.example")
    assert new.municipality == administrator.user.municipality
    assert not new.is_demo
    assert new.grants.count() == 0
    assert "is_staff" in caplog.text
    assert "känsligt" not in caplog.text


def test_nobody_raises_themselves(
    administrator: SignedIn, communicator: SignedIn, municipality: Municipality
) -> None:
    for client in (administrator, communicator):
        answer = client.post(
            reverse("people:grant_role", kwargs={"user_id": client.user.pk}),
            {"role": "moderator", "user": str(client.user.pk)},
        )
        assert answer.status_code == 403
        assert client.user.grants.count() == 1


@pytest.mark.parametrize("field", ["department", "parent"])
def test_a_unit_of_another_municipality_is_no_choice(administrator: SignedIn, field: str) -> None:
    foreign = make_department(municipality=make_municipality(), name="Främmande nämnden")
    pages = {
        "department": ("people:add_person", {"given_name": "A", "family_name": "B"}),
        "parent": ("people:add_department", {"name": "Ny", "kind": "department"}),
    }
    name, given = pages[field]
    count = User.objects.count() + Department.objects.count()

    assert "Främmande" not in administrator.get(reverse(name)).content.decode()
    answer = administrator.post(
        reverse(name), {**given, "email": "ny@kommun.example", field: str(foreign.pk)}
    )

    assert answer.status_code == 200
    assert User.objects.count() + Department.objects.count() == count


def test_a_removed_role_is_gone_at_the_next_request(
    administrator: SignedIn, sign_in: Callable[..., SignedIn], municipality: Municipality
) -> None:
    colleague = sign_in("administrator")
    assert colleague.get(reverse("people:list_people")).status_code == 200

    grant = colleague.user.grants.get()
    administrator.post(reverse("people:revoke_role", kwargs={"grant_id": grant.pk}))

    assert colleague.get(reverse("people:list_people")).status_code == 403


def test_a_person_who_leaves_is_out_at_once_everywhere(
    administrator: SignedIn, municipality: Municipality
) -> None:
    leaver = make_user(role="moderator", municipality=municipality, password="ett långt lösenord")
    sessions = [Client() for _ in range(2)]
    for session in sessions:
        session.force_login(leaver)
        assert session.get(reverse("mfa_index")).status_code == 200

    administrator.post(reverse("desk:leave_person", kwargs={"user_id": leaver.pk}))

    for session in sessions:
        assert session.get(reverse("mfa_index")).status_code == 302
    User.objects.filter(pk=leaver.pk).update(is_active=True)
    for session in sessions:
        assert session.get(reverse("mfa_index")).status_code == 302


def test_the_last_administrator_is_told_why_the_role_stays(administrator: SignedIn) -> None:
    grant = administrator.user.grants.get()

    answer = administrator.post(reverse("people:revoke_role", kwargs={"grant_id": grant.pk}))

    assert answer.status_code == 409
    assert "minst en systemadministratör" in answer.content.decode()
    assert RoleGrant.objects.filter(pk=grant.pk).exists()


def test_the_menu_shows_what_the_person_may_open(
    administrator: SignedIn, communicator: SignedIn
) -> None:
    link = f'href="{reverse("people:list_people")}"'

    assert link in administrator.get(reverse("mfa_index")).content.decode()
    assert link not in communicator.get(reverse("mfa_index")).content.decode()


def test_the_list_shows_roles_and_places(
    administrator: SignedIn, municipality: Municipality
) -> None:
    unit = make_department(municipality=municipality, name="Miljöförvaltningen")
    user = make_user(municipality=municipality, given_name="Mira")
    grant_role(user, "moderator", department=unit)

    page = administrator.get(reverse("people:list_people")).content.decode()

    assert "Mira" in page
    assert "Moderator · Miljöförvaltningen" in page


def test_the_organisation_is_shown_as_a_tree(
    administrator: SignedIn, municipality: Municipality
) -> None:
    board = make_department(municipality=municipality, name="Byggnadsnämnden")
    answer = administrator.post(
        reverse("people:add_department"),
        {"name": "Lantmäteriet", "kind": "operation", "parent": str(board.pk)},
    )

    assert answer.status_code == 302
    page = administrator.get(answer.headers["Location"]).content.decode()
    assert "— Lantmäteriet" in page


def test_pages_are_never_kept_by_a_shared_cache(administrator: SignedIn) -> None:
    for name in ("people:list_people", "mfa_index", "account_login"):
        kept = administrator.get(reverse(name)).headers["Cache-Control"]
        assert "private" in kept
        assert "no-store" in kept


def test_a_crash_is_told_in_words_even_when_the_database_is_the_fault(
    administrator: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(queries, "users_visible_to", broken)
    monkeypatch.setattr(context, "navigation", broken)
    administrator.raise_request_exception = False

    answer = administrator.get(reverse("people:list_people"))

    assert answer.status_code == 503
    assert "svarar inte just nu" in answer.content.decode()
    assert "disk I/O" not in answer.content.decode()

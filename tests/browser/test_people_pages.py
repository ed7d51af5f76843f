"""Sign-in, people and the organisation in a real browser: accessible, quiet, within the width."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.browser.desk_browser import (
    chromium,
    faulty,
    opened,
)
from tests.factories.people import grant_role, make_department, make_municipality, make_user

from torg.people.models import DepartmentKind, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PEOPLE = (
    ("Sara", "Lindqvist", "Kommunikatör", "communicator"),
    ("Amir", "Haddad", "Kommunikationsansvarig", "account_lead"),
    ("Elsa", "Bergström", "Moderator", "moderator"),
    ("Olle", "Nyman", "Registrator", "registrar"),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def boss(settings: Settings) -> User:
    settings.DEMO = True
    municipality = make_municipality(slug="malmo", name="Malmö stad")
    board = make_department(
        municipality=municipality, name="Kulturnämnden", kind=DepartmentKind.BOARD
    )
    unit = make_department(parent=board, name="Kulturförvaltningen")
    make_department(parent=unit, name="Stadsbiblioteket", kind=DepartmentKind.OPERATION)
    for given, family, title, role in PEOPLE:
        one = make_user(
            role=role,
            municipality=municipality,
            given_name=given,
            family_name=family,
            title=title,
            email=f"{given.lower()}@malmo.example",
        )
        User.objects.filter(pk=one.pk).update(is_demo=True)
    grant_role(one, "moderator", department=unit)
    return make_user(
        role="administrator",
        municipality=municipality,
        given_name="Ingrid",
        family_name="Sandell",
        title="Systemadministratör",
        password="ett långt lösenord till provet",
    )


def pages(boss: User) -> dict[str, str]:
    someone = User.objects.get(email="olle@malmo.example")
    return {
        "sign-in": reverse("account_login"),
        "people": reverse("people:list_people"),
        "person": reverse("people:show_person", kwargs={"user_id": someone.pk}),
        "person-new": reverse("people:add_person"),
        "organisation": reverse("people:list_departments"),
        "organisation-new": reverse("people:add_department"),
        "account": reverse("mfa_index"),
        "account-keys": reverse("people:list_tokens"),
        "account-password": reverse("account_change_password"),
        "account-confirm": reverse("mfa_activate_totp"),
        "notices": reverse("notices:set_own"),
        "notices-roles": reverse("notices:list_roles"),
        "notices-role": reverse("notices:set_role", kwargs={"role": "press_officer"}),
        "sign-out": reverse("account_logout"),
    }


def test_every_page_is_accessible(browser: Browser, live_server: LiveServer, boss: User) -> None:
    looked = {
        name: (None if name == "sign-in" else boss, path) for name, path in pages(boss).items()
    }
    assert faulty(browser, live_server.url, looked, "people-") == {}


def test_the_demo_is_entered_by_one_click_without_javascript(
    browser: Browser, live_server: LiveServer, boss: User
) -> None:
    with opened(browser, live_server.url + reverse("account_login"), script=False) as page:
        page.get_by_role("button", name="Kommunikatör", exact=True).click()
        expect(page.get_by_role("navigation", name="Huvudmeny").first).to_be_visible()
        page.goto(live_server.url + reverse("mfa_index"))

        expect(page.get_by_text("sara@malmo.example")).to_have_count(1)

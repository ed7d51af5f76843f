"""A real installation begins with a municipality and one person who lets the others in."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from torg.kernel.scope import scope
from torg.ledger.models import Entry
from torg.people.models import Municipality, RoleGrant, User
from torg.people.permissions import Permission, can_everywhere
from torg.site.management.commands.prepare import how_to_sign_in

pytestmark = pytest.mark.django_db
GIVEN = ("--given-name", "Första", "--family-name", "Ansvarig")


def found(slug: str = "provboda", email: str = "forst@provboda.example") -> str:
    out = StringIO()
    call_command("municipality", slug, "--name", "Provboda", "--email", email, *GIVEN, stdout=out)
    return out.getvalue()


def test_the_first_administrator_signs_in_and_chooses_a_password() -> None:
    told = found()
    secret = next(line.rsplit(" ", 1)[1] for line in told.splitlines() if "Startlösenord" in line)
    person = User.objects.get(email="forst@provboda.example")
    assert can_everywhere(person, Permission.MANAGE_PEOPLE)
    client = Client()
    answer = client.post("/logga-in/", {"login": person.email, "password": secret}, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/konto/losenord/")


def test_it_stands_in_the_municipalitys_log_without_a_name() -> None:
    found()
    municipality = Municipality.objects.get(slug="provboda")
    with scope(municipality.pk):
        entry = Entry.objects.get()
        assert entry.verb == "people.found_municipality"
        assert RoleGrant.objects.get().user.municipality == municipality


@pytest.mark.parametrize(
    ("slug", "email", "said"),
    [
        ("provboda", "annan@provboda.example", "en kommun med det korta namnet"),
        ("annan", "FORST@provboda.example", "en person med den e-postadressen"),
        ("med mellanslag", "annan@provboda.example", "bokstäver"),
        ("annan", "ingen adress", "e-postadress"),
    ],
)
def test_what_is_taken_or_wrong_changes_nothing(slug: str, email: str, said: str) -> None:
    found()
    with pytest.raises(CommandError, match=said):
        found(slug, email)
    assert Municipality.objects.count() == User.objects.count() == 1


def test_an_empty_desk_says_how_to_begin(settings: Settings) -> None:
    settings.DEMO = False
    assert "torg municipality" in how_to_sign_in()
    found()
    assert "Logga in" in how_to_sign_in()

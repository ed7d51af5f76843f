"""A session is one person's, from one sign-in, until it ends: and then it is gone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.cache import cache, caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from tests.factories.people import make_municipality, make_user
from tests.factories.processes import at_once

from torg.kernel.scope import scope
from torg.people import actions
from torg.people.models import User

PASSWORD = "ett långt lösenord till provet"
OTHER = "ett annat långt lösenord"
COOKIE = django_settings.SESSION_COOKIE_NAME
SHARED = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "torg_cache",
    }
}


@pytest.fixture
def person(db: None) -> User:
    municipality = make_municipality(slug="malmo")
    make_user(role="administrator", municipality=municipality)
    return make_user(role="communicator", municipality=municipality, password=PASSWORD)


def signed_in(person: User, password: str = PASSWORD) -> Client:
    client = Client()
    answer = client.post(reverse("account_login"), {"login": person.email, "password": password})
    assert answer.status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def with_cookie(key: str) -> Client:
    client = Client()
    client.cookies[COOKIE] = key
    return client


def test_a_session_that_somebody_prepared_is_not_taken_over(person: User) -> None:
    """Fixation: neither a key of an anonymous visit nor a made-up one survives the sign-in."""
    visit = Client()
    visit.session["vald"] = "av någon annan"
    visit.session.save()
    for planted in (visit.session.session_key or "", "a" * 32):
        victim = with_cookie(planted)
        victim.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
        assert is_in(victim)
        assert victim.cookies[COOKIE].value != planted
        assert not is_in(with_cookie(planted))
        assert not Session.objects.filter(pk=planted).exists()


def test_the_form_token_is_new_after_the_sign_in(person: User) -> None:
    client = Client()
    client.get(reverse("account_login"))
    before = client.cookies["csrftoken"].value
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    client.get("/")
    assert client.cookies["csrftoken"].value != before


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(person: User) -> None:
    cookie = signed_in(person).cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_session_ends_after_twelve_hours(person: User) -> None:
    with time_machine.travel(datetime(2026, 9, 8, 6, 0, tzinfo=UTC), tick=False) as clock:
        client = signed_in(person)
        clock.shift(timedelta(hours=11, minutes=59))
        assert is_in(client)
        clock.shift(timedelta(minutes=2))
        assert not is_in(client)


def test_a_signed_out_session_cannot_be_played_back(person: User) -> None:
    client = signed_in(person)
    key = client.cookies[COOKIE].value
    client.post(reverse("account_logout"))
    assert not is_in(with_cookie(key))
    assert not Session.objects.filter(pk=key).exists()


def test_a_new_password_ends_every_other_session(person: User) -> None:
    here, there = signed_in(person), signed_in(person)
    here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER},
    )
    assert is_in(here)
    assert not is_in(there)


def test_a_closed_account_is_out_at_its_next_request(person: User) -> None:
    client = signed_in(person)
    with scope(person.municipality_id):
        boss = User.objects.exclude(pk=person.pk).get()
        actions.deactivate_user(user=person, by=boss, now=timezone.now())
    assert not is_in(client)


def test_a_renewed_password_ends_every_session(person: User) -> None:
    client = signed_in(person)
    with scope(person.municipality_id):
        boss = User.objects.exclude(pk=person.pk).get()
        actions.renew_password(user=person, by=boss, now=timezone.now())
    assert not is_in(client)


def test_behind_the_proxy_everything_goes_over_tls(person: User, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 60
    page = reverse("account_login")
    who = {"login": person.email, "password": PASSWORD}

    plain = Client().get(page)
    client = Client(headers={"X-Forwarded-Proto": "https"})
    client.post(page, who)

    assert (plain.status_code, plain.headers["Location"][:8]) == (301, "https://")
    assert client.cookies[COOKIE]["secure"] is True
    assert "max-age=60" in client.get("/").headers["Strict-Transport-Security"]


@pytest.fixture
def shared_cache(settings: Settings) -> Iterator[None]:
    """What the desk runs with, though other tests count in memory."""
    settings.CACHES = SHARED
    yield
    cache.clear()


def guess(email: str) -> None:
    for number in range(3):
        Client().post(reverse("account_login"), {"login": email, "password": f"fel {number}"})


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("shared_cache")
def test_several_processes_have_one_limit_between_them(person: User) -> None:
    """Five wrong guesses in five minutes, whichever process hears them."""
    assert caches["default"].__class__.__name__ == "DatabaseCache"
    assert at_once(lambda: guess(person.email), lambda: guess(person.email)) == ["ok", "ok"]

    answer = Client().post(reverse("account_login"), {"login": person.email, "password": PASSWORD})

    assert answer.status_code == 200
    assert not is_in(Client())

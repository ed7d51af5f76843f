"""Clients that are signed in, one role each, for every room's web tests."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from tests.factories.people import make_user

from torg.people.models import Department, Municipality, User


class SignedIn(Client):
    """A browser in which `user` is signed in."""

    user: User


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Attempts of one test do not count in the next."""
    cache.clear()


@pytest.fixture
def sign_in(municipality: Municipality) -> Callable[..., SignedIn]:
    """`sign_in("communicator")`, `sign_in("moderator", department=unit)`, `sign_in(user=user)`."""

    def signed_in(
        role: str = "", *, department: Department | None = None, user: User | None = None
    ) -> SignedIn:
        client = SignedIn()
        client.user = user or make_user(role=role, municipality=municipality, department=department)
        client.force_login(client.user)
        return client

    return signed_in


@pytest.fixture
def communicator(sign_in: Callable[..., SignedIn]) -> SignedIn:
    return sign_in("communicator")


@pytest.fixture
def account_lead(sign_in: Callable[..., SignedIn]) -> SignedIn:
    return sign_in("account_lead")


@pytest.fixture
def moderator(sign_in: Callable[..., SignedIn]) -> SignedIn:
    return sign_in("moderator")


@pytest.fixture
def contact_centre(sign_in: Callable[..., SignedIn]) -> SignedIn:
    return sign_in("contact_centre")


@pytest.fixture
def official(sign_in: Callable[..., SignedIn]) -> SignedIn:
    return sign_in("official")


@pytest.fixture
def registrar(sign_in: Callable[..., SignedIn]) -> SignedIn:
    return sign_in("registrar")


@pytest.fixture
def administrator(sign_in: Callable[..., SignedIn]) -> SignedIn:
    return sign_in("administrator")

"""An address with a sign that no database keeps is an address that leads nowhere."""

import pytest
from django.test import Client
from tests.factories.people import make_municipality, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    ["/kanaler/provstad/?forvaltning=%00", "/kanaler/?q=bad%00", "/kanaler/akta/?konto=%00"],
)
def test_an_open_address_with_a_zero_byte_leads_nowhere(address: str) -> None:
    make_municipality(slug="provstad")
    assert Client().get(address).status_code == 404


def test_whoever_is_signed_in_is_told_that_it_leads_nowhere() -> None:
    client = Client()
    client.force_login(make_user(role="administrator"))
    for address in ("/logg/?about=a%00b", "/inkorg/?ko=%00", "/regler/%00/"):
        assert client.get(address).status_code == 404

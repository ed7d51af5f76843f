import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.hashers import identify_hasher
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests.factories.people import make_user
from tests.web.conftest import SignedIn

from torg.kernel.refs import Ref
from torg.ledger import queries as ledger
from torg.people.models import Municipality, User

PASSWORD = "ett långt lösenord till provet"
PLACE = "people:list_departments"


@pytest.fixture
def person(municipality: Municipality) -> User:
    return make_user(role="administrator", municipality=municipality, password=PASSWORD)


def try_to_sign_in(client: Client, email: str, password: str = PASSWORD) -> tuple[int, str]:
    """Status and page, without what differs between any two pages."""
    answer = client.post(reverse("account_login"), {"login": email, "password": password})
    page = answer.content.decode()
    return answer.status_code, re.sub(r'value="[^"]*"', "", page)


def code_for(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def set_up_second_factor(client: Client) -> str:
    """Through the pages, as a person does; answers the secret."""
    page = client.get(reverse("mfa_activate_totp"))
    if page.status_code == 302:
        client.post(page.url, {"password": PASSWORD})  # type: ignore[attr-defined]
        page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page.content.decode())
    assert secret
    done = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret[1])})
    assert done.status_code == 302
    return secret[1]


def test_password_is_hashed_with_argon2(person: User, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    person.set_password(PASSWORD)

    assert identify_hasher(person.password).algorithm == "argon2"


def test_a_person_signs_in_and_gets_a_new_session(person: User) -> None:
    client = Client()
    client.get(reverse("account_login"))
    client.session["before"] = True
    client.session.save()
    before = client.session.session_key

    answer = client.post(
        reverse("account_login"),
        {"login": person.email.upper(), "password": PASSWORD, "next": reverse(PLACE)},
    )

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse(PLACE))
    assert client.session.session_key != before
    assert client.get(reverse(PLACE)).status_code == 200


def test_unknown_wrong_and_closed_get_the_same_answer(person: User) -> None:
    closed = make_user(municipality=person.municipality, password=PASSWORD)
    closed.is_active = False
    closed.set_unusable_password()
    closed.save()

    answers = {
        try_to_sign_in(Client(), "ingen@kommun.example"),
        try_to_sign_in(Client(), person.email, "fel lösenord helt och hållet"),
        try_to_sign_in(Client(), closed.email),
    }

    assert len(answers) == 1
    assert answers.pop()[0] == 200


def test_an_account_is_guessed_at_five_times_only(person: User) -> None:
    for number in range(5):
        try_to_sign_in(Client(), person.email, f"gissning nummer {number}")

    status, page = try_to_sign_in(Client(), person.email)
    assert status == 200
    assert "logga-ut" not in page
    other = make_user(municipality=person.municipality, password=PASSWORD)
    assert try_to_sign_in(Client(), other.email)[0] == 302


def test_the_sign_in_never_leads_out_of_the_desk(person: User) -> None:
    answer = Client().post(
        reverse("account_login"),
        {"login": person.email, "password": PASSWORD, "next": "https://ond.example/"},
    )

    assert answer.headers["Location"] == "/"


def test_an_anonymous_visitor_is_sent_to_the_sign_in_and_back() -> None:
    answer = Client().get(reverse(PLACE))

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{reverse('account_login')}?next={reverse(PLACE)}"


def test_a_part_of_a_page_sends_the_whole_page_to_the_sign_in() -> None:
    answer = Client().get(reverse(PLACE), headers={"HX-Request": "true"})

    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith(reverse("account_login"))


@pytest.mark.parametrize("path", ["/signup/", "/accounts/signup/", "/logga-in/signup/", "/email/"])
def test_nobody_signs_up(db: None, path: str) -> None:
    assert Client().get(path).status_code == 404


def test_a_second_factor_is_asked_for_once_it_is_set_up(person: User) -> None:
    owner = Client()
    try_to_sign_in(owner, person.email)
    secret = set_up_second_factor(owner)
    stored = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in stored

    client = Client()
    first = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert first.headers["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse(PLACE)).status_code == 302
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert client.get(reverse(PLACE)).status_code == 302

    codes = Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES)
    one = codes.wrap().get_unused_codes()[0]
    assert client.post(reverse("mfa_authenticate"), {"code": one}).status_code == 302
    assert client.get(reverse(PLACE)).status_code == 200


# S-37, the second half of its sentence.
def test_a_right_to_publish_opens_nothing_without_a_second_factor(
    person: User, settings: Settings
) -> None:
    settings.REQUIRE_TOTP = True
    client = Client()
    try_to_sign_in(client, person.email)

    for name in (PLACE, "people:list_people", "mfa_index", "ui:gallery"):
        answer = client.get(reverse(name))
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            reverse("mfa_activate_totp"),
        )
    set_up_second_factor(client)

    assert client.get(reverse(PLACE)).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()


def test_who_may_not_publish_needs_no_second_factor(
    sign_in: Callable[..., SignedIn], settings: Settings
) -> None:
    settings.REQUIRE_TOTP = True

    assert sign_in("official").get(reverse("mfa_index")).status_code == 200
    assert sign_in("communicator").get(reverse("mfa_index")).status_code == 302


def test_a_start_password_opens_only_the_page_that_replaces_it(person: User) -> None:
    person.password_is_temporary = True
    person.save()
    client, other = Client(), Client()
    for one in (client, other):
        try_to_sign_in(one, person.email)

    answer = client.get(reverse(PLACE))
    assert answer.headers["Location"] == reverse("account_change_password")
    new = "ett eget och ännu längre"
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    assert client.get(reverse(PLACE)).status_code == 200
    assert other.get(reverse(PLACE)).status_code == 302
    person.refresh_from_db()
    assert person.check_password(new)
    assert not person.password_is_temporary


def test_a_short_or_common_password_is_refused(person: User) -> None:
    client = Client()
    try_to_sign_in(client, person.email)

    for weak in ("kort", "password1234", "qwerty123456"):
        client.post(
            reverse("account_change_password"),
            {"oldpassword": PASSWORD, "password1": weak, "password2": weak},
        )
        person.refresh_from_db()
        assert person.check_password(PASSWORD)


class TestDemo:
    @pytest.fixture
    def demo_person(self, municipality: Municipality) -> User:
        user = make_user(role="moderator", municipality=municipality, given_name="Demo")
        user.is_demo = True
        user.save()
        return user

    def test_one_click_takes_a_part_and_is_recorded(
        self, demo_person: User, settings: Settings
    ) -> None:
        settings.DEMO = True
        client = Client()
        page = client.get(reverse("account_login")).content.decode()
        assert demo_person.full_name in page
        assert "Moderator" in page
        assert demo_person.municipality.name in page

        answer = client.post(reverse("people:sign_in_demo"), {"user": str(demo_person.pk)})

        assert answer.status_code == 302
        assert client.get(reverse("mfa_index")).status_code == 200
        told = ledger.timeline(Ref("people.user", str(demo_person.pk)))
        assert [item.verb for item in told] == ["people.demo_sign_in"]

    def test_a_real_person_is_never_entered_by_a_click(
        self, person: User, settings: Settings
    ) -> None:
        settings.DEMO = True
        client = Client()
        assert person.full_name not in client.get(reverse("account_login")).content.decode()

        for given in (str(person.pk), "", "1", "' or 1=1"):
            answer = client.post(reverse("people:sign_in_demo"), {"user": given})
            assert answer.status_code == 404
        assert client.get(reverse("mfa_index")).status_code == 302

    def test_outside_the_demo_there_are_no_buttons_and_no_door(
        self, demo_person: User, settings: Settings
    ) -> None:
        settings.DEMO = False
        client = Client()

        assert demo_person.full_name not in client.get(reverse("account_login")).content.decode()
        answer = client.post(reverse("people:sign_in_demo"), {"user": str(demo_person.pk)})
        assert answer.status_code == 404
        assert client.get(reverse("mfa_index")).status_code == 302

"""The API: whose key it is decides everything, and every refusal is a problem document."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests.factories.inbox import Desk
from tests.factories.planning import content
from tests.web.api.conftest import Caller

from torg.kernel.scope import scope
from torg.people import actions as people
from torg.people.models import AccessToken
from torg.planning import actions
from torg.planning.models import Post

pytestmark = pytest.mark.django_db
Called = Callable[..., Caller]
PROBLEM = "application/problem+json"


def written(desk: Desk, title: str = "Badhuset öppnar") -> Post:
    with scope(desk.municipality.pk):
        return actions.write_post(
            department=desk.department,
            content=content(desk.channel, title=title, planned_wall=""),
            by=desk.writer,
            now=timezone.now(),
        )


@pytest.mark.parametrize("secret", ["", "torg_", "torg_påhittad", "x" * 5000, "\x00"])
def test_without_a_key_that_opens_nothing_is_told(desk: Desk, secret: str) -> None:
    answer = Caller(secret)("GET", "/channels")
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, PROBLEM)
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert desk.channel.name not in answer.content.decode()


def test_an_address_that_is_not_there_is_told_to_a_program(desk: Desk, caller: Called) -> None:
    answer = caller(desk.writer)("GET", "/nothing-here")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, PROBLEM)
    assert answer.json()["title"].startswith("Sidan finns inte")


def test_a_browsers_session_is_no_key(desk: Desk) -> None:
    client = Client()
    client.force_login(desk.writer)
    assert client.get("/api/v1/posts").status_code == 401
    assert client.post("/api/v1/posts", {"title": "x"}, "application/json").status_code == 401


def test_a_key_ends(desk: Desk, caller: Called) -> None:
    old = caller(desk.writer, days=1, now=timezone.now() - timedelta(days=2))
    assert old("GET", "/channels").status_code == 401
    good = caller(desk.writer)
    assert good("GET", "/channels").status_code == 200
    token = AccessToken.objects.filter(expires_at__gt=timezone.now()).get()
    assert token.used_at
    people.withdraw_token(token=token, by=desk.writer, now=timezone.now())
    assert good("GET", "/channels").status_code == 401
    other = caller(desk.colleague)
    desk.colleague.is_active = False
    desk.colleague.save()
    assert other("GET", "/channels").status_code == 401


def test_the_secret_is_stored_nowhere(desk: Desk, caller: Called) -> None:
    secret = caller(desk.writer).secret
    row = AccessToken.objects.values_list().get()
    assert secret not in str(row)
    client = Client()
    client.force_login(desk.writer)
    shown = client.post("/konto/nycklar/ny/", {"name": "Intranätet", "days": "30"})
    assert shown.content.decode().count("torg_") == 1
    assert "torg_" not in client.get("/konto/nycklar/").content.decode()


def test_nobody_sees_another_municipality(desk: Desk, foreign: Desk, caller: Called) -> None:
    ours, theirs = written(desk, "Vårt eget"), written(foreign, "Kanariefågel")
    call = caller(desk.writer)
    assert call("GET", f"/posts/{ours.pk}").json()["title"] == "Vårt eget"
    for method, path, body in [
        ("GET", f"/posts/{theirs.pk}", {}),
        ("GET", f"/channels/{foreign.channel.pk}", {}),
        ("POST", f"/posts/{theirs.pk}/submit", {}),
        ("PUT", f"/posts/{theirs.pk}", {"json": {"title": "x", "revision": 1}}),
    ]:
        answer = call(method, path, **body)
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, PROBLEM), path
    for path in ("/posts", "/channels", "/threads", "/ledger/entries"):
        assert "Kanarie" not in call("GET", path).content.decode()
    draft = {"title": "x", "channels": [str(foreign.channel.pk)]}
    assert call("POST", "/posts", json=draft).json()["field"] == "channels"
    draft = {"title": "x", "department": str(foreign.department.pk)}
    assert call("POST", "/posts", json=draft).json()["field"] == "department"


def test_a_draft_goes_the_desks_own_way(desk: Desk, caller: Called) -> None:
    call = caller(desk.writer)
    made = call(
        "POST",
        "/posts",
        json={
            "title": "Snöröjning",
            "text": "I natt plogar vi. Läs mer på https://kommun.example/sno",
            "channels": [str(desk.channel.pk)],
            "planned_wall": (timezone.now() + timedelta(days=40)).strftime("%Y-%m-%dT09:00"),
            "relevance": "Berör alla.",
        },
    )
    assert made.status_code == 201
    post = made.json()
    assert (post["state"], post["author"]) == ("draft", desk.writer.full_name)
    stale = call("PUT", f"/posts/{post['id']}", json={"title": "y", "revision": 99})
    assert (stale.status_code, stale.headers["Content-Type"]) == (409, PROBLEM)
    submitted = call("POST", f"/posts/{post['id']}/submit")
    assert submitted.json()["state"] == "submitted"
    again = call("POST", f"/posts/{post['id']}/submit")
    assert again.status_code == 409
    assert again.json()["detail"]


def test_who_may_not_write_is_refused_with_a_sentence(desk: Desk, caller: Called) -> None:
    answer = caller(desk.centre)("POST", "/posts", json={"title": "x"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (403, PROBLEM)
    assert answer.json()["detail"].endswith(".")
    assert not Post.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": ""},
        {"title": "x" * 121},
        {"title": "x", "okänd": 1},
        {"title": "x\x00"},
        {"title": "x", "planned_wall": "i morgon"},
        {"title": "x", "planned_wall": "2027-02-31T08:00"},
        {"title": "x", "planned_wall": "2027-03-28T02:30"},
        {"title": "x", "planned_wall": "2020-01-01T08:00"},
        {"title": "x", "channels": ["inte ett id"]},
        {"title": "x", "channels": [str(uuid4())]},
    ],
)
def test_what_cannot_be_read_is_told_and_nothing_is_stored(
    desk: Desk, caller: Called, body: dict[str, object]
) -> None:
    answer = caller(desk.writer)("POST", "/posts", json=body)
    assert answer.status_code in (409, 422)
    assert answer.headers["Content-Type"] == PROBLEM
    assert not Post.objects.exists()


def test_pages_go_on_where_the_last_ended(desk: Desk, caller: Called) -> None:
    titles = [written(desk, f"Inlägg {number}").title for number in range(53)]
    call = caller(desk.writer)
    first = call("GET", "/posts").json()
    second = call("GET", f"/posts?after={first['after']}").json()
    assert [post["title"] for post in first["posts"] + second["posts"]] == titles[::-1]
    assert second["after"] is None
    log = call("GET", "/ledger/entries")
    assert log.status_code == 200

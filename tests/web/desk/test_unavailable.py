"""The database or the disk gives way under a form: a calm page that holds what was typed."""

import errno
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from tests.web.conftest import SignedIn

from torg.kernel.blobs import NoRoom
from torg.site.unavailable import cause_of

pytestmark = pytest.mark.django_db
TEXT = "En lång text om badhusets öppettider som ingen vill skriva en gång till.\nHej då"


@pytest.fixture
def broken(communicator: SignedIn, monkeypatch: pytest.MonkeyPatch) -> Callable[..., SignedIn]:
    """A browser whose every view meets the fault."""

    def breaks(error: Exception) -> SignedIn:
        def fails(*_args: object, **_more: object) -> None:
            raise error

        monkeypatch.setattr("torg.site.middleware.unfinished_step", fails)
        communicator.raise_request_exception = False
        return communicator

    return breaks


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OperationalError("database is locked"), "Databasen svarar inte just nu"),
        (OperationalError("the connection is closed"), "Databasen svarar inte just nu"),
        (OperationalError("couldn't get a connection after 10 sec"), "Databasen svarar inte"),
        (OperationalError("database or disk is full"), "Disken är full"),
        (OperationalError("attempt to write a readonly database"), "Disken är skrivskyddad"),
        (NoRoom(errno.ENOSPC, "the disk is full"), "Disken är full"),
        (OSError(errno.EROFS, "read-only"), "Disken är skrivskyddad"),
    ],
)
def test_what_was_typed_is_kept_and_can_be_sent_again(
    error: Exception, told: str, broken: Callable[..., SignedIn]
) -> None:
    sent = {"text": TEXT, "title": "<b>Bad</b>", "password": "hemligt", "next": "1"}
    page = broken(error).post("/planering/nytt/?dag=1", sent)
    body = page.content.decode()
    assert (page.status_code, page["Retry-After"]) == (503, "15")
    assert page["Cache-Control"] == "private, no-store"
    assert told in body
    assert "badhusets öppettider" in body
    assert "&lt;b&gt;Bad&lt;/b&gt;" in body
    assert "<b>Bad" not in body
    assert "hemligt" not in body
    assert 'action="/planering/nytt/?dag=1"' in body
    assert "Försök igen" in body


def test_a_page_offers_itself_again(broken: Callable[..., SignedIn]) -> None:
    page = broken(OperationalError("database is locked")).get("/planering/")
    assert page.status_code == 503
    assert 'href="/planering/"' in page.content.decode()


def test_a_part_of_a_page_gets_a_part(broken: Callable[..., SignedIn]) -> None:
    client = broken(OperationalError("database is locked"))
    page = client.get("/planering/", headers={"HX-Request": "true"})
    assert page.status_code == 503
    assert "<html" not in page.content.decode()


def test_the_session_itself_may_be_what_is_gone(
    communicator: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_args: object) -> None:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr("torg.site.sessions.SessionStore.load", gone)
    communicator.raise_request_exception = False
    page = communicator.post("/planering/nytt/", {"text": TEXT})
    assert page.status_code == 503
    assert "badhusets öppettider" in page.content.decode()


def test_a_fault_of_ours_stays_a_500(broken: Callable[..., SignedIn]) -> None:
    page = broken(ValueError("our own"))
    assert page.get("/planering/").status_code == 500
    assert cause_of(ValueError("disk is full")) is None
    assert cause_of(None) is None


def test_nobody_signed_in_gets_it_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("torg.desk.views.show_day", fails)
    monkeypatch.setattr("torg.people.queries.demo_people", fails, raising=False)
    client.raise_request_exception = False
    monkeypatch.setattr("django.middleware.csrf.CsrfViewMiddleware.process_request", fails)
    assert client.get("/").status_code == 503


def test_no_path_of_the_machine_is_shown(broken: Callable[..., SignedIn], tmp_path: Path) -> None:
    page = broken(OSError(errno.ENOSPC, "full", str(tmp_path))).get("/")
    assert str(tmp_path) not in page.content.decode()


def test_an_older_torg_beside_a_newer_database_says_so(
    broken: Callable[..., SignedIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    error = IntegrityError('null value in column "new" violates not-null constraint')
    client = broken(error)
    assert client.post("/planering/nytt/", {"text": TEXT}).status_code == 500
    MigrationRecorder(connection).record_applied("ledger", "9999_from_the_future")
    page = client.post("/planering/nytt/", {"text": TEXT})
    assert page.status_code == 503
    assert "uppgraderats på en annan dator" in page.content.decode()
    assert "badhusets öppettider" in page.content.decode()

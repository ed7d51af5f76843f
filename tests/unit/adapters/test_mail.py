"""Letters by a mail server and into a folder: what each answer means."""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from tests.browser.range_rows import payloads
from tests.unit.adapters.test_witness_places import MailServer

from torg.adapters.mail.folder import FolderMail
from torg.adapters.mail.letters import composed
from torg.adapters.mail.smtp import SmtpMail
from torg.ports.errors import NeedsReconnect, OutsideError, Refused, Unreachable
from torg.ports.mail import Letter

HEADERS = {
    "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
    "Content-Type", "Content-Transfer-Encoding",
}  # fmt: skip
LETTER = Letter("order:1", "kanaler@kommun.example", "Ny\r\nkanal", "Åäö\nBcc: alla@x.example\n")


@pytest.fixture
def server() -> Iterator[MailServer]:
    made = MailServer({})
    yield made
    made.close()


def sent(url: str, timeout: float = 5) -> OutsideError | None:
    try:
        SmtpMail(url, "torg@kommun.example", timeout=timeout).send(LETTER)
    except OutsideError as error:
        return error
    return None


def test_a_letter_arrives_whole_and_alike_at_each_try(server: MailServer) -> None:
    assert sent(server.url) is None
    assert sent(server.url) is None
    first, second = server.letters
    assert first["To"] == "kanaler@kommun.example"
    assert first["Subject"] == "Ny kanal"
    assert first["Bcc"] is None
    assert first.get_content().replace("\r\n", "\n").startswith(LETTER.text)
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.parametrize(("code", "again"), [(b"550", False), (b"451", True)])
@pytest.mark.parametrize("word", ["MAIL", "RCPT", "DATA"])
def test_a_no_is_final_or_for_now(
    server: MailServer, word: str, code: bytes, *, again: bool
) -> None:
    server.answers[word] = code + b" no\r\n"
    error = sent(server.url)
    assert isinstance(error, Refused)
    assert error.code == f"smtp-{code.decode()}"
    assert (error.retry_after is not None) is again


def test_a_login_that_is_not_accepted_asks_for_another(server: MailServer) -> None:
    server.answers |= {"EHLO": b"250-prov\r\n250 AUTH PLAIN\r\n", "AUTH": b"535 no\r\n"}
    assert isinstance(sent(server.url.replace("//", "//torg:fel@")), NeedsReconnect)


def test_a_server_that_is_not_there_has_done_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"smtp://127.0.0.1:{listener.getsockname()[1]}"
    error = sent(url)
    assert isinstance(error, Unreachable)
    assert not error.maybe_done


def test_silence_after_the_letter_is_unclear(server: MailServer) -> None:
    class Hushed(dict[str, bytes]):
        """Asks for the letter and says nothing to any line of it."""

        def get(self, word: str, usual: bytes = b"") -> bytes:  # type: ignore[override]
            told = {"EHLO": b"250 ok\r\n", "MAIL": b"250 ok\r\n", "RCPT": b"250 ok\r\n"}
            return told.get(word, b"354 ok\r\n" if word == "DATA" else b"")

    server.answers = Hushed(DATA=b"354 ok\r\n")
    error = sent(server.url, timeout=0.3)
    assert isinstance(error, Unreachable)
    assert error.maybe_done


def test_a_bad_goodbye_changes_nothing(server: MailServer) -> None:
    server.answers["QUIT"] = b"500 what\r\n"
    assert sent(server.url) is None


def test_for_practice_letters_lie_in_a_folder_once(tmp_path: Path) -> None:
    way = FolderMail(tmp_path / "letters", "torg@kommun.example")
    way.send(LETTER)
    way.send(LETTER)
    (file,) = (tmp_path / "letters").iterdir()
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert letter["To"] == LETTER.to
    (tmp_path / "file").write_text("")
    with pytest.raises(Unreachable):
        FolderMail(tmp_path / "file", "torg@kommun.example").send(LETTER)


@pytest.mark.parametrize("payload", payloads())
def test_a_letter_is_plain_text_whatever_is_in_it(payload: str) -> None:
    made = composed(Letter(key="k", to="a@kommun.example", subject=payload, text=payload), "t@x.se")
    read = message_from_bytes(made.as_bytes(), policy=policy.default)
    assert read.get_content_type() == "text/plain"
    assert set(read.keys()) <= HEADERS
    assert read.get_content().split() == payload.split()

"""A folder and a mail server, as places where checkpoints are kept."""

import smtplib
import socket
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from torg.adapters.witnesses.folder import FolderWitness
from torg.adapters.witnesses.mail import MailWitness
from torg.ports.errors import Refused, Unreachable
from torg.ports.witness import Statement

NOTE = "torg.ledger/provkommun\n7\nAAAA\ntime 2026\n\n\N{EM DASH} torg.ledger/provkommun BBBB\n"
STATEMENT = Statement("torg.ledger/provkommun", 7, NOTE)


class MailServer:
    """Takes letters as RFC 5321 says; `answers` replaces its answer to a command."""

    def __init__(self, answers: dict[str, bytes]) -> None:
        self.answers, self.letters, self.said = answers, [], []  # type: ignore[var-annotated]
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return
            with peer, peer.makefile("rwb", buffering=0) as wire:
                wire.write(b"220 prov\r\n")
                while line := wire.readline().decode().strip():
                    self._answer(line, wire)

    def _answer(self, line: str, wire: socket.SocketIO) -> None:
        word = line.split(maxsplit=1)[0].upper()
        self.said.append(line)
        if word == "DATA" and word not in self.answers:
            wire.write(b"354 ok\r\n")
            letter = b""
            while not letter.endswith(b"\r\n.\r\n"):
                letter += wire.readline()
            self.letters.append(message_from_bytes(letter, policy=policy.default))
        usual = b"221 bye\r\n" if word == "QUIT" else b"250 ok\r\n"
        wire.write(self.answers.get(word, usual))

    def close(self) -> None:
        """Take no more."""
        self._listener.close()


@pytest.fixture
def server() -> Iterator[MailServer]:
    made = MailServer({})
    yield made
    made.close()


def test_a_checkpoint_lies_in_the_folder_once(tmp_path: Path) -> None:
    place = FolderWitness(tmp_path)
    assert place.keep(STATEMENT) == b""
    assert place.keep(STATEMENT) == b""
    assert (tmp_path / "provkommun" / "000000000007.txt").read_text() == NOTE
    assert len(list((tmp_path / "provkommun").iterdir())) == 1


def test_another_checkpoint_of_the_same_size_is_refused_and_the_first_kept(tmp_path: Path) -> None:
    place = FolderWitness(tmp_path)
    place.keep(STATEMENT)
    with pytest.raises(Refused, match="another-checkpoint") as refused:
        place.keep(Statement(STATEMENT.origin, 7, NOTE.replace("AAAA", "CCCC")))
    assert "granska den mot filen" in refused.value.cause
    assert (tmp_path / "provkommun" / "000000000007.txt").read_text() == NOTE


def test_a_folder_that_is_not_mounted_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="folder-gone"):
        FolderWitness(tmp_path / "share").keep(STATEMENT)
    assert not (tmp_path / "share").exists()


def test_a_folder_that_cannot_be_written_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "provkommun").write_text("a file")
    with pytest.raises(Unreachable):
        FolderWitness(tmp_path).keep(STATEMENT)


def test_a_letter_carries_the_checkpoint_byte_for_byte(server: MailServer) -> None:
    place = MailWitness(server.url, "torg@example.se", ["registrator@example.se"])
    assert place.keep(STATEMENT) == b""
    (letter,) = server.letters
    (attached,) = letter.iter_attachments()
    assert attached.get_filename() == "kontrollpunkt-7.txt"
    assert attached.get_payload(decode=True) == NOTE.encode()
    assert letter["To"] == "registrator@example.se"
    assert "--municipality provkommun" in letter.get_body().get_content()


@pytest.mark.parametrize("word", ["MAIL", "RCPT", "DATA"])
def test_a_letter_that_is_not_taken_is_a_refusal(server: MailServer, word: str) -> None:
    server.answers[word] = b"550 no such place\r\n"
    with pytest.raises(Refused) as refused:
        MailWitness(server.url, "torg@example.se", ["registrator@example.se"]).keep(STATEMENT)
    assert refused.value.code == "smtp-550"
    assert server.letters == []


def test_a_server_that_is_gone_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"smtp://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(Unreachable):
        MailWitness(url, "torg@example.se", ["a@example.se"], timeout=2).keep(STATEMENT)


def test_nothing_is_sent_in_clear_text_to_another_machine(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = smtplib.SMTP

    def local(host: str, port: int, timeout: float) -> smtplib.SMTP:
        assert host == "mail.example.se"
        return plain("127.0.0.1", port, timeout=timeout)

    monkeypatch.setattr(smtplib, "SMTP", local)
    url = server.url.replace("127.0.0.1", "torg:word@mail.example.se")
    with pytest.raises(Unreachable, match="SMTPNotSupportedError"):
        MailWitness(url, "torg@example.se", ["a@example.se"]).keep(STATEMENT)
    assert not [line for line in server.said if line.startswith(("AUTH", "MAIL"))]

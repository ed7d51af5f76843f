"""Checkpoints are signed so that nobody else could have, and any change shows."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from torg.kernel.signed_notes import BadNote, CheckpointText, Signer, Verifier

TEXT = CheckpointText("torg.ledger/prov", 7, b"r" * 32, "2026-09-08T08:00:00.000000Z")


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return Signer.at(tmp_path / "keys" / "ledger-prov.key", "torg.ledger/prov")


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "a.key"
    first, second = Signer.at(path, "a"), Signer.at(path, "a")
    assert first.verifier == second.verifier
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_note_is_written_as_c2sp_says(signer: Signer) -> None:
    """Origin, size, root in base64, extension lines, a blank line, then the signature."""
    note = signer.sign(str(TEXT))
    lines = note.split("\n")
    assert lines[:3] == [
        "torg.ledger/prov",
        "7",
        "cnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=",
    ]
    assert lines[4] == ""
    assert lines[5].startswith("— torg.ledger/prov ")
    assert lines[6:] == [""]
    assert str(signer.verifier).startswith("torg.ledger/prov+")


def test_a_note_that_others_have_published_is_opened() -> None:
    """The PeterNeumann note and key of the Go module sumdb/note's documentation."""
    key = Verifier.read("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    note = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
        "\n"
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"  # noqa: E501
    )
    assert key.open(note).endswith("problem is.\n")
    assert str(key) == "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"


@pytest.mark.parametrize("text", ["a", "a+b+c", "a+00000000+AQ==", "a+zz+AQ==", ""])
def test_what_is_not_a_key_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        Verifier.read(text)


def test_what_was_signed_is_read_back(signer: Signer) -> None:
    opened = signer.verifier.open(signer.sign(str(TEXT)))
    assert CheckpointText.read(opened) == TEXT


def test_any_changed_character_breaks_the_note(signer: Signer) -> None:
    note = signer.sign(str(TEXT))
    for place, letter in enumerate(note):
        bent = note[:place] + chr(ord(letter) ^ 1) + note[place + 1 :]
        with pytest.raises(BadNote):
            signer.verifier.open(bent)
        with pytest.raises(BadNote):
            signer.verifier.open(note[:place] + note[place + 1 :])


def test_a_witness_may_sign_too(signer: Signer) -> None:
    witness = Signer("witness.example", Ed25519PrivateKey.generate())
    own, other = signer.sign(str(TEXT)), witness.sign(str(TEXT))
    both = own + other.rpartition("\n\n")[2]
    assert signer.verifier.open(both) == witness.verifier.open(both) == str(TEXT)


def test_another_key_of_the_same_name_is_not_believed(signer: Signer) -> None:
    forger = Signer("torg.ledger/prov", Ed25519PrivateKey.generate())
    with pytest.raises(BadNote):
        signer.verifier.open(forger.sign(str(TEXT)))


@pytest.mark.parametrize(
    "text", ["", "a\n1\n", "a\nx\nAA==\ntime b\n", "a\n01\nAA==\ntime b\n", "a\n1\nAA==\nb\n"]
)
def test_other_texts_are_no_checkpoints(text: str) -> None:
    with pytest.raises(BadNote):
        CheckpointText.read(text)


def test_a_text_without_a_last_newline_is_not_signed(signer: Signer) -> None:
    with pytest.raises(ValueError, match="newline"):
        signer.sign("a")

"""Short texts signed with Ed25519, as C2SP signed-note and tlog-checkpoint write them.

A checkpoint says how long a log was and what its root was. It is plain text that
fits in an e-mail or on a printed page, and any tool that knows the format reads it.
"""

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from torg.kernel.keyfile import text_in

_ED25519 = b"\x01"
_SIGNED_BY = "\N{EM DASH} "


class BadNote(ValueError):
    """The text is not a note, or not signed by the key that was asked for."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """A key's name and its public half (32 bytes)."""

    name: str
    public: bytes

    @classmethod
    def read(cls, text: str) -> "Verifier":
        """The key that `str` wrote. Raises BadNote."""
        try:
            name, key_id, encoded = text.split("+", 2)
            packed = base64.b64decode(encoded, validate=True)
        except ValueError as error:
            raise BadNote("the text is not a verifier key") from error
        found = cls(name, packed[1:])
        if packed[:1] != _ED25519 or found.key_id.hex() != key_id:
            raise BadNote("the text is not an Ed25519 verifier key")
        return found

    @property
    def key_id(self) -> bytes:
        """The four bytes that stand before each of its signatures."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        """The form in which the key is handed out: name+id+key."""
        key = base64.b64encode(_ED25519 + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{key}"

    def open(self, note: str) -> str:
        """The text of a note that this key has signed. Raises BadNote."""
        text, blank, signatures = note.rpartition("\n\n")
        if not blank or not signatures.endswith("\n"):
            raise BadNote("the text does not end with a blank line and signatures")
        text += "\n"
        for line in signatures[:-1].split("\n"):
            if self._signed(line, text):
                return text
        raise BadNote(f"no signature by {self.name} fits the text")

    def _signed(self, line: str, text: str) -> bool:
        name, _, encoded = line.removeprefix(_SIGNED_BY).partition(" ")
        if not line.startswith(_SIGNED_BY) or name != self.name:
            return False
        try:
            packed = base64.b64decode(encoded, validate=True)
            key = Ed25519PublicKey.from_public_bytes(self.public)
            key.verify(packed[4:], text.encode())
        except (ValueError, InvalidSignature):
            return False
        return packed[:4] == self.key_id and base64.b64encode(packed).decode() == encoded


class Signer:
    """The private half of a key, kept in a file of its own."""

    def __init__(self, name: str, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.verifier = Verifier(name, private.public_key().public_bytes_raw())

    @classmethod
    def at(cls, path: Path, name: str) -> "Signer":
        """The key in the file; made with mode 0600 when there is none.

        Raises ValueError when the file does not hold a key.
        """
        text = text_in(path, _new_key)
        return cls(name, Ed25519PrivateKey.from_private_bytes(base64.b64decode(text)))

    def sign(self, text: str) -> str:
        """The note: the text, a blank line and the signature. The text ends with a newline."""
        if not text.endswith("\n"):
            raise ValueError("the text of a note ends with a newline")
        packed = self.verifier.key_id + self._private.sign(text.encode())
        return f"{text}\n{_SIGNED_BY}{self.verifier.name} {base64.b64encode(packed).decode()}\n"


@dataclass(frozen=True, slots=True)
class CheckpointText:
    """What a checkpoint says. root: 32 bytes; noted_at: UTC text, an extension line."""

    origin: str
    size: int
    root: bytes
    noted_at: str

    def __str__(self) -> str:
        """The lines that are signed."""
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\ntime {self.noted_at}\n"

    @classmethod
    def read(cls, text: str) -> "CheckpointText":
        """The checkpoint in an opened note's text. Raises BadNote."""
        try:
            origin, size, root, time = text.splitlines()
            found = cls(origin, int(size), base64.b64decode(root), time.removeprefix("time "))
        except ValueError as error:
            raise BadNote("the text is not a checkpoint") from error
        if str(found) != text:
            raise BadNote("the text is not written as a checkpoint is")
        return found


def _new_key() -> str:
    return base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()

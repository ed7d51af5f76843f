"""Secrets at rest: authenticated encryption with keys that live outside the database."""

from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from torg.kernel.keyfile import text_in

REMEMBERED = 4096


class CannotOpen(RuntimeError):
    """The sealed text was made with a key that this installation does not hold."""


class Keyring:
    """Fernet keys in a file, one per line, newest first.

    path: made with one fresh key and mode 0600 when absent. Rotation: put a new key
    on the first line and reseal. What was opened is remembered: the same sealed text is
    always the same secret, and this process holds the keys as it is.
    """

    def __init__(self, path: Path) -> None:
        keys = text_in(path, lambda: Fernet.generate_key().decode()).split()
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._opened = lru_cache(maxsize=REMEMBERED)(self._open)

    def seal(self, plain: str) -> str:
        """The sealed form of a secret; an empty secret stays empty."""
        return self._fernet.encrypt(plain.encode()).decode() if plain else ""

    def open(self, sealed: str) -> str:
        """The secret. Raises CannotOpen when no key on the ring fits."""
        return self._opened(sealed) if sealed else ""

    def _open(self, sealed: str) -> str:
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise CannotOpen("no key on the ring opens this secret") from error

    def reseal(self, sealed: str) -> str:
        """The same secret under the newest key. Raises CannotOpen."""
        try:
            return self._fernet.rotate(sealed.encode()).decode() if sealed else ""
        except InvalidToken as error:
            raise CannotOpen("no key on the ring opens this secret") from error

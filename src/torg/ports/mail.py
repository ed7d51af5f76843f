"""E-mail out of the house: one letter to one address, in plain text."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent. key: the same at every try, so that a receiver can tell a double.

    to: one address. text: plain text, UTF-8.
    """

    key: str
    to: str
    subject: str
    text: str


class Mail(Protocol):
    """A way to send letters. is_practice: nothing leaves the house."""

    is_practice: bool

    def send(self, letter: Letter) -> None:
        """Return when the letter was taken over by whoever carries it further.

        Raises Refused (not taken; with retry_after when it is worth another try),
        NeedsReconnect (the server does not accept our credentials) and Unreachable.
        """


@dataclass(slots=True)
class _Wiring:
    mail: Mail | None = None


_wiring = _Wiring()


def use_mail(mail: Mail | None) -> None:
    """Name what carries letters; called once by the wiring."""
    _wiring.mail = mail


def mail() -> Mail | None:
    """What carries letters here; None where nothing does, and letters wait."""
    return _wiring.mail

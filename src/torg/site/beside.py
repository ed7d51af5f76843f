"""Two web applications on one address, told apart by the first part of the path."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class Beside:
    """Two applications on one address: `other` answers at `prefix` and below it.

    Nothing is shared between them but the port: no session, no cookie, no database.
    """

    def __init__(self, first: WSGIApplication, prefix: str, other: WSGIApplication) -> None:
        self._first = first
        self._prefix = prefix
        self._other = other

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Hand the request to whom it is addressed, with the whole path in place."""
        path = environ.get("PATH_INFO", "")
        mine = path == self._prefix or path.startswith(f"{self._prefix}/")
        return (self._other if mine else self._first)(environ, start)

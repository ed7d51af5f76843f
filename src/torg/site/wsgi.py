"""The web application: the desk, and beside it the practice network with its own door."""

import os
import threading
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.core.wsgi import get_wsgi_application

WARM_AFTER = 10.0

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "torg.site.settings")
desk: WSGIApplication = get_wsgi_application()

from torg.site import wiring  # noqa: E402 (it names rooms, which Django must have loaded)


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


def assembled() -> WSGIApplication:
    """The desk alone, or with the practice network beside it where that is switched on."""
    practice = wiring.practice_site()
    return Beside(desk, wiring.PRACTICE_PREFIX, practice) if practice else desk


application = assembled()

# Nobody should wait for the PDF libraries when the first evidence is sealed, nor at the start.
warming = threading.Timer(WARM_AFTER, wiring.warm)
warming.daemon = True
warming.start()

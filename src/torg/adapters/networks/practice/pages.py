"""The residents' view."""

from collections.abc import Callable

from werkzeug.wrappers import Request, Response

from torg.adapters.networks.practice.refusal import No
from torg.adapters.networks.practice.site import Site

ROUTES: tuple[tuple[str, str, Callable[..., Response]], ...] = ()
GLOBALS: dict[str, object] = {}


def refused(site: Site, request: Request, no: No) -> Response:
    """The page of a refusal."""
    return Response(no.message, no.status, mimetype="text/plain")

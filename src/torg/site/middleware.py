"""Opens the signed-in person's municipality for the request; outside it nothing is seen."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse

from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.people.models import User
from torg.site.errors import refusal_page

Handler = Callable[[HttpRequest], HttpResponse]


class DeskMiddleware:
    """Scope, refusals as pages, and no caching of anything personal (Zulip 2021)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer inside the person's scope; an anonymous request has none."""
        if request.user.is_authenticated:
            with scope(cast(User, request.user).municipality_id):
                response = self.get_response(request)
        else:
            response = self.get_response(request)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refusal that no view caught becomes a page: 403 when denied, else 409."""
        if isinstance(error, Refusal):
            return refusal_page(request, error, 403 if isinstance(error, Denied) else 409)
        return None

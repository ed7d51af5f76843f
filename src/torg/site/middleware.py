"""Opens the signed-in person's municipality for the request; outside it nothing is seen."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.people.actions import note_token_use
from torg.people.queries import open_token
from torg.site.accounts import unfinished_step
from torg.site.errors import refusal_page
from torg.site.problems import from_a_program
from torg.site.unsent import hold

Handler = Callable[[HttpRequest], HttpResponse]

# What a person may open while a step of the sign-in is unfinished.
OPEN_MEANWHILE = {
    "account_change_password": {"account_change_password", "account_logout"},
    "mfa_activate_totp": {
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_reauthenticate",
    },
}


BACKGROUND = "Torg-Background"
BEARER = "Bearer "


class TokenMiddleware:
    """Under the API's address a key says who calls; a browser's session says nothing there."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the key's person, or as nobody."""
        if from_a_program(request):
            request.user = AnonymousUser()
            given = request.headers.get("Authorization", "")
            now = timezone.now()
            token = open_token(given.removeprefix(BEARER), now) if given[:7] == BEARER else None
            if token:
                request.user = token.user
                with scope(token.municipality_id):
                    note_token_use(token=token, now=now)
        return self.get_response(request)


class DeskMiddleware:
    """Scope, refusals as pages, and no caching of anything personal (Zulip 2021)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer inside the person's scope; an anonymous request has none.

        `request.user` is read anew at each request, so a closed account is out at once. It is
        the person and no promise of one: a page asks it for something a hundred times.
        """
        if isinstance(request.user, SimpleLazyObject):
            request.user = get_user(request)
        if request.user.is_authenticated:
            with scope(request.user.municipality_id):
                response = self.get_response(request)
        else:
            response = self.get_response(request)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """No page has an address with a zero byte, which PostgreSQL takes in no text."""
        if "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path_info:
            raise Http404

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refusal that no view caught becomes a page: 403 when denied, else 409."""
        if isinstance(error, Refusal):
            return refusal_page(request, error, 403 if isinstance(error, Denied) else 409)
        return None


class SignedInMiddleware(LoginRequiredMiddleware):
    """Every view needs a finished sign-in, but those that say `login_not_required`."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: Any,
        view_kwargs: Any,
    ) -> HttpResponse | None:
        """Sends the anonymous to the sign-in, and the half signed-in to the step they lack."""
        if from_a_program(request):
            return None
        if not request.user.is_authenticated:
            asked = super().process_view(request, view_func, view_args, view_kwargs)
            if asked is not None and request.method == "POST" and BACKGROUND not in request.headers:
                hold(request)
            return None if asked is None else _whole_page(request, _sign_in(request, asked))
        step = unfinished_step(request.user)
        request.unfinished_step = step  # type: ignore[attr-defined]
        here = request.resolver_match.view_name if request.resolver_match else ""
        if step and here not in OPEN_MEANWHILE[step]:
            return _whole_page(request, reverse(step))
        return None


def _sign_in(request: HttpRequest, asked: Any) -> str:
    """The sign-in, and after it a page: where a form was sent from, not where it was sent to."""
    address: str = asked.headers["Location"]
    if request.method in ("GET", "HEAD"):
        return address
    back = urlsplit(request.headers.get("Referer", ""))
    here = f"{back.path}?{back.query}" if back.query else back.path
    safe = back.netloc == request.get_host() and url_has_allowed_host_and_scheme(here, None)
    return f"{urlsplit(address).path}?{urlencode({'next': here if safe else '/'})}"


def _whole_page(request: HttpRequest, url: str) -> HttpResponse:
    """A redirect that never ends up inside a part of a page.

    Nobody pressed anything when a request says that it came from the background: whoever is
    writing is not led away, and the page tells that the sign-in has ended.
    """
    if BACKGROUND in request.headers:
        return HttpResponse(status=204, headers={"Torg-Signed-Out": "1"})
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)

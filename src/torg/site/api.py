"""The public API, version 1: the rooms' routes, one way in, and problem details (RFC 9457)."""

from typing import Any

from allauth.core.internal.ratelimit import consume
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from torg.channels.api import router as channels
from torg.inbox.api import router as inbox
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.api import router as ledger
from torg.people.models import User
from torg.planning.api import router as planning
from torg.site.accounts import unfinished_step
from torg.site.problems import problem

# Counted for each person in the shared cache, by what counts attempts at the sign-in.
LIMITS = {"api": "300/m/key"}
WAIT_SECONDS = "60"


class TooManyCalls(Exception):
    """More calls in a minute than a program of one person's may make."""


class TokenBearer:
    """`Authorization: Bearer torg_…`; the middleware has found whose it is. No cookie counts."""

    openapi_type = "http"

    def __init__(self) -> None:
        self.openapi_security_schema = {"type": "http", "scheme": "bearer"}

    def __call__(self, request: HttpRequest) -> User | None:
        """The person, or None for nobody and for one whose sign-in lacks a step."""
        person: User | AnonymousUser = request.user
        if not isinstance(person, User) or unfinished_step(person):
            return None
        who = str(person.pk)
        if not consume(request, app="torg", action="api", config=LIMITS, key=who, limit_get=True):
            raise TooManyCalls
        return person


api = NinjaAPI(
    title="Torg",
    version="1",
    description="Läs planering, inkorg och logg och lägg in utkast, med dina egna rättigheter.",
    docs_url=None,
    auth=TokenBearer(),
    urls_namespace="api",
)
for router in (channels, planning, inbox, ledger):
    api.add_router("", router)


@api.exception_handler(Refusal)
def refused(_request: HttpRequest, error: Any) -> JsonResponse:
    """An action said no; 403 when the person may not, else 409."""
    status = 403 if isinstance(error, Denied) else 409
    title = _("Inte tillåtet") if status == 403 else _("Det gick inte")
    return problem(
        status, title, error.message, remedy=error.remedy, cite=error.cite, field=error.field
    )


@api.exception_handler(AuthenticationError)
def unknown(_request: HttpRequest, _error: Any) -> JsonResponse:
    """No key, or one that opens nothing."""
    return problem(
        401, _("Nyckeln öppnar inte"), _("Skicka en giltig nyckel. Du skapar den på Mitt konto.")
    )


@api.exception_handler(TooManyCalls)
def hasty(_request: HttpRequest, _error: Any) -> JsonResponse:
    """The limit is reached; it counts the last minute."""
    answer = problem(429, _("För många anrop"), _("Vänta en minut och försök igen."))
    answer.headers["Retry-After"] = WAIT_SECONDS
    return answer


@api.exception_handler(Http404)
def missing(_request: HttpRequest, _error: Any) -> JsonResponse:
    """Nothing there, or nothing that this person may know of."""
    return problem(404, _("Finns inte"), _("Det finns inte, eller så får du inte se det."))


@api.exception_handler(ValidationError)
def malformed(_request: HttpRequest, error: Any) -> JsonResponse:
    """The request is not what the schema says; each fault with its place."""
    faults = [
        {"place": [str(part) for part in fault["loc"]], "fault": fault["msg"]}
        for fault in error.errors
    ]
    return problem(422, _("Går inte att läsa"), _("Något i anropet stämmer inte."), faults=faults)


@api.exception_handler(HttpError)
def other(_request: HttpRequest, error: Any) -> JsonResponse:
    """What the framework refuses, such as a body that is no JSON."""
    return problem(error.status_code, _("Går inte att läsa"), str(error))

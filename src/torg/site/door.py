"""The door that networks knock on, before everything that serves a person."""

import re
from collections.abc import Iterable
from threading import Semaphore
from typing import cast
from uuid import UUID
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from django.urls.converters import UUIDConverter
from django.utils.log import log_response

from torg.inbox.views.webhook import ADDRESS, receive_webhook
from torg.people.models.connections import lend_back, let_go
from torg.site.middleware import Handler

# The answers have no body, so nothing may be loaded, framed or kept.
HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
}
# So many pages are made at once in a process. Its threads are more, for deliveries sleep most of
# their time, waiting for the disk; with more pages at once the slowest take twice as long.
SEATS = 2
DELIVERY = re.compile("/" + ADDRESS.replace("<uuid:connection_id>", UUIDConverter.regex))


class NetworkDoor:
    """Answers what networks deliver: there is no session, language, form or page in it.

    Stands behind SecurityMiddleware, so a delivery too comes over TLS alone and its answer has
    the headers of every other. Who else is addressed goes on as if there were no door.
    """

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response
        self._seats = Semaphore(SEATS)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The delivery's answer, or whatever the desk says to everybody else."""
        if DELIVERY.fullmatch(request.path_info):
            return answer(request)
        with self._seats:
            return self._get_response(request)


class DirectDoor:
    """The same door where WSGI comes in, with the same answers.

    Django looks through its connections, caches and addresses before and after each request,
    which is nearly half of what a delivery costs here, and for nothing: it is stored over the
    connection that the process keeps for that. Whoever else comes is handed to the desk.
    """

    def __init__(self, desk: WSGIApplication) -> None:
        self._desk = desk
        self._answer = _calm(cast(Handler, SecurityMiddleware(_calm(answer))))

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """The delivery's answer as Django's handler gives it."""
        if DELIVERY.fullmatch(environ.get("PATH_INFO", "")) is None:
            return self._desk(environ, start)
        request = WSGIRequest(environ)
        answered = self._answer(request)
        if answered.status_code >= 400:
            told = answered.reason_phrase, request.path
            log_response("%s: %s", *told, response=answered, request=request)
        if answered.status_code >= 500:
            let_go()
        # Asked who is meant, or whether these bytes came before.
        lend_back()
        start(f"{answered.status_code} {answered.reason_phrase}", list(answered.items()))
        return [answered.content]


def answer(request: HttpRequest) -> HttpResponse:
    """What a delivery is answered. The request's path is that of a DELIVERY."""
    # As CommonMiddleware asks: a name that is not ours is refused with 400.
    request.get_host()
    told = receive_webhook(request, UUID(request.path_info.split("/")[2]))
    for name, value in HEADERS.items():
        told.headers[name] = value
    return told


def _calm(handler: Handler) -> Handler:
    """With an answer for whatever it raises."""
    return cast(Handler, convert_exception_to_response(handler))

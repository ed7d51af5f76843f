"""The door that networks knock on, before everything that serves a person."""

import re
from collections.abc import Iterable
from threading import Semaphore
from typing import cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from django.urls import path
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
DELIVERY = re.compile(f"/webhooks/{UUIDConverter.regex}/")


class NetworkDoor:
    """Answers what networks deliver: there is no session, language, form or page in it.

    Stands behind SecurityMiddleware, so a delivery too comes over TLS alone and its answer has
    the headers of every other. Who else is addressed goes on as if there were no door.
    """

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response
        self._door = path(ADDRESS, receive_webhook)
        self._seats = Semaphore(SEATS)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The delivery's answer, or whatever the desk says to everybody else."""
        found = self._door.resolve(request.path_info[1:])
        if found is None:
            with self._seats:
                return self._get_response(request)
        # As CommonMiddleware asks: a name that is not ours is refused with 400.
        request.get_host()
        answer = receive_webhook(request, **found.kwargs)
        for name, value in HEADERS.items():
            answer.headers[name] = value
        return answer


class DirectDoor:
    """The same door where WSGI comes in, with the same answers.

    Django looks through its connections, caches and addresses before and after each request,
    which is a fifth of what a delivery costs, and for nothing: it is stored over the connection
    that the process keeps for that. Whoever else comes is handed to the desk.
    """

    def __init__(self, desk: WSGIApplication) -> None:
        self._desk = desk
        door = _calm(NetworkDoor(_nobody))
        self._answer = _calm(cast(Handler, SecurityMiddleware(door)))

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """The delivery's answer as Django's handler gives it."""
        if DELIVERY.fullmatch(environ.get("PATH_INFO", "")) is None:
            return self._desk(environ, start)
        request = WSGIRequest(environ)
        answer = self._answer(request)
        if answer.status_code >= 400:
            told = answer.reason_phrase, request.path
            log_response("%s: %s", *told, response=answer, request=request)
        if answer.status_code >= 500:
            let_go()
        # Asked who is meant, which the process knows by now, or why the database is at fault.
        lend_back()
        start(f"{answer.status_code} {answer.reason_phrase}", list(answer.items()))
        return [answer.content]


def _calm(handler: Handler) -> Handler:
    """With an answer for whatever it raises."""
    return cast(Handler, convert_exception_to_response(handler))


def _nobody(request: HttpRequest) -> HttpResponse:
    raise Http404(request.path)

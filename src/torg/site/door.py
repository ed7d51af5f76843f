"""The door that networks knock on, before everything that serves a person."""

from threading import Semaphore

from django.http import HttpRequest, HttpResponse
from django.urls import path

from torg.inbox.views.webhook import ADDRESS, receive_webhook
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

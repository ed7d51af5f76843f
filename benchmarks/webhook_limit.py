"""The limit of `webhook`: Django without middleware, one view that checks and stores nothing."""

import os
from uuid import UUID

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path

from torg.adapters.http import GuardedClient
from torg.adapters.networks.practice.client import PracticeNetwork
from torg.ports.network import Connection

settings.configure(
    ROOT_URLCONF=__name__, MIDDLEWARE=[], SECRET_KEY="limit", ALLOWED_HOSTS=["127.0.0.1"]
)
django.setup()

CONNECTION = Connection(
    adapter="practice", base_url="http://127.0.0.1:9", account_id="limit", handle="limit",
    webhook_secret=os.environ.get("BENCH_SECRET", ""),
)  # fmt: skip
NETWORK = PracticeNetwork(GuardedClient(()))


def check(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """The signature, as the desk's own door checks it."""
    del connection_id
    headers = {name.lower(): value for name, value in request.headers.items()}
    genuine = NETWORK.signature_ok(CONNECTION, headers, request.body)
    return HttpResponse(status=200 if genuine else 401)


urlpatterns = [path("webhooks/<uuid:connection_id>/", check)]
application = WSGIHandler()

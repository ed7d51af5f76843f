"""The root of all addresses: one prefix a room. A room that has no urls yet is left out.

Desk, people and notices own several first words, and the inbox a webhook beside its pages.
"""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from torg.channels.urls import public_urls
from torg.site.api import api

PREFIXES = {
    "torg.desk": "",
    "torg.people": "",
    "torg.planning": "planering/",
    "torg.inbox": "",
    "torg.moderation": "arenden/",
    "torg.media": "bilder/",
    "torg.channels": "kanalregister/",
    "torg.delivery": "utskick/",
    "torg.rules": "regler/",
    "torg.handbook": "handbok/",
    "torg.ledger": "logg/",
    "torg.notices": "",
    "torg.ui": "ui/",
}

urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include(f"{room}.urls"))
    for room, prefix in PREFIXES.items()
    if find_spec(room) and find_spec(f"{room}.urls")
]
urlpatterns.append(path("", include((public_urls, "public"))))
urlpatterns.append(path("api/v1/", api.urls))
handler403 = "torg.site.errors.forbidden"
handler404 = "torg.site.errors.not_found"
handler429 = "torg.site.errors.too_many"
handler500 = "torg.site.errors.server_error"

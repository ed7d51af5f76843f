"""How the public pages answer: to everybody alike, kept for half a minute, told apart by ETag."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

# A new channel is to be seen within a minute (V-96): whoever keeps an answer keeps it half of that.
KEPT = "public, max-age=30"
OPEN_TO_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Last-Modified",
}


def page(
    request: HttpRequest, template: str, shown: Mapping[str, Any], changed: datetime | None
) -> HttpResponseBase:
    """A page that says nothing of who reads it: no session, no token, no colour of theirs."""
    return kept(request, render_to_string(template, dict(shown)), "text/html", changed)


def data(
    request: HttpRequest, body: str, kind: str, changed: datetime | None, following: str = ""
) -> HttpResponseBase:
    """Open data: any site's script may read it."""
    answer = kept(request, body, kind, changed)
    for name, value in OPEN_TO_ALL.items():
        answer.headers[name] = value
    if following:
        answer.headers["Link"] = f'<{following}>; rel="next"'
    return answer


def as_json(told: object) -> str:
    """JSON that a person can read too."""
    return json.dumps(told, ensure_ascii=False, indent=1)


def kept(request: HttpRequest, body: str, kind: str, changed: datetime | None) -> HttpResponseBase:
    """The answer, or 304 to whoever has it. Names that others gave may have changed as well, so
    the ETag judges and the day only informs."""
    answer = HttpResponse(body, content_type=f"{kind}; charset=utf-8")
    answer.headers["Cache-Control"] = KEPT
    answer.headers["ETag"] = f'"{sha256(body.encode()).hexdigest()[:32]}"'
    if changed:
        answer.headers["Last-Modified"] = http_date(changed.timestamp())
    found = get_conditional_response(request, etag=answer.headers["ETag"], response=answer)
    return found if found is not None else answer

"""What goes over the wire of the JSON API: bodies in, answers and refusals out."""

import json
from collections.abc import Mapping

from werkzeug.wrappers import Request, Response

from torg.adapters.networks.practice.refusal import No


def answered(found: Mapping[str, object], status: int = 200) -> Response:
    """A JSON answer."""
    text = json.dumps(found, ensure_ascii=False)
    return Response(
        text, status, mimetype="application/json", headers={"Cache-Control": "no-store"}
    )


def refused(no: No) -> Response:
    """The error object of a refusal."""
    return answered({"error": {"code": no.code, "message": no.message}}, no.status)


def body_of(request: Request) -> Mapping[str, object]:
    """The request's JSON object. Raises No(400)."""
    try:
        found = json.loads(request.get_data())
    except (ValueError, RecursionError) as problem:
        raise No(400, "request-broken", "Anropet är inte JSON.") from problem
    if not isinstance(found, dict):
        raise No(400, "request-broken", "Anropet har fel form.")
    return found

"""What went wrong, told to a program: problem details (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse

PROBLEM = "application/problem+json"


def from_a_program(request: HttpRequest) -> bool:
    """Whether a program asks: it gets problem details where a person gets a page."""
    return request.path.startswith("/api/")


def problem(status: int, title: str, detail: str, **more: Any) -> JsonResponse:
    """What went wrong, for a program and for whoever reads its log."""
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    answer = JsonResponse(told, status=status, content_type=PROBLEM)
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer

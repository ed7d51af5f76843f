"""What every page of the desk knows."""

from typing import Any

from django.http import HttpRequest


def desk(request: HttpRequest) -> dict[str, Any]:
    """Navigation, alarms and the person, for the page frame."""
    return {"person": request.user if request.user.is_authenticated else None}

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from torg.desk import queries
from torg.people.permissions import Permission, SignedInRequest, check_can


@require_safe
def show_status(request: SignedInRequest) -> HttpResponse:
    """How Torg is doing, and who can mend what is not well."""
    check_can(request.user, Permission.VIEW_DESK)
    now = timezone.now()
    shown = {"status": queries.status(request.user, now), "moment": now}
    return render(request, "desk/status.html", shown)

"""Trying a text against the rules; nothing of it is kept."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from torg.people.permissions import Permission, SignedInRequest, check_can
from torg.rules import queries
from torg.rules.forms import TryForm


@require_http_methods(["GET", "HEAD", "POST"])
def try_text(request: SignedInRequest) -> HttpResponse:
    """The form with what the rules say; within htmx only the findings."""
    check_can(request.user, Permission.VIEW_DESK)
    now = timezone.now()
    form = TryForm(request.POST or None, initial={"planned_for": timezone.localdate(now)})
    found, allowed = None, []
    if request.method == "POST" and form.is_valid():
        found = queries.tried(request.user.municipality, form.facts(), now)
        allowed = queries.expressly_allowed(request.user.municipality, form.facts(), now)
    page = "rules/_tried.html" if getattr(request, "htmx", False) else "rules/try.html"
    return render(request, page, {"form": form, "found": found, "allowed": allowed})

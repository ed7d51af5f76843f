from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from torg.channels.queries.coverage import coverage
from torg.channels.queries.public import network_words
from torg.channels.queries.teams import WEEK, monday_of
from torg.people.permissions import Permission, SignedInRequest, check_can


@require_safe
def show_coverage(request: SignedInRequest) -> HttpResponse:
    """Who covers what in a week, and where nobody does."""
    check_can(request.user, Permission.VIEW_DESK)
    asked = request.GET.get("vecka", "")
    try:
        day = date.fromisoformat(asked) if asked else timezone.localdate()
        monday = monday_of(day)
        before, after = monday - WEEK, monday + WEEK
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    shown = {
        "week": coverage(request.user, monday),
        "number": monday.isocalendar().week,
        "before": before,
        "after": after,
        "network_words": network_words,
    }
    return render(request, "channels/coverage.html", shown)

"""What a rule or a finding cites: the document, its clause and the law, as of a day."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from torg.people.permissions import Permission, SignedInRequest, check_can
from torg.rules import queries


@require_safe
def show_source(request: SignedInRequest, rule_id: str) -> HttpResponse:
    """The clause behind a rule; ?utgava= is the digest that a decision was taken under,
    ?dag= the day that the law is read as of."""
    check_can(request.user, Permission.VIEW_DESK)
    day = _day(request.GET.get("dag", ""))
    found = queries.source(
        request.user.municipality, rule_id, day, request.GET.get("utgava", "")[:64]
    )
    if found is None:
        raise Http404
    return render(request, "rules/source.html", {"source": found, "day": day})


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        return timezone.localdate()

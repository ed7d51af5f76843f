"""Help keys and the places in the desk that show them. Within htmx only the panel's content."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from torg.handbook import queries
from torg.people.permissions import Permission, SignedInRequest, check_can


@require_safe
def show_help(request: SignedInRequest, key: str) -> HttpResponse:
    """What a help key says; "help.m1-40" and "M1-40" are one."""
    check_can(request.user, Permission.VIEW_DESK)
    name = key.lower().removeprefix("help.")
    found = queries.advice(request.user.municipality, name)
    if found is None:
        raise Http404
    place = queries.place_of(name)
    shown = {
        "advice": found,
        "place": queries.PLACES.get(place),
        "place_name": place,
        "documents": queries.documents_of(request.user.municipality, found.page),
    }
    return render(
        request, "handbook/_key.html" if _in_panel(request) else "handbook/help.html", shown
    )


@require_safe
def show_place(request: SignedInRequest, place: str) -> HttpResponse:
    """What is told at a field: what holds here, then how others do."""
    check_can(request.user, Permission.VIEW_DESK)
    found = queries.help_at(request.user.municipality, place)
    if found is None:
        raise Http404
    page = "handbook/_place.html" if _in_panel(request) else "handbook/place.html"
    return render(request, page, {"help": found})


@require_safe
def show_document(request: SignedInRequest, key: str) -> HttpResponse:
    """Where a document outside the desk is, or the article that stands in for it."""
    check_can(request.user, Permission.VIEW_DESK)
    found = queries.document(request.user.municipality, key)
    if found is None:
        raise Http404
    if not found.url:
        return redirect("handbook:show_page", slug=found.article)
    return render(request, "handbook/document.html", {"document": found})


def _in_panel(request: SignedInRequest) -> bool:
    return bool(getattr(request, "htmx", False))

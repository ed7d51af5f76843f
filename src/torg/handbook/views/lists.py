"""The ways into the handbook: the first page, collections, everything, and the search."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from torg.handbook import queries
from torg.handbook.states import CHAPTERS, ENTRANCES, PHASES, Entrance, Phase
from torg.people.permissions import Permission, SignedInRequest, check_can
from torg.rules.queries import neighbours


@require_safe
def show_start(request: SignedInRequest) -> HttpResponse:
    """Three entrances, the times of a channel's life, the topics and the chapters."""
    check_can(request.user, Permission.VIEW_DESK)
    tenant = request.user.municipality
    shown = {
        "entrances": ENTRANCES,
        "phases": PHASES,
        "topics": queries.by_topic(tenant),
        "chapters": queries.by_chapter(queries.pages(tenant)),
        "titles": CHAPTERS,
        "neighbours": neighbours(tenant),
    }
    return render(request, "handbook/start.html", shown)


@require_safe
def list_entrance(request: SignedInRequest, entrance: str) -> HttpResponse:
    """What one of the three entrances leads to."""
    check_can(request.user, Permission.VIEW_DESK)
    if entrance not in set(Entrance):
        raise Http404
    title, lead = ENTRANCES[Entrance(entrance)]
    found = queries.for_entrance(request.user.municipality, Entrance(entrance))
    shown = {"title": title, "lead": lead, "chapters": queries.by_chapter(found)}
    return render(request, "handbook/list.html", {**shown, "titles": CHAPTERS})


@require_safe
def list_phase(request: SignedInRequest, phase: str) -> HttpResponse:
    """What is worth reading at a time of a channel's life."""
    check_can(request.user, Permission.VIEW_DESK)
    if phase not in set(Phase):
        raise Http404
    found = queries.for_phase(request.user.municipality, Phase(phase))
    shown = {"title": PHASES[Phase(phase)], "chapters": queries.by_chapter(found)}
    return render(request, "handbook/list.html", {**shown, "titles": CHAPTERS})


@require_safe
def list_topic(request: SignedInRequest, topic: str) -> HttpResponse:
    """Every page about a topic."""
    check_can(request.user, Permission.VIEW_DESK)
    found = queries.by_topic(request.user.municipality).get(topic)
    if found is None:
        raise Http404
    shown = {"title": topic, "chapters": queries.by_chapter(found), "titles": CHAPTERS}
    return render(request, "handbook/list.html", shown)


@require_safe
def list_others(request: SignedInRequest, kommun: str) -> HttpResponse:
    """How another municipality does; none of it is a rule here."""
    check_can(request.user, Permission.VIEW_DESK)
    found = queries.pages(request.user.municipality, kommun)
    if not found or kommun == queries.SHARED:
        raise Http404
    name = queries.whose(request.user.municipality, found[0])
    title = name or request.user.municipality.name
    shown = {"title": title, "whose": name, "chapters": queries.by_chapter(found)}
    return render(request, "handbook/list.html", {**shown, "titles": CHAPTERS})


@require_safe
def read_all(request: SignedInRequest) -> HttpResponse:
    """The whole handbook on one page, in order."""
    check_can(request.user, Permission.VIEW_DESK)
    found = queries.pages(request.user.municipality)
    shown = {"chapters": queries.by_chapter(found), "titles": CHAPTERS, "count": len(found)}
    return render(request, "handbook/all.html", shown)


@require_safe
def search_pages(request: SignedInRequest) -> HttpResponse:
    """Pages that answer the words, best first, with some words around what was found."""
    check_can(request.user, Permission.VIEW_DESK)
    words = request.GET.get("q", "")[:200].strip()
    shown = {"words": words, "found": queries.find(request.user.municipality, words)}
    return render(request, "handbook/search.html", shown)

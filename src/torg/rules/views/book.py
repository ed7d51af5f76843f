"""The rules in force, one of them, and two municipalities side by side."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from torg.people.permissions import Permission, SignedInRequest, check_can
from torg.rules import queries


@require_safe
def show_pack(request: SignedInRequest) -> HttpResponse:
    """All rules by area, or those that a search finds."""
    check_can(request.user, Permission.VIEW_DESK)
    words = request.GET.get("q", "")[:200].strip()
    shown = {"book": queries.book(request.user.municipality, words), "words": words}
    return render(request, "rules/book.html", shown)


@require_safe
def show_rule(request: SignedInRequest, rule_id: str) -> HttpResponse:
    """One rule: what it says, where it bites, its clause and its examples."""
    check_can(request.user, Permission.VIEW_DESK)
    found = queries.shown_rule(request.user.municipality, rule_id)
    if found is None:
        raise Http404
    changed = [(a.decided, a.key, a.value, a.reason, a.by) for a in found.adjustments]
    return render(request, "rules/rule.html", {"shown": found, "rows_of_adjustments": changed})


@require_safe
def compare(request: SignedInRequest) -> HttpResponse:
    """Parameter by parameter beside another municipality's pack."""
    check_can(request.user, Permission.VIEW_DESK)
    others = queries.neighbours(request.user.municipality)
    chosen = request.GET.get("med", others[0][0] if others else "")[:40]
    pairs = queries.comparison(request.user.municipality, chosen) if others else []
    if pairs is None:
        raise Http404
    shown = {
        "rows": [
            [pair.title, pair.ours.words, pair.theirs.words, _("Olika") if pair.differs else ""]
            for pair in pairs
        ],
        "others": others,
        "chosen": chosen,
        "name": dict(others).get(chosen, ""),
    }
    return render(request, "rules/compare.html", shown)

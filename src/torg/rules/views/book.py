"""The rules in force, one of them, and two municipalities side by side."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from torg.people.permissions import Permission, SignedInRequest, can, check_can
from torg.rules import queries
from torg.rules.permissions import can_adopt_pack, can_change


@require_safe
def show_pack(request: SignedInRequest) -> HttpResponse:
    """All rules by area, or those that a search finds."""
    check_can(request.user, Permission.VIEW_DESK)
    words = request.GET.get("q", "")[:200].strip()
    shown = {
        "book": queries.book(request.user.municipality, words),
        "words": words,
        "may_adopt": can_adopt_pack(request.user),
        "may_lead": can(request.user, Permission.MANAGE_CHANNELS),
    }
    return render(request, "rules/book.html", shown)


@require_safe
def show_rule(request: SignedInRequest, rule_id: str) -> HttpResponse:
    """One rule: what it says, where it bites, its clause and its examples."""
    check_can(request.user, Permission.VIEW_DESK)
    found = queries.shown_rule(request.user.municipality, rule_id)
    if found is None:
        raise Http404
    changed = [
        (
            a.decided,
            a.where or _("Hela kommunen"),
            f"{queries.key_in_words(a.key)}: {a.value}",
            a.reason,
            a.by,
        )
        for a in found.adjustments
    ]
    shown = {
        "shown": found,
        "rows_of_adjustments": changed,
        "may_change": can_change(request.user),
        "waiting": queries.waiting(request.user.municipality, rule_id),
    }
    return render(request, "rules/rule.html", shown)


@require_safe
def compare(request: SignedInRequest) -> HttpResponse:
    """Parameter by parameter beside another municipality's pack."""
    check_can(request.user, Permission.VIEW_DESK)
    others = queries.neighbours(request.user.municipality)
    chosen = request.GET.get("med", others[0][0] if others else "")[:40]
    pairs = queries.comparison(request.user.municipality, chosen) if others else []
    if pairs is None:
        raise Http404
    areas: dict[str, list[queries.Comparison]] = {}
    for pair in pairs:
        areas.setdefault(pair.area, []).append(pair)
    shown = {
        "pairs": pairs,
        "areas": list(areas.items()),
        "others": others,
        "chosen": chosen,
        "name": dict(others).get(chosen, ""),
    }
    return render(request, "rules/compare.html", shown)

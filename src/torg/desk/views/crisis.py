from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from torg.channels.queries import visible_to
from torg.desk.forms import CrisisEndForm, CrisisForm
from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import Permission, SignedInRequest, can, check_can
from torg.rules import actions
from torg.rules.permissions import can_set_mode, check_can_set_mode
from torg.rules.queries import CrisisFacts, Mode, clauses, crises, mode_turns


@require_safe
def show_crisis(request: SignedInRequest) -> HttpResponse:
    """The mode, what the rules say of it, and the way in or out of it."""
    check_can(request.user, Permission.VIEW_DESK)
    return _page(request)


@require_POST
def begin_crisis(request: SignedInRequest) -> HttpResponse:
    """Enter the crisis mode."""
    check_can_set_mode(request.user)
    form = CrisisForm(request.POST, by=request.user)
    if not form.is_valid():
        return _page(request, form, status=422)
    return _turned(request, Mode.CRISIS, form, form.values(), _("Krisläget gäller nu."))


@require_POST
def end_crisis(request: SignedInRequest) -> HttpResponse:
    """Leave it."""
    check_can_set_mode(request.user)
    form = CrisisEndForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    done = _("Krisläget har upphört. Svarstiderna är de vanliga för det som kommer in nu.")
    return _turned(request, Mode.ORDINARY, form, form.cleaned_data, done)


def _turned(
    request: SignedInRequest, mode: Mode, form: forms.Form, values: dict[str, Any], done: str
) -> HttpResponse:
    by, now = request.user, timezone.now()
    try:
        actions.set_mode(municipality=by.municipality, mode=mode, **values, by=by, now=now)
    except Denied:
        raise
    except Refusal as refusal:
        return _page(request, form, refusal, status=409)
    messages.success(request, done)
    return redirect("desk:show_crisis")


def _page(
    request: SignedInRequest,
    form: forms.Form | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    person, now = request.user, timezone.now()
    crisis = crises(person.municipality_id).select_related("set_by").first()
    if can_set_mode(person) and form is None:
        given = {"decider": person.full_name}
        form = CrisisEndForm() if crisis else CrisisForm(initial=given, by=person)
    kinds = ["crisis_measures", "crisis_plan"]
    told = clauses(person.municipality, kinds, CrisisFacts(), now)
    shown = {
        "crisis": crisis,
        "concerned": visible_to(person).filter(pk__in=crisis.channels) if crisis else [],
        "form": form,
        "refusal": refusal,
        "clauses": told,
        "pause": any("pause" in each.states for each in told),
        "turns": mode_turns(person.municipality),
        "may_hold": can(person, Permission.HOLD_PUBLISHING),
    }
    return render(request, "desk/crisis.html", shown, status=status)

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from torg.kernel.refusals import Denied, Refusal
from torg.moderation import actions, permissions
from torg.moderation.forms import DismissForm, RegisterForm
from torg.moderation.models import Case, Notice
from torg.moderation.views.case_page import (
    Forms,
    case_of,
    case_page,
    close_form,
    decide_form,
    hand_over_form,
)
from torg.people.actions import drop_draft
from torg.people.permissions import SignedInRequest


@require_POST
def accept(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """Say that one sees to the case."""
    case = case_of(request, case_id)
    permissions.check_can_decide(request.user, case)
    return _do(
        request,
        case,
        Forms(),
        lambda: actions.accept(case=case, by=request.user, now=timezone.now()),
        _("Ärendet är ditt."),
    )


@require_POST
def decide(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """Decide on a measure; the network is asked afterwards, by the worker."""
    case = case_of(request, case_id)
    permissions.check_can_decide(request.user, case)
    form = decide_form(request.user, case, request.POST)
    if not form.is_valid():
        return case_page(request, case, forms=Forms(decide=form), status=422)
    return _do(
        request,
        case,
        Forms(decide=form),
        lambda: actions.decide(
            case=case,
            decision=form.decision(),
            by=request.user,
            now=timezone.now(),
            undo=request.user.undo_span,
        ),
        "" if request.user.undo_seconds else _("Beslutet är sparat och på väg till nätverket."),
        settles="decide",
    )


@require_POST
def undo(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """Take back a decision whose order has not left."""
    case = case_of(request, case_id)
    permissions.check_can_decide(request.user, case)
    return _do(
        request,
        case,
        Forms(),
        lambda: actions.undo_decision(case=case, by=request.user, now=timezone.now()),
        _("Ångrat. Inget har skickats, och ärendet väntar på ett nytt beslut."),
    )


@require_POST
def dismiss(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """Decide that it stays up."""
    case = case_of(request, case_id)
    permissions.check_can_decide(request.user, case)
    form = DismissForm(request.POST)
    if not form.is_valid():
        return case_page(request, case, forms=Forms(dismiss=form), status=422)
    reasons = form.cleaned_data["reasons"]
    return _do(
        request,
        case,
        Forms(dismiss=form),
        lambda: actions.dismiss(
            case=case,
            assessment=reasons,
            known=form.cleaned_data["known"],
            by=request.user,
            now=timezone.now(),
        ),
        _("Beslutat: innehållet får stå kvar."),
        settles="dismiss",
    )


@require_POST
def hand_over(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """Hand what was removed to a department."""
    case = case_of(request, case_id)
    permissions.check_can_decide(request.user, case)
    form = hand_over_form(request.user, request.POST)
    if not form.is_valid():
        return case_page(request, case, forms=Forms(hand_over=form), status=422)
    unit = form.cleaned_data["department"]
    return _do(
        request,
        case,
        Forms(hand_over=form),
        lambda: actions.hand_over(case=case, department=unit, by=request.user, now=timezone.now()),
        _("Överlämnat till %(unit)s.") % {"unit": unit},
    )


@require_POST
def register(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """Note the number in the case system."""
    case = case_of(request, case_id)
    permissions.check_can_register(request.user, case)
    form = RegisterForm(request.POST)
    if not form.is_valid():
        return case_page(request, case, forms=Forms(register=form), status=422)
    return _do(
        request,
        case,
        Forms(register=form),
        lambda: actions.register(
            case=case, **form.cleaned_data, by=request.user, now=timezone.now()
        ),
        _("Beteckningen är sparad."),
    )


@require_POST
def close(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """Tell the author or say why not, and close."""
    case = case_of(request, case_id)
    permissions.check_can_decide(request.user, case)
    form = close_form(case, request.POST)
    if not form.is_valid():
        return case_page(request, case, forms=Forms(close=form), status=422)
    notice, text = Notice(form.cleaned_data["notice"]), form.cleaned_data.get("text", "")
    return _do(
        request,
        case,
        Forms(close=form),
        lambda: actions.close(
            case=case, notice=notice, text=text, by=request.user, now=timezone.now()
        ),
        _("Ärendet är avslutat."),
    )


def _do(
    request: SignedInRequest,
    case: Case,
    forms: Forms,
    act: Callable[[], object],
    done: str,
    *,
    settles: str = "",
) -> HttpResponse:
    """done: "" when the frame says it, with a button to take it back. settles: the draft's form."""
    try:
        act()
    except Denied:
        raise
    except Refusal as refusal:
        return case_page(request, case, forms=forms, refusal=refusal, status=409)
    if settles:
        token = request.POST.get("draft_token", "")
        drop_draft(
            form=settles, about_id=str(case.pk), token=token, by=request.user, now=timezone.now()
        )
    if done:
        messages.success(request, done)
    return redirect("moderation:show_case", case_id=case.pk)

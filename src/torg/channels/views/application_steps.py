"""What is done with an application that is sent: each a button, refused in words on the page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from torg.channels import actions
from torg.channels.forms.application import AdviceForm, ConsultForm, DecideForm, ReturnForm
from torg.channels.models import ChannelApplication, Outcome
from torg.channels.queries import applications as queries
from torg.channels.views.applications import found, page_of
from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import SignedInRequest
from torg.people.queries import users_visible_to

Deed = Callable[..., object]


@require_POST
def pass_on_application(request: SignedInRequest, application_id: UUID) -> HttpResponse:
    """On to whoever decides."""
    application = found(request.user, application_id)
    text = request.POST.get("text", "")[:4000]
    return _done(
        request, application, actions.pass_on_application, {"text": text}, _("Skickad vidare.")
    )


@require_POST
def return_application(request: SignedInRequest, application_id: UUID) -> HttpResponse:
    """Back to the applicant."""
    application = found(request.user, application_id)
    form = ReturnForm(request.POST, auto_id="return_%s")
    if not form.is_valid():
        return _again(request, application, "send_back", form)
    said = _("Lämnad åter.")
    return _done(
        request, application, actions.return_application, form.cleaned_data, said, send_back=form
    )


@require_POST
def decide_application(request: SignedInRequest, application_id: UUID) -> HttpResponse:
    """The decision, with its reason."""
    application = found(request.user, application_id)
    form = DecideForm(request.POST, auto_id="decide_%s")
    if not form.is_valid():
        return _again(request, application, "decide", form)
    given = form.cleaned_data | {"outcome": Outcome(form.cleaned_data["outcome"])}
    said = _("Beslutet är fattat.")
    return _done(request, application, actions.decide_application, given, said, decide=form)


@require_POST
def advise_application(request: SignedInRequest, application_id: UUID) -> HttpResponse:
    """A word of advice, without a right to decide."""
    application = found(request.user, application_id)
    form = AdviceForm(request.POST, auto_id="advise_%s")
    if not form.is_valid():
        return _again(request, application, "advise", form)
    said, given = _("Rådet är sparat."), form.cleaned_data
    return _done(request, application, actions.advise_application, given, said, advise=form)


@require_POST
def consult_application(request: SignedInRequest, application_id: UUID) -> HttpResponse:
    """A talk with somebody whom a rule wants asked."""
    application = found(request.user, application_id)
    asked = queries.decided_by(application, timezone.now()).consulted
    people = users_visible_to(request.user).filter(is_active=True)
    form = ConsultForm(request.POST, roles=asked, people=people, auto_id="consult_%s")
    if not form.is_valid():
        return _again(request, application, "consult", form)
    said, given = _("Avstämningen är sparad."), form.cleaned_data
    return _done(request, application, actions.consult_application, given, said, consult=form)


@require_POST
def withdraw_application(request: SignedInRequest, application_id: UUID) -> HttpResponse:
    """Taken back for good."""
    application = found(request.user, application_id)
    return _done(request, application, actions.withdraw_application, {}, _("Ansökan är återtagen."))


def _done(
    request: SignedInRequest,
    application: ChannelApplication,
    deed: Deed,
    given: dict[str, Any],
    said: str,
    **typed: forms.Form,
) -> HttpResponse:
    try:
        deed(application=application, **given, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as error:
        now = found(request.user, application.pk)
        shown = page_of(request.user, now) | {"refusal": error, **typed}
        return render(request, "channels/application.html", shown, status=409)
    messages.success(request, said)
    return redirect("channels:show_application", application_id=application.pk)


def _again(
    request: SignedInRequest, application: ChannelApplication, name: str, form: forms.Form
) -> HttpResponse:
    shown = page_of(request.user, application) | {name: form, "wrong": form}
    return render(request, "channels/application.html", shown, status=422)

"""Texts to start replies from: the list, a new one, a change, and taking one away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from torg.inbox import actions, queries
from torg.inbox.forms.templates import TemplateForm
from torg.inbox.models import Reach, Template
from torg.inbox.permissions import can_keep_template, check_can_keep_template
from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import Permission, SignedInRequest, check_can

FormPage = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def list_templates(request: SignedInRequest) -> HttpResponse:
    """Those that the person finds at a reply or may keep, by whom they are for."""
    check_can(request.user, Permission.REPLY)
    found = list(queries.templates_within_reach(request.user).select_related("department", "owner"))
    groups = [
        (
            reach.label,
            [(row, can_keep_template(request.user, row)) for row in found if row.reach == reach],
        )
        for reach in (Reach.SHARED, Reach.DEPARTMENT, Reach.PERSONAL)
    ]
    return render(request, "inbox/templates.html", {"groups": [one for one in groups if one[1]]})


@FormPage
def new_template(request: SignedInRequest) -> HttpResponse:
    """Offer a text."""
    check_can(request.user, Permission.REPLY)
    return _form(request, None)


@FormPage
def edit_template(request: SignedInRequest, template_id: UUID) -> HttpResponse:
    """Change a text, or whom it is for."""
    template = _template(request, template_id)
    check_can_keep_template(request.user, template)
    return _form(request, template)


@require_POST
def withdraw_template(request: SignedInRequest, template_id: UUID) -> HttpResponse:
    """Take it away for everybody."""
    template = _template(request, template_id)
    actions.withdraw_template(template=template, by=request.user, now=timezone.now())
    messages.success(request, _("Mallen är borttagen. Svar som redan är skrivna påverkas inte."))
    return redirect("inbox:list_templates")


def _template(request: SignedInRequest, template_id: UUID) -> Template:
    check_can(request.user, Permission.REPLY)
    template: Template = get_object_or_404(
        queries.templates_within_reach(request.user), pk=template_id
    )
    return template


def _form(request: SignedInRequest, template: Template | None) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = TemplateForm(posted, by=request.user, template=template)
    if not form.is_valid():
        return _page(request, form, template, status=422 if posted else 200)
    try:
        _save(request, form, template)
    except Denied:
        raise
    except Refusal as refusal:
        stored = template and _template(request, template.pk)
        return _page(request, form.again(stored), stored, refusal=refusal, status=409)
    messages.success(request, _("Mallen är sparad."))
    return redirect("inbox:list_templates")


def _save(request: SignedInRequest, form: TemplateForm, template: Template | None) -> None:
    now, by = timezone.now(), request.user
    given: dict[str, Any] = {
        **form.values(), "reviewed_on": timezone.localdate(now), "by": by, "now": now,
    }  # fmt: skip
    if template is None:
        actions.add_template(municipality=by.municipality, **given)
    else:
        actions.change_template(template=template, known=form.cleaned_data["known"], **given)


def _page(
    request: SignedInRequest,
    form: TemplateForm,
    template: Template | None,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = {"form": form, "template": template, "refusal": refusal}
    return render(request, "inbox/template.html", shown, status=status)

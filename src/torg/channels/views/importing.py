"""Somebody's table of channels taken in: the file, its columns, what it would do, and done."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from torg.channels import actions, permissions
from torg.channels.forms.importing import ColumnsForm, ImportForm, TableFileForm
from torg.channels.queries.importing import CHANGED, FAULTY, NEW, Plan, opened_by, outcome_words
from torg.kernel.grids import LARGEST
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.unfolding import ROW
from torg.people.permissions import SignedInRequest

SHOWN_ROWS = 200
FormPage = require_http_methods(["GET", "HEAD", "POST"])


@FormPage
def open_table(request: SignedInRequest) -> HttpResponse:
    """Choose the file; it is read and nothing else happens."""
    permissions.check_can_keep_register(request.user)
    form = TableFileForm(request.POST or None, request.FILES or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            actions.open_table(
                content=given.read(LARGEST + 1),
                name=given.name or "",
                by=request.user,
                now=timezone.now(),
            )
        except Denied:
            raise
        except Refusal as error:
            refusal = error
        else:
            return redirect("channels:match_columns")
    shown = {"form": form, "refusal": refusal, "opened": opened_by(request.user)}
    return render(request, "channels/open_table.html", shown, status=409 if refusal else 200)


@FormPage
def match_columns(request: SignedInRequest) -> HttpResponse:
    """Say which column is what; those whose heading says it are chosen already."""
    permissions.check_can_keep_register(request.user)
    opened = opened_by(request.user)
    if opened is None:
        return redirect("channels:open_table")
    given = request.POST if request.method == "POST" else None
    form, refusal = ColumnsForm(given, opened=opened, by=request.user), None
    if form.is_valid():
        try:
            actions.match_columns(
                opened=opened,
                columns=form.columns(),
                department=form.unit(),
                by=request.user,
                now=timezone.now(),
            )
        except Denied:
            raise
        except Refusal as error:
            refusal = error
        else:
            return redirect("channels:import_channels")
    divided = opened.rows[opened.heading][-1:] == [ROW]
    shown = {"form": form, "refusal": refusal, "opened": opened, "divided": divided}
    return render(request, "channels/match_columns.html", shown, status=409 if refusal else 200)


@FormPage
def import_channels(request: SignedInRequest) -> HttpResponse:
    """What every row would do; and, when that is right, do it."""
    permissions.check_can_keep_register(request.user)
    opened = opened_by(request.user)
    if opened is None:
        return redirect("channels:open_table")
    form, refusal = ImportForm(request.POST if request.method == "POST" else None), None
    if form.is_valid():
        try:
            done = actions.import_channels(
                opened=opened, **form.cleaned_data, by=request.user, now=timezone.now()
            )
        except Denied:
            raise
        except Refusal as error:
            refusal = error
        else:
            told = {"new": done[0], "changed": done[1]}
            messages.success(
                request, _("Listan är inläst: %(new)d nya, %(changed)d ändrade.") % told
            )
            return redirect("channels:list_channels")
    return _preview(request, Plan(opened), form, refusal)


def _preview(
    request: SignedInRequest, plan: Plan, form: ImportForm, refusal: Refusal | None
) -> HttpResponse:
    words = outcome_words()
    page = Paginator(plan.telling, SHOWN_ROWS).get_page(request.GET.get("sida"))
    shown = {
        "page": page,
        "form": form,
        "refusal": refusal,
        "words": words,
        "counts": [(words[outcome][0], plan.count(outcome)) for outcome in words],
        "to_do": plan.count(NEW) + plan.count(CHANGED),
        "faulty": plan.count(FAULTY),
    }
    return render(request, "channels/import_channels.html", shown, status=409 if refusal else 200)

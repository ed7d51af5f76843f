"""The organisation from a file: sent in, shown change by change, carried out or put aside."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from torg.kernel.refusals import Denied, Refusal
from torg.people import actions, queries
from torg.people.forms import OrganisationFileForm
from torg.people.models import OrganisationImport
from torg.people.permissions import Permission, SignedInRequest, check_can_everywhere
from torg.people.states import ImportState

# Faults that are shown at once; a file with more is wrong in the same way all through.
SHOWN_FAULTS = 200
SHOWN_CHANGES = 200


@require_http_methods(["GET", "HEAD", "POST"])
def import_organisation(request: SignedInRequest) -> HttpResponse:
    """Send in a file; what is wrong with it is said cell by cell, and nothing is changed."""
    check_can_everywhere(request.user, Permission.MANAGE_PEOPLE)
    form = OrganisationFileForm(request.POST or None, request.FILES or None, by=request.user)
    if request.method != "POST" or not form.is_valid():
        return _upload(request, form, status=422 if form.is_bound else 200)
    try:
        held = _check(request, form)
    except Denied:
        raise
    except Refusal as error:
        return _upload(request, form, refusal=error, status=422)
    return redirect("people:show_import", import_id=held.pk)


@require_safe
def show_import(request: SignedInRequest, import_id: UUID) -> HttpResponse:
    """Every change that the file asks for, in the organisation as it is now."""
    check_can_everywhere(request.user, Permission.MANAGE_PEOPLE)
    return _preview(request, _found(request, import_id))


@require_POST
def apply_import(request: SignedInRequest, import_id: UUID) -> HttpResponse:
    """Carry out what was seen."""
    check_can_everywhere(request.user, Permission.MANAGE_PEOPLE)
    held = _found(request, import_id)
    try:
        counts = actions.apply_organisation(
            held=held, seen=request.POST.get("seen", ""), by=request.user, now=timezone.now()
        )
    except Denied:
        raise
    except Refusal as error:
        return _preview(request, _found(request, import_id), refusal=error, status=409)
    number = sum(counts.values())
    said = ngettext("En ändring är införd.", "%(num)d ändringar är införda.", number)
    messages.success(request, said % {"num": number})
    return redirect("people:list_departments")


@require_POST
def drop_import(request: SignedInRequest, import_id: UUID) -> HttpResponse:
    """Put the file aside."""
    check_can_everywhere(request.user, Permission.MANAGE_PEOPLE)
    held = _found(request, import_id)
    try:
        actions.drop_organisation(held=held, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as error:
        return _preview(request, _found(request, import_id), refusal=error, status=409)
    messages.success(request, _("Filen är lagd åt sidan. Ingenting är ändrat."))
    return redirect("people:import_organisation")


@require_safe
def export_organisation(request: SignedInRequest) -> HttpResponse:
    """The organisation as a file, to correct and send in again."""
    check_can_everywhere(request.user, Permission.MANAGE_PEOPLE)
    body = queries.organisation_as_file(request.user)
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="organisation.csv"'
    return answer


def _found(request: SignedInRequest, import_id: UUID) -> OrganisationImport:
    return get_object_or_404(queries.imports_visible_to(request.user), pk=import_id)


def _check(request: SignedInRequest, form: OrganisationFileForm) -> OrganisationImport:
    sent = form.cleaned_data["file"]
    return actions.check_organisation(
        file=sent.read(),
        filename=sent.name,
        whole=form.cleaned_data["whole"],
        by=request.user,
        now=timezone.now(),
    )


def _upload(
    request: SignedInRequest,
    form: OrganisationFileForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    faults = refusal.faults if isinstance(refusal, actions.WrongFile) else ()
    shown = {
        "form": form,
        "refusal": refusal,
        "faults": faults[:SHOWN_FAULTS],
        "more": max(0, len(faults) - SHOWN_FAULTS),
        "earlier": queries.imports_visible_to(request.user)[:10],
    }
    return render(request, "people/import_organisation.html", shown, status=status)


def _preview(
    request: SignedInRequest,
    held: OrganisationImport,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    shown: dict[str, object] = {"held": held, "refusal": refusal}
    changes: Sequence[object] = held.plan
    if held.state == ImportState.CHECKED:
        found = queries.plan_now(held)
        gone, added = queries.differences(held, found)
        shown |= {"plan": found, "gone": gone, "added": added}
        changes = found.changes
    shown["page"] = Paginator(changes, SHOWN_CHANGES).get_page(request.GET.get("sida"))
    return render(request, "people/show_import.html", shown, status=status)

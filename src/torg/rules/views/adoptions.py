"""The versions that have been adopted, one of them, and the act of adopting the next."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import Permission, SignedInRequest, check_can
from torg.rules import actions, permissions, queries
from torg.rules.forms import AdoptForm, SentForm
from torg.rules.models import Dispatch, PackAdoption


@require_safe
def list_adoptions(request: SignedInRequest) -> HttpResponse:
    """Every version, the newest first; superseded ones stay."""
    check_can(request.user, Permission.VIEW_DESK)
    shown = {
        "versions": queries.history(request.user.municipality, timezone.now()),
        "may_adopt": permissions.can_adopt_pack(request.user),
    }
    return render(request, "rules/adoptions.html", shown)


@require_safe
def show_adoption(request: SignedInRequest, number: int) -> HttpResponse:
    """One version: its decision, what it changed, whom it was sent to, and its rules."""
    check_can(request.user, Permission.VIEW_DESK)
    return _page(request, _version(request, number))


@require_safe
def export_pack(request: SignedInRequest, number: int) -> HttpResponse:
    """The version as a pack.toml."""
    check_can(request.user, Permission.VIEW_DESK)
    text = queries.exported(_version(request, number).adoption)
    name = f"{request.user.municipality.slug}-{number}.toml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/toml; charset=utf-8", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: SignedInRequest) -> HttpResponse:
    """The edition in the folder beside the one in force; adopted when it has been read twice."""
    permissions.check_can_adopt_pack(request.user)
    ready = queries.ready(request.user.municipality)
    form = AdoptForm(request.POST or None, initial=_told(ready))
    if request.method != "POST" or not form.is_valid() or "bekrafta" not in request.POST:
        return _adopt_page(request, form, ready)
    try:
        adoption = _adopted(request, form)
    except Denied:
        raise
    except Refusal as error:
        return _adopt_page(request, form, ready, error)
    told = _("Version %(number)s är antagen.") % {"number": adoption.number}
    messages.success(request, told)
    return redirect("rules:show_adoption", number=adoption.number)


@require_POST
def mark_sent(request: SignedInRequest, dispatch_id: UUID) -> HttpResponse:
    """One of those the decision goes to has been sent it."""
    permissions.check_can_adopt_pack(request.user)
    row = get_object_or_404(Dispatch.objects.select_related("adoption"), pk=dispatch_id)
    form, refusal = SentForm(request.POST), None
    if form.is_valid():
        try:
            actions.mark_sent(
                dispatch=row, **form.cleaned_data, by=request.user, now=timezone.now()
            )
        except Denied:
            raise
        except Refusal as error:
            refusal = error
        else:
            messages.success(
                request, _("%(who)s är markerad som skickad.") % {"who": row.recipient}
            )
            return redirect("rules:show_adoption", number=row.adoption.number)
    version = _version(request, row.adoption.number)
    return _page(request, version, sending=(row.pk, form), refusal=refusal)


def _adopted(request: SignedInRequest, form: AdoptForm) -> PackAdoption:
    now = timezone.now()
    return actions.adopt_pack(
        municipality=request.user.municipality,
        by=request.user,
        now=now,
        in_force_from=form.in_force_from(now),
        decision=form.decision(),
        seen=form.cleaned_data["seen"],
    )


def _version(request: SignedInRequest, number: int) -> queries.Version:
    found = queries.version(request.user.municipality, number)
    if found is None:
        raise Http404
    return found


def _page(
    request: SignedInRequest,
    version: queries.Version,
    sending: tuple[UUID, SentForm] | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    adoption = version.adoption
    today = {"sent_on": timezone.localdate()}
    forms = [
        (row, sending[1] if sending and sending[0] == row.pk else _sent_form(row, today))
        for row in adoption.dispatches.select_related("sent_by")
    ]
    shown = {
        "version": version,
        "told": queries.changed_in(adoption),
        "sections": queries.sections_of(adoption),
        "dispatches": forms,
        "refusal": refusal,
        "wrong": sending[1] if sending else None,
        "may_adopt": permissions.can_adopt_pack(request.user),
    }
    return render(request, "rules/adoption.html", shown, status=_status(sending, refusal))


def _sent_form(row: Dispatch, today: dict[str, Any]) -> SentForm | None:
    return None if row.sent_on else SentForm(initial=today, auto_id=f"id_%s_{row.pk}")


def _status(sending: object, refusal: Refusal | None) -> int:
    return 409 if refusal else 422 if sending else 200


def _told(ready: queries.Ready) -> dict[str, Any]:
    """What the pack itself tells of the decision, to begin the form with."""
    told = asdict(ready.decision) if ready.decision else {}
    seen = ready.pack.digest if ready.pack else ""
    return told | {"from_day": timezone.localdate(), "seen": seen}


def _adopt_page(
    request: SignedInRequest, form: AdoptForm, ready: queries.Ready, refusal: Refusal | None = None
) -> HttpResponse:
    asked = request.method == "POST" and form.is_valid() and refusal is None
    if refusal and refusal.field == "seen" and ready.pack:
        form.data = {**request.POST.dict(), "seen": ready.pack.digest}
    shown = {"form": form, "ready": ready, "refusal": refusal, "asked": asked}
    wrong = form.is_bound and not form.is_valid()
    status = 409 if refusal else 422 if wrong else 200
    return render(request, "rules/adopt.html", shown, status=status)

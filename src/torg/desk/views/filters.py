from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from torg.desk.forms import FilterForm
from torg.desk.queries.lists import LISTS, address, narrowing
from torg.kernel.refusals import Denied, Refusal
from torg.people import actions
from torg.people.models import Place, SavedFilter
from torg.people.permissions import Permission, SignedInRequest, can, check_can
from torg.people.queries import filters_for

FormPage = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def list_filters(request: SignedInRequest) -> HttpResponse:
    """The person's own filters and those shared with the person, by list."""
    check_can(request.user, Permission.VIEW_DESK)
    groups = [
        (one.name, [(saved, address(place, saved.query)) for saved in _saved(request, place)])
        for place, one in LISTS.items()
        if can(request.user, one.permission)
    ]
    return render(request, "desk/filters.html", {"groups": groups})


@FormPage
def new_filter(request: SignedInRequest, place: str) -> HttpResponse:
    """Name the filters that are on: ?<the list's own query string>."""
    if place not in set(Place):
        raise Http404
    kind = Place(place)
    check_can(request.user, LISTS[kind].permission)
    query = narrowing(kind, request.GET.urlencode())
    form = _form(request)
    refusal = None if query else _nothing_on()
    if query and form.is_valid():
        refusal = _tried(
            lambda: actions.save_filter(
                place=kind, query=query, **form.cleaned_data, by=request.user, now=timezone.now()
            )
        )
        if refusal is None:
            messages.success(request, _("Filtret är sparat."))
            return redirect(address(kind, query))
    return _page(request, form, refusal, back=address(kind, query))


@FormPage
def edit_filter(request: SignedInRequest, filter_id: UUID) -> HttpResponse:
    """Another name, other readers, or the list's first view."""
    saved = _one(request, filter_id)
    if saved.owner_id != request.user.pk:
        raise Http404
    form, refusal = _form(request, saved), None
    if form.is_valid():
        given = {"department": None, **form.cleaned_data}
        refusal = _tried(
            lambda: actions.edit_filter(saved=saved, **given, by=request.user, now=timezone.now())
        )
        if refusal is None:
            messages.success(request, _("Sparat."))
            return redirect("desk:list_filters")
    return _page(request, form, refusal, saved=saved)


@require_POST
def choose_default(request: SignedInRequest, filter_id: UUID) -> HttpResponse:
    """Open the person's list with it, or no longer."""
    saved, wanted = _one(request, filter_id), request.POST.get("on") == "1"
    actions.choose_default(saved=saved, is_default=wanted, by=request.user, now=timezone.now())
    messages.success(
        request,
        _("Listan öppnas nu med %(name)s.") % {"name": saved.name}
        if wanted
        else _("Listan öppnas nu utan filter."),
    )
    return redirect("desk:list_filters")


@require_POST
def delete_filter(request: SignedInRequest, filter_id: UUID) -> HttpResponse:
    """Take it away for everybody."""
    actions.delete_filter(saved=_one(request, filter_id), by=request.user, now=timezone.now())
    messages.success(request, _("Filtret är borttaget."))
    return redirect("desk:list_filters")


def _tried(act: Callable[[], object]) -> Refusal | None:
    """What it was refused with, if anything."""
    try:
        act()
    except Denied:
        raise
    except Refusal as refusal:
        return refusal
    return None


def _nothing_on() -> Refusal:
    return Refusal(_("Inget filter är på."), remedy=_("Välj något i listan och spara sedan."))


def _saved(request: SignedInRequest, place: Place) -> list[SavedFilter]:
    return list(filters_for(request.user, place))


def _one(request: SignedInRequest, filter_id: UUID) -> SavedFilter:
    check_can(request.user, Permission.VIEW_DESK)
    for place in Place:
        found = filters_for(request.user, place).filter(pk=filter_id).first()
        if found is not None:
            return found
    raise Http404


def _form(request: SignedInRequest, saved: SavedFilter | None = None) -> FilterForm:
    initial: dict[str, Any] = {}
    if saved is not None:
        chosen = saved.defaults.filter(user=request.user).exists()
        initial = {"name": saved.name, "department": saved.department_id, "is_default": chosen}
    return FilterForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        by=request.user,
        may_share=can(request.user, Permission.SHARE_FILTERS),
    )


def _page(
    request: SignedInRequest,
    form: FilterForm,
    refusal: Refusal | None,
    *,
    saved: SavedFilter | None = None,
    back: str = "",
) -> HttpResponse:
    shown = {"form": form, "refusal": refusal, "saved": saved, "back": back}
    return render(request, "desk/filter.html", shown, status=409 if refusal else 200)

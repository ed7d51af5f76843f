"""The gallery of components, and the switch between light and dark."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from torg.ui.context_processors import SCHEME_COOKIE, SCHEMES
from torg.ui.gallery import samples

YEAR = 365 * 24 * 60 * 60


@login_not_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state. ?kommun=<slug> shows another municipality's theme."""
    return render(request, "ui/gallery.html", samples(request.GET.get("kommun", "")))


@login_not_required
@require_POST
def choose_scheme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or the system's own on this device, and go back."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    response = redirect(back if safe else "/")
    chosen = request.POST.get("scheme", "")
    if chosen in SCHEMES:
        response.set_cookie(
            SCHEME_COOKIE, chosen, max_age=YEAR, samesite="Lax", httponly=True,
            secure=request.is_secure(),
        )  # fmt: skip
    else:
        response.delete_cookie(SCHEME_COOKIE, samesite="Lax")
    return response

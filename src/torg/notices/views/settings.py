from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from torg.kernel.refusals import Denied, Refusal
from torg.notices import actions, permissions, queries
from torg.notices.forms import WaysForm
from torg.notices.queries.events import line
from torg.notices.queries.settings import own_lines, role_lines, roles_changed, ways_of_roles
from torg.notices.queries.waiting import DIGEST_AT, NEWS, latest_of
from torg.notices.states import Event, Way
from torg.people.permissions import ROLES, Permission, SignedInRequest, can_everywhere


@require_http_methods(["GET", "HEAD", "POST"])
def set_own(request: SignedInRequest) -> HttpResponse:
    """What the person is told by letter, and what has been told."""
    sent = request.POST if request.method == "POST" else None
    form = WaysForm(sent, lines=own_lines(request.user), own=True)
    if not form.is_valid():
        return _own_page(request, form, status=422 if sent is not None else 200)
    try:
        actions.set_own_ways(ways=form.ways(), by=request.user, now=timezone.now())
    except Refusal as refusal:
        return _own_page(request, form, refusal=refusal, status=409)
    messages.success(request, _("Aviseringarna är sparade."))
    return redirect("notices:set_own")


@require_safe
def list_roles(request: SignedInRequest) -> HttpResponse:
    """Every role, and how much of what reaches its holders."""
    permissions.check_can_tell_roles(request.user)
    ways = ways_of_roles(request.user.municipality_id)
    counted = {
        role: [list(held.values()).count(way) for way in (Way.AT_ONCE, Way.DIGEST)]
        for role, held in ways.items()
    }
    changed = roles_changed(request.user.municipality_id)
    shown = {"roles": ROLES, "counted": counted, "changed": changed}
    return render(request, "notices/roles.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def set_role(request: SignedInRequest, role: str) -> HttpResponse:
    """How the municipality tells the holders of one role."""
    permissions.check_can_tell_roles(request.user)
    if role not in ROLES:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = WaysForm(sent, lines=role_lines(request.user.municipality_id, role), own=False)
    if not form.is_valid():
        return _role_page(request, role, form, status=422 if sent is not None else 200)
    ways = {event: way for event, way in form.ways().items() if way}
    try:
        actions.set_role_ways(role=role, ways=ways, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as refusal:
        return _role_page(request, role, form, refusal=refusal, status=409)
    messages.success(request, _("Rollens aviseringar är sparade."))
    return redirect("notices:list_roles")


def _role_page(
    request: SignedInRequest,
    role: str,
    form: WaysForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = {"role": ROLES[role], "form": form, "refusal": refusal}
    return render(request, "notices/role.html", shown, status=status)


def _own_page(
    request: SignedInRequest, form: WaysForm, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    latest = [(row, line(Event(row.event), row.what)) for row in latest_of(request.user)]
    shown = {
        "form": form,
        "refusal": refusal,
        "latest": latest,
        "asking": queries.ASKING,
        "state_name": queries.state_name,
        "digest_at": DIGEST_AT,
        "news_since": timezone.now() - NEWS,
        "may_tell_roles": can_everywhere(request.user, Permission.MANAGE_PEOPLE),
    }
    return render(request, "notices/own.html", shown, status=status)

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from torg.delivery import actions, permissions, queries
from torg.delivery.forms import SettleForm
from torg.delivery.models import Act
from torg.delivery.queries.watch import active_holds
from torg.delivery.states import ActState
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.queries import timeline
from torg.people.permissions import Permission, SignedInRequest, can, check_can

PAGE = 50


@require_safe
def list_acts(request: SignedInRequest) -> HttpResponse:
    """Everything we have done on the networks, newest first; unclear ones on top."""
    check_can(request.user, Permission.VIEW_ACTS)
    state = request.GET.get("lage", "")
    acts = queries.visible_to(request.user)
    if state in set(ActState):
        acts = acts.filter(state=state)
    page, older = queries.page(acts, request.GET.get("fore", ""), PAGE)
    shown = {
        "acts": page,
        "unclear": queries.unclear(request.user)[:20],
        "holds": [
            (hold, permissions.can_hold(request.user, hold.channel))
            for hold in active_holds(request.user.municipality_id)
        ],
        "may_hold": can(request.user, Permission.HOLD_PUBLISHING),
        "state": state,
        "older_url": f"?{urlencode({'lage': state, 'fore': older})}" if older else "",
        "is_first": not request.GET.get("fore"),
        "state_name": queries.state_name,
        "kind_name": queries.kind_name,
    }
    return render(request, "delivery/acts.html", shown)


@require_safe
def show_act(request: SignedInRequest, act_id: UUID) -> HttpResponse:
    """One act: what was asked for, each attempt, what was found, what to do."""
    return _page(request, _act(request, act_id))


@require_POST
def settle_act(request: SignedInRequest, act_id: UUID) -> HttpResponse:
    """A person says how an unclear act ended."""
    act = _act(request, act_id)
    permissions.check_can_settle(request.user, act)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _page(request, act, form=form, status=422)
    try:
        actions.settle_by_person(act=act, **form.cleaned_data, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as refusal:
        return _page(request, act, form=form, refusal=refusal, status=409)
    messages.success(request, _("Tack. Det är inte längre oklart."))
    return redirect("delivery:show_act", act_id=act.pk)


@require_POST
def look_now(request: SignedInRequest, act_id: UUID) -> HttpResponse:
    """Ask the network again at the worker's next round. Reading can never make a double."""
    act = _act(request, act_id)
    permissions.check_can_settle(request.user, act)
    actions.look_again(act=act, by=request.user, now=timezone.now())
    messages.success(request, _("Nätverket kontrolleras igen inom några sekunder."))
    return redirect("delivery:show_act", act_id=act.pk)


def _act(request: SignedInRequest, act_id: UUID) -> Act:
    return get_object_or_404(queries.visible_to(request.user), pk=act_id)


def _page(
    request: SignedInRequest,
    act: Act,
    *,
    form: SettleForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    shown: dict[str, Any] = {
        "act": act,
        "name": queries.kind_name(act),
        "state": queries.state_name(act),
        "attempts": act.attempts.all(),
        "history": timeline(queries.ref_to(act)),
        "may_settle": act.state == ActState.UNKNOWN and permissions.can_settle(request.user, act),
        "form": form or SettleForm(),
        "refusal": refusal,
    }
    return render(request, "delivery/act.html", shown, status=status)

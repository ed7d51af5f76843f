from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from torg.channels.queries import open_channels
from torg.inbox import actions, queries
from torg.inbox.forms import RoundForm
from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import Permission, SignedInRequest, check_can


@require_safe
def list_rounds(request: SignedInRequest) -> HttpResponse:
    """Today's watch rounds."""
    check_can(request.user, Permission.WATCH)
    return _page(request)


@require_POST
def do_round(request: SignedInRequest) -> HttpResponse:
    """One click: looked through now."""
    check_can(request.user, Permission.WATCH)
    form = RoundForm(request.POST, channels=open_channels(request.user))
    try:
        if not form.is_valid():
            raise Refusal(_("Välj vilken kanal ronden gäller."))
        data = form.cleaned_data
        actions.round_done(
            channel=data["channel"],
            rule_id=data["rule"],
            note=data["note"],
            by=request.user,
            now=timezone.now(),
        )
    except Denied:
        raise
    except Refusal as refusal:
        return _page(request, refusal)
    messages.success(request, _("Ronden är noterad."))
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, None) else "inbox:list_rounds")


def _page(request: SignedInRequest, refusal: Refusal | None = None) -> HttpResponse:
    now = timezone.now()
    day = queries.local_day(request.user.municipality, now)
    context = {
        "day": day,
        "moment": now,
        "board": queries.watch_board(request.user, day, now),
        "refusal": refusal,
    }
    return render(request, "inbox/rounds.html", context, status=409 if refusal else 200)

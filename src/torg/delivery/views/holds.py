from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from torg.delivery import actions
from torg.delivery.forms import HoldForm
from torg.delivery.queries.watch import active_holds
from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import Permission, SignedInRequest, check_can


@require_http_methods(["GET", "HEAD", "POST"])
def place_hold(request: SignedInRequest) -> HttpResponse:
    """Pause publishing, with a reason that everyone sees."""
    check_can(request.user, Permission.HOLD_PUBLISHING)
    form = HoldForm(request.POST or None, by=request.user)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.place_hold(
                municipality=request.user.municipality,
                **form.cleaned_data,
                by=request.user,
                now=timezone.now(),
            )
        except Denied:
            raise
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, _("Publiceringen är pausad."))
            return redirect("delivery:list_acts")
    return render(request, "delivery/place_hold.html", {"form": form, "refusal": refusal})


@require_POST
def lift_hold(request: SignedInRequest, hold_id: UUID) -> HttpResponse:
    """End a pause; what was missed is not sent."""
    hold = get_object_or_404(active_holds(request.user.municipality_id), pk=hold_id)
    missed = actions.lift_hold(hold=hold, by=request.user, now=timezone.now())
    messages.success(request, f"{_('Pausen är hävd.')} {_told(missed)}")
    return redirect("delivery:list_acts")


def _told(missed: int) -> str:
    if not missed:
        return _("Inget missades.")
    return ngettext(
        "Ett missat uppdrag skickas inte; planera om det om det ska ut.",
        "%(count)d missade uppdrag skickas inte; planera om dem som ska ut.",
        missed,
    ) % {"count": missed}

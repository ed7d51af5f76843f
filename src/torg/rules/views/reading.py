"""Reading and confirming the rules, and the list of who has."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import Permission, SignedInRequest, check_can
from torg.rules import actions, queries
from torg.rules.models import PackAdoption
from torg.rules.queries import NoPack


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: SignedInRequest) -> HttpResponse:
    """What is new since the person confirmed last, and the button."""
    check_can(request.user, Permission.VIEW_DESK)
    now, refusal = timezone.now(), None
    if request.method == "POST":
        number = request.POST.get("number", "")
        number = number if number.isdecimal() and len(number) < 9 else "0"
        adoption = get_object_or_404(PackAdoption.objects.all(), number=number)
        try:
            actions.acknowledge(adoption=adoption, by=request.user, now=now)
        except Denied:
            raise
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, _("Tack. Det står nu att du har läst reglerna."))
            return redirect("desk:show_day")
    shown = {
        "asked": queries.asked(request.user, now),
        "current": queries.to_confirm(request.user.municipality, now),
        "refusal": refusal,
    }
    return render(request, "rules/confirm.html", shown, status=409 if refusal else 200)


@require_safe
def list_readers(request: SignedInRequest) -> HttpResponse:
    """Who has confirmed the version in force, and who has not."""
    check_can(request.user, Permission.MANAGE_CHANNELS)
    adoption = _current(request)
    readers = queries.readers(request.user, adoption)
    left = sum(one.at is None for one in readers)
    shown = {"adoption": adoption, "readers": readers, "left": left}
    return render(request, "rules/readers.html", shown)


@require_POST
def remind(request: SignedInRequest) -> HttpResponse:
    """Ask those who have not confirmed."""
    check_can(request.user, Permission.MANAGE_CHANNELS)
    asked = actions.remind(adoption=_current(request), by=request.user, now=timezone.now())
    told = ngettext("En person är påmind.", "%(num)s personer är påminda.", len(asked))
    messages.success(request, told % {"num": len(asked)})
    return redirect("rules:list_readers")


def _current(request: SignedInRequest) -> PackAdoption:
    found = queries.to_confirm(request.user.municipality, timezone.now())
    if found is None:
        raise NoPack(
            _("Kommunen har inte antagit något regelverk."),
            remedy=_("Systemadministratören antar kommunens regelverk."),
        )
    return found

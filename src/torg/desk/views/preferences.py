from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from torg.desk.forms import PreferencesForm
from torg.people import actions
from torg.people.permissions import Permission, SignedInRequest, can


@require_http_methods(["GET", "HEAD", "POST"])
def set_preferences(request: SignedInRequest) -> HttpResponse:
    """Time for regret and keys, with the keyboard map."""
    now = {
        "undo_seconds": request.user.undo_seconds,
        "shortcuts_on": request.user.shortcuts_on,
    }
    form = PreferencesForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid():
        actions.set_preferences(**form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("Sparat."))
        return redirect("desk:set_preferences")
    may_answer = can(request.user, Permission.REPLY)
    return render(request, "desk/preferences.html", {"form": form, "may_answer": may_answer})

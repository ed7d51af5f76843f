from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from torg.inbox import actions, queries
from torg.inbox.forms import SeenForm, new_token
from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import Permission, SignedInRequest, check_can


@require_http_methods(["GET", "HEAD", "POST"])
def note_comment(request: SignedInRequest) -> HttpResponse:
    """Write in a comment that stands on a page which Torg does not hear."""
    check_can(request.user, Permission.WATCH)
    channels = queries.channels_by_hand(request.user)
    opened = {"channel": request.GET.get("kanal", ""), "form_token": new_token()}
    form = SeenForm(request.POST or None, channels=channels, initial=opened)
    refusal, status = None, 200
    if request.method == "POST" and not form.is_valid():
        status = 422
    elif request.method == "POST":
        try:
            noted = actions.note_comment(**form.values(), by=request.user, now=timezone.now())
        except Denied:
            raise
        except Refusal as error:
            refusal, status = error, 409
        else:
            messages.success(request, _("Kommentaren är inskriven. Tiden räknas från när den kom."))
            return redirect("inbox:show_thread", thread_id=noted.thread_id)
    shown = {"form": form, "refusal": refusal, "channels": channels}
    return render(request, "inbox/note_comment.html", shown, status=status)

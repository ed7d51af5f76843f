from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from torg.channels import actions, permissions, queries
from torg.channels.forms import RegisterForm
from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def change_channel(request: SignedInRequest, channel_id: UUID) -> HttpResponse:
    """Correct what the register says of a channel."""
    channel = get_object_or_404(queries.visible_to(request.user), pk=channel_id)
    only = permissions.own_fields(request.user, channel)
    if not only:
        permissions.check_can_change(request.user, channel)
    shown = {"channel": channel, "named": str(channel)}
    form = RegisterForm(request.POST or None, instance=channel, by=request.user, only=only)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.change_channel(
                channel=channel, changes=form.cleaned_data, by=request.user, now=timezone.now()
            )
        except Denied:
            raise
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, _("Sparat.") if changed else _("Inget var ändrat."))
            return redirect("channels:show_channel", channel_id=channel_id)
    return render(request, "channels/details.html", {**shown, "form": form, "refusal": refusal})

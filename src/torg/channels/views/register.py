from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from torg.channels import actions, queries
from torg.channels.forms import ChannelForm
from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import Permission, SignedInRequest, can, check_can


@require_safe
def list_channels(request: SignedInRequest) -> HttpResponse:
    """The register: every official channel, its owner and whether it is reachable."""
    check_can(request.user, Permission.VIEW_DESK)
    shown = {
        "channels": queries.visible_to(request.user),
        "may_add": can(request.user, Permission.KEEP_REGISTER),
        "may_apply": can(request.user, Permission.APPLY_FOR_CHANNELS),
    }
    return render(request, "channels/channels.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def add_channel(request: SignedInRequest) -> HttpResponse:
    """Take up an account that is there already, with the reason; a new one is applied for."""
    check_can(request.user, Permission.KEEP_REGISTER)
    form = ChannelForm(request.POST or None, by=request.user)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            channel = actions.add_channel(**form.cleaned_data, by=request.user, now=timezone.now())
        except Denied:
            raise
        except Refusal as error:
            refusal = error
        else:
            return redirect("channels:connect", channel_id=channel.pk)
    return render(request, "channels/add_channel.html", {"form": form, "refusal": refusal})

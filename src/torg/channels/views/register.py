from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from torg.channels import actions
from torg.channels.forms import ChannelForm
from torg.channels.models import ChannelKind
from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import Permission, SignedInRequest, check_can


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
            own = channel.kind == ChannelKind.OWN_SITE
            return redirect(
                "channels:show_channel" if own else "channels:connect", channel_id=channel.pk
            )
    return render(request, "channels/add_channel.html", {"form": form, "refusal": refusal})

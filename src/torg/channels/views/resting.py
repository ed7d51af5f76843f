from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from torg.channels import actions, permissions, queries
from torg.channels.forms.resting import RestForm, WakeForm
from torg.channels.models import Channel
from torg.channels.queries.seasons import next_start
from torg.channels.states import ChannelState
from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def turn_season(request: SignedInRequest, channel_id: UUID) -> HttpResponse:
    """Lay a seasonal channel to rest, or wake it."""
    channel = get_object_or_404(queries.visible_to(request.user), pk=channel_id)
    permissions.check_can_manage(request.user, channel.department)
    resting = channel.state == ChannelState.RESTING
    form = _form(request, channel, resting=resting)
    shown = {"channel": channel, "form": form, "resting": resting}
    shown["wakes"] = next_start(channel, timezone.localdate())
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "channels/turn_season.html", shown, status=status)
    act = actions.wake_channel if resting else actions.rest_channel
    try:
        act(channel=channel, **form.cleaned_data, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as error:
        return render(request, "channels/turn_season.html", shown | {"refusal": error}, status=409)
    messages.success(request, _("Kanalen är väckt.") if resting else _("Kanalen vilar."))
    return redirect("channels:show_channel", channel_id=channel.pk)


def _form(request: SignedInRequest, channel: Channel, *, resting: bool) -> forms.Form:
    if resting:
        return WakeForm(request.POST if request.method == "POST" else None)
    given = request.POST if request.method == "POST" else None
    return RestForm(given, municipality=channel.municipality)

"""From approved to live: what is decided, ticked and told before a channel starts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from torg.channels import actions, permissions
from torg.channels.forms.launch import PreparationForm, TickForm
from torg.channels.models import Channel
from torg.channels.queries import visible_to
from torg.channels.queries.launching import launch_of
from torg.channels.queries.page_rules import proposed_rules
from torg.channels.states import ChannelState
from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def launch_channel(request: SignedInRequest, channel_id: UUID) -> HttpResponse:
    """The checklist, and what is decided of the channel before it starts."""
    channel = _channel(request, channel_id)
    if request.method != "POST":
        return _page(request, channel)
    form = PreparationForm(request.POST, channel=channel)
    if not form.is_valid():
        return _page(request, channel, form=form, status=422)
    try:
        actions.prepare_channel(
            channel=channel, preparation=form.decided(), by=request.user, now=timezone.now()
        )
    except Denied:
        raise
    except Refusal as error:
        return _page(request, channel, form=form, refusal=error, status=409)
    messages.success(request, _("Sparat."))
    return redirect("channels:launch_channel", channel_id=channel.pk)


@require_POST
def tick_item(request: SignedInRequest, channel_id: UUID) -> HttpResponse:
    """One item of the checklist, done or not."""
    channel = _channel(request, channel_id)
    form = TickForm(request.POST)
    if not form.is_valid():
        return _page(request, channel, form_of_tick=form, status=422)
    given, now = form.cleaned_data, timezone.now()
    try:
        if given["do"] == "untick":
            actions.untick(channel=channel, item=given["item"], by=request.user, now=now)
        else:
            day = given["done_on"] or timezone.localdate(now)
            actions.tick(channel=channel, item=given["item"], done_on=day, by=request.user, now=now)
    except Denied:
        raise
    except Refusal as error:
        return _page(request, channel, refusal=error, status=409)
    return redirect("channels:launch_channel", channel_id=channel.pk)


@require_POST
def start_channel(request: SignedInRequest, channel_id: UUID) -> HttpResponse:
    """Go live, unless something that must be done is open."""
    channel = _channel(request, channel_id)
    try:
        actions.start_channel(channel=channel, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as error:
        return _page(request, channel, refusal=error, status=409)
    messages.success(request, _("Kanalen är startad och syns i registret."))
    return redirect("channels:launch_channel", channel_id=channel.pk)


def _channel(request: SignedInRequest, channel_id: UUID) -> Channel:
    channel = get_object_or_404(visible_to(request.user), pk=channel_id)
    permissions.check_can_apply(request.user, channel.department)
    return channel


def _page(
    request: SignedInRequest,
    channel: Channel,
    *,
    form: PreparationForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    now = timezone.now()
    preparing = channel.state == ChannelState.PREPARING
    shown = {
        "channel": channel,
        "launch": launch_of(channel, request.user, now),
        "preparing": preparing,
        "form": form or PreparationForm(channel=channel, rules=proposed_rules(channel, now)),
        "today": timezone.localdate(now),
        **more,
    }
    return render(request, "channels/launch.html", shown, status=status)

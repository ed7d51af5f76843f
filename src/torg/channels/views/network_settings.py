from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from torg.channels import actions, permissions, queries
from torg.channels.forms.network_settings import AssessForm, SettingsForm
from torg.channels.models import Channel
from torg.channels.queries import network_settings as read
from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def check_settings(request: SignedInRequest, channel_id: UUID) -> HttpResponse:
    """The log of the channel's settings at its network, and a new look (V-114)."""
    channel = get_object_or_404(queries.visible_to(request.user), pk=channel_id)
    if request.method != "POST":
        return _page(request, channel)
    permissions.check_can_follow_up(request.user, channel)
    form = SettingsForm(request.POST)
    return _done(
        request, channel, form, actions.check_settings, {"channel": channel}, {"form": form}
    )


@require_POST
def assess_settings(request: SignedInRequest, check_id: UUID) -> HttpResponse:
    """What a change means."""
    check = get_object_or_404(read.checks_visible_to(request.user), pk=check_id)
    channel = get_object_or_404(queries.visible_to(request.user), pk=check.channel_id)
    permissions.check_can_follow_up(request.user, channel)
    form = AssessForm(request.POST)
    return _done(
        request, channel, form, actions.assess_settings, {"check": check}, {"assess": form}
    )


def _done(
    request: SignedInRequest,
    channel: Channel,
    form: forms.Form,
    act: Callable[..., object],
    about: dict[str, Any],
    typed: dict[str, Any],
) -> HttpResponse:
    if not form.is_valid():
        return _page(request, channel, typed, status=422)
    try:
        act(**about, **form.cleaned_data, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as error:
        return _page(request, channel, typed | {"refusal": error}, status=409)
    messages.success(request, _("Sparat."))
    return redirect("channels:check_settings", channel_id=channel.pk)


def _page(
    request: SignedInRequest,
    channel: Channel,
    typed: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    now, checks = timezone.now(), list(read.checks_of(channel)[:50])
    latest = checks[0] if checks else None
    shown = {
        "channel": channel,
        "checks": checks,
        "waiting": next((one for one in checks if one.waits), None),
        "ours": read.responsibility_for(channel, now),
        "next": read.next_settings_check(channel, now),
        "may_follow_up": permissions.can_follow_up(request.user, channel),
        "form": SettingsForm(initial={name: getattr(latest, name, "") for name in read.SETTINGS}),
        "assess": AssessForm(),
        **(typed or {}),
    }
    return render(request, "channels/network_settings.html", shown, status=status)

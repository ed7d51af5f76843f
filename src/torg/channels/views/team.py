from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from torg.channels import actions, permissions, queries
from torg.channels.forms.team import MemberForm, RotaForm, SwapForm
from torg.channels.models import Channel
from torg.channels.queries import teams
from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import SignedInRequest


@require_safe
def show_team(request: SignedInRequest, channel_id: UUID) -> HttpResponse:
    """The channel's team, what each may do, and whose weeks come."""
    return _page(request, _channel(request, channel_id))


@require_POST
def set_member(request: SignedInRequest, channel_id: UUID) -> HttpResponse:
    """Take somebody in, or change what they may do."""
    channel = _channel(request, channel_id)
    permissions.check_may_lead(request.user, channel)
    form = MemberForm(request.POST, by=request.user)
    if not form.is_valid():
        return _page(request, channel, member=form)
    try:
        actions.set_member(
            channel=channel, **form.cleaned_data, by=request.user, now=timezone.now()
        )
    except Denied:
        raise
    except Refusal as error:
        return _page(request, channel, member=form, refusal=error)
    messages.success(request, _("Redaktionen är ändrad."))
    return redirect("channels:show_team", channel_id=channel.pk)


@require_POST
def remove_member(request: SignedInRequest, channel_id: UUID, member_id: UUID) -> HttpResponse:
    """Take somebody out of the team."""
    channel = _channel(request, channel_id)
    member = get_object_or_404(teams.members_of(channel), pk=member_id)
    actions.remove_member(member=member, by=request.user, now=timezone.now())
    messages.success(request, _("Personen är borttagen ur redaktionen."))
    return redirect("channels:show_team", channel_id=channel.pk)


@require_POST
def make_rota(request: SignedInRequest, channel_id: UUID) -> HttpResponse:
    """Weeks to the team in turn."""
    channel = _channel(request, channel_id)
    permissions.check_may_lead(request.user, channel)
    form = RotaForm(request.POST)
    if not form.is_valid():
        return _page(request, channel, rota=form)
    try:
        actions.make_rota(channel=channel, **form.cleaned_data, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as error:
        return _page(request, channel, rota=form, refusal=error)
    messages.success(request, _("Schemat är lagt."))
    return redirect("channels:show_team", channel_id=channel.pk)


@require_POST
def swap_weeks(request: SignedInRequest, channel_id: UUID) -> HttpResponse:
    """Let two weeks change hands."""
    channel = _channel(request, channel_id)
    form = SwapForm(request.POST, channel=channel, day=timezone.localdate())
    if not form.is_valid():
        return _page(request, channel, swap=form)
    try:
        actions.swap_weeks(**form.cleaned_data, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as error:
        return _page(request, channel, swap=form, refusal=error)
    messages.success(request, _("Veckorna är bytta."))
    return redirect("channels:show_team", channel_id=channel.pk)


def _page(
    request: SignedInRequest,
    channel: Channel,
    *,
    member: MemberForm | None = None,
    rota: RotaForm | None = None,
    swap: SwapForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    shown = {
        "channel": channel,
        "today": today,
        "members": teams.members_of(channel),
        "weeks": teams.weeks_of(channel, today),
        "may_lead": permissions.may_lead(request.user, channel),
        "member": member or MemberForm(by=request.user),
        "rota": rota or RotaForm(initial={"first": today}),
        "swap": swap or SwapForm(channel=channel, day=today),
        "asked": member or rota or swap,
        "refusal": refusal,
    }
    return render(request, "channels/team.html", shown, status=409 if refusal else 200)


def _channel(request: SignedInRequest, channel_id: UUID) -> Channel:
    return get_object_or_404(queries.visible_to(request.user), pk=channel_id)
